import { type Clock, MINUTE_MS } from '../../clock.ts';
import type { NoteAuthor } from '../psa.ts';
import type { ConnectWiseApi } from './api.ts';
import { isQuotable, oneOf } from './conditions.ts';
import { carriesAnyMarker } from './note-text.ts';
import type { NoteRecord } from './schema.ts';

/** How long it is remembered whether a member is a person. */
const REMEMBERED_MS = 10 * MINUTE_MS;
/** Names in one condition: keeps the address of the call well under every limit that is told of. */
const MEMBERS_A_CALL = 40;

/** Tells which members are API members: programs, not people. Names are compared without case. */
export interface MemberClasses {
  apiMembers(identifiers: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Looks members up and keeps the answer for a while. */
export function createMemberClasses({ api, clock }: { api: ConnectWiseApi; clock: Clock }): MemberClasses {
  const remembered = new Map<string, { isApi: boolean; until: number }>();

  return {
    async apiMembers(identifiers) {
      const now = clock.now().getTime();
      const names = [...new Set(identifiers.map((name) => name.toLowerCase()))].filter(isQuotable);
      const unknown = names.filter((name) => (remembered.get(name)?.until ?? 0) <= now);
      for (let at = 0; at < unknown.length; at += MEMBERS_A_CALL) {
        const asked = unknown.slice(at, at + MEMBERS_A_CALL);
        const found = await api.members(oneOf('identifier', asked));
        const apis = new Set(
          found.filter(({ isApi }) => isApi).map(({ identifier }) => identifier.toLowerCase()),
        );
        for (const name of asked) remembered.set(name, { isApi: apis.has(name), until: now + REMEMBERED_MS });
      }
      return new Set(names.filter((name) => remembered.get(name)?.isApi));
    },
  };
}

/** Every name by which a note may have been written. */
export function writersOf(notes: readonly NoteRecord[]): string[] {
  return notes.flatMap(({ createdBy, member }) => [createdBy, member?.identifier ?? '']).filter(Boolean);
}

/**
 * Who wrote a note. `member` is only who is shown: an API client may write in another member's name, so that a
 * technician counts only where `createdBy` says the same, and nothing that an API member wrote counts as a person's.
 */
export function authorOf(note: NoteRecord, apiMembers: ReadonlySet<string>): NoteAuthor {
  const { createdBy, member, contact } = note;
  if (apiMembers.has(createdBy.toLowerCase())) {
    return carriesAnyMarker(note.text) ? { kind: 'ourselves' } : { kind: 'automation' };
  }
  if (contact && !member) return { kind: 'contact', id: String(contact.id), name: contact.name };
  if (member && member.identifier.toLowerCase() === createdBy.toLowerCase()) {
    return { kind: 'technician', id: member.identifier, name: member.name };
  }
  return { kind: 'automation' };
}
