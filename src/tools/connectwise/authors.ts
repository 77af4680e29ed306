import { type Clock, MINUTE_MS } from '../../clock.ts';
import type { NoteAuthor, Ticket } from '../psa.ts';
import type { ConnectWiseApi } from './api.ts';
import { isQuotable, oneOf } from './conditions.ts';
import { carriesAnyMarker, isOurReference } from './note-text.ts';
import type { MemberRecord, NoteRecord, TicketRecord } from './schema.ts';

/** How long it is remembered who a member is. */
const REMEMBERED_MS = 10 * MINUTE_MS;
/** Names in one condition: keeps the address of the call well under every limit that is told of. */
const MEMBERS_A_CALL = 40;

/** The members of ConnectWise: technicians, and the API members that programs sign in as. */
export interface Members {
  /** Those of these identifiers that are members'. Ask for them in any case; look up with `memberIn`. */
  known(identifiers: readonly string[]): Promise<KnownMembers>;
}

/** Members by their identifiers in lower case: ConnectWise compares them without case. */
export type KnownMembers = ReadonlyMap<string, MemberRecord>;

/** Looks members up and keeps the answer for a while. */
export function createMembers({
  api,
  clock,
}: {
  api: Pick<ConnectWiseApi, 'members'>;
  clock: Clock;
}): Members {
  const remembered = new Map<string, { member: MemberRecord | undefined; until: number }>();

  return {
    async known(identifiers) {
      const now = clock.now().getTime();
      const names = [...new Set(identifiers.map((name) => name.toLowerCase()))].filter(isQuotable);
      const unknown = names.filter((name) => (remembered.get(name)?.until ?? 0) <= now);
      for (let at = 0; at < unknown.length; at += MEMBERS_A_CALL) {
        const asked = unknown.slice(at, at + MEMBERS_A_CALL);
        const found = byName(await api.members(oneOf('identifier', asked)));
        for (const name of asked)
          remembered.set(name, { member: found.get(name), until: now + REMEMBERED_MS });
      }
      return byName(names.flatMap((name) => remembered.get(name)?.member ?? []));
    },
  };
}

function byName(members: readonly MemberRecord[]): KnownMembers {
  return new Map(members.map((member) => [member.identifier.toLowerCase(), member]));
}

/** The member of this identifier, in whatever case it is written. */
function memberIn(members: KnownMembers, identifier: string): MemberRecord | undefined {
  return members.get(identifier.toLowerCase());
}

/** Every name by which a note may have been written. */
export function writersOf(notes: readonly NoteRecord[]): string[] {
  return notes.flatMap(({ createdBy, member }) => [createdBy, member?.identifier ?? '']).filter(Boolean);
}

/** Every name of somebody who may have opened a ticket, or may have it. */
export function membersOn(tickets: readonly TicketRecord[]): string[] {
  return tickets.flatMap(({ enteredBy, assignees }) => [enteredBy, ...assignees]).filter(Boolean);
}

/**
 * Who wrote a note. `member` is only who is shown: an API client may write in another member's name, so that a
 * technician counts only where `createdBy` says the same, and nothing that an API member wrote counts as a person's.
 */
export function authorOf(note: NoteRecord, members: KnownMembers): NoteAuthor {
  const { createdBy, member, contact } = note;
  if (memberIn(members, createdBy)?.isApi) {
    return carriesAnyMarker(note.text) ? { kind: 'ourselves' } : { kind: 'automation' };
  }
  if (contact && !member) return { kind: 'contact', id: String(contact.id), name: contact.name };
  if (member && member.identifier.toLowerCase() === createdBy.toLowerCase()) {
    return { kind: 'technician', id: member.identifier, name: member.name };
  }
  return { kind: 'automation' };
}

/**
 * Who opened a ticket. The contact on it says nothing about that: a technician enters tickets for people on the phone.
 * What the portal or the e-mail connector entered has the contact, and no member's identifier in `enteredBy`.
 */
export function openerOf(ticket: TicketRecord, members: KnownMembers): NoteAuthor {
  const { enteredBy, contact } = ticket;
  const member = memberIn(members, enteredBy);
  if (member?.isApi)
    return isOurReference(ticket.externalXRef) ? { kind: 'ourselves' } : { kind: 'automation' };
  const byMail = isMailConnector(ticket.sourceName) || isMailConnector(enteredBy);
  if (member && !byMail) return { kind: 'technician', id: member.identifier, name: member.name };
  if (contact && enteredBy !== '') return { kind: 'contact', id: String(contact.id), name: contact.name };
  return { kind: 'automation' };
}

/** The first person who has it; a ticket that a program was put on is nobody's. */
export function assigneeOf({ assignees }: TicketRecord, members: KnownMembers): Ticket['assignee'] {
  const people = assignees.flatMap((identifier) => memberIn(members, identifier) ?? []);
  const person = people.find(({ isApi }) => !isApi);
  return person && { id: person.identifier, name: person.name };
}

/** ConnectWise's e-mail connector by its usual name; no API marks what it brought in. Unverified. */
export function isMailConnector(name: string): boolean {
  return /^e-?mail ?connector$/i.test(name.trim());
}
