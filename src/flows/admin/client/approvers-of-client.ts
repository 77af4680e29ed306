import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import { isTechnician, type Person } from '../../../models/person.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { mayStandIn } from '../../fallback-approver.ts';
import { outlookOf, recheckApprovals, type ToBe, undecidable } from '../../recheck-approvals.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { findPerson } from '../person/find-person.ts';
import { personLabel } from '../person/person-words.ts';
import { saveClient } from './save-client.ts';
import { whoIsAsked } from './show-client.ts';

/** `client technicians CLIENT [PERSON… | all]`. */
export const techniciansCommand = deskCommand(
  {
    name: 'client technicians',
    role: 'admin',
    summary: 'which technicians are asked to approve at a client, and may; `all` for all of them',
    takes: '<client> [people...]',
    options: [CONFIRM],
    examples: [
      { line: 'client technicians lakeside', does: 'who is asked now' },
      { line: 'client technicians lakeside tess theo', does: 'only these two' },
      { line: 'client technicians lakeside all', does: 'all technicians of the MSP' },
    ],
    input: z.object({
      client: z.string(),
      people: z.array(z.string()).default([]),
      confirm: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    if (input.people.length === 0) return { kind: 'answer', text: await whoText(dependencies, client) };
    const chosen = await techniciansNamed(dependencies, input.people, { line, caller });
    if ('answer' in chosen) return chosen.answer;
    const { people } = chosen;
    const names = people.map(({ displayName }) => displayName).join(', ') || 'all technicians';
    return changeApprovers(dependencies, {
      before: client,
      after: { ...client, technicianIds: people.map(({ id }) => id) },
      what: `Who is asked to approve at ${client.name}: ${names}`,
      why: `an admin has chosen who approves at ${client.name}`,
      details: { technicians: names, technicianIds: people.map(({ id }) => id).join(',') },
      caller,
      line,
      confirm: input.confirm,
    });
  },
);

async function whoText({ people }: CommandDependencies, client: Client): Promise<string> {
  const technicians = await people.technicians(client.technicianIds);
  return `Asked to approve at ${client.name}: ${whoIsAsked(client, technicians)}.`;
}

async function techniciansNamed(
  dependencies: CommandDependencies,
  words: readonly string[],
  { line, caller }: { line: CommandLine; caller: Entitled },
): Promise<{ people: readonly Person[] } | { answer: CommandAnswer }> {
  if (words.length === 1 && words[0]?.toLowerCase() === 'all') return { people: [] };
  const people = new Map<string, Person>();
  for (const word of words) {
    const found = await findPerson(dependencies, word, { line, by: caller.by });
    if (found.kind === 'not_found') return { answer: found.answer };
    const { person } = found;
    if (!isTechnician(person)) {
      const text = `${person.displayName} is no technician. \`person grant ${person.id} technician\` makes them one.`;
      return { answer: { kind: 'refused', text } };
    }
    people.set(person.id, person);
  }
  return { people: [...people.values()] };
}

/** `client fallback CLIENT [PERSON | none]`. */
export const fallbackCommand = deskCommand(
  {
    name: 'client fallback',
    role: 'admin',
    summary: 'who approves where the directory names no manager; without one, that is handed over',
    takes: '<client> [person]',
    options: [CONFIRM],
    examples: [
      { line: 'client fallback lakeside', does: 'who that is now' },
      { line: 'client fallback lakeside max', does: 'Max Moreno, wherever there is no manager' },
      { line: 'client fallback lakeside none', does: 'nobody: such requests are handed over' },
    ],
    input: z.object({
      client: z.string(),
      person: z.string().optional(),
      confirm: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    if (input.person === undefined) return fallbackText(dependencies, client);
    const chosen = await standInNamed(dependencies, client, { word: input.person, line, caller });
    if ('answer' in chosen) return chosen.answer;
    const { person } = chosen;
    if (person?.id === client.fallbackApproverId) return fallbackText(dependencies, client);
    const { fallbackApproverId: _, ...rest } = client;
    const name = person?.displayName ?? 'nobody';
    return changeApprovers(dependencies, {
      before: client,
      after: { ...rest, ...(person && { fallbackApproverId: person.id }) },
      what: `The fallback approver of ${client.name}: ${name}`,
      why: `the fallback approver of ${client.name} was changed`,
      details: { fallbackApprover: name, fallbackApproverId: person?.id ?? '' },
      caller,
      line,
      confirm: input.confirm,
    });
  },
);

async function fallbackText({ people }: CommandDependencies, client: Client): Promise<TextAnswer> {
  const { fallbackApproverId, name } = client;
  const person = fallbackApproverId === undefined ? undefined : await people.find(fallbackApproverId);
  if (person && !mayStandIn(client, person))
    return {
      kind: 'answer',
      text: `The fallback approver of ${name} was ${person.displayName}, who may not approve there any more: where the directory names no manager, a technician takes over. \`client fallback ${client.id} …\` names somebody else.`,
    };
  const text = person
    ? `Where the directory names no manager for somebody at ${name}, ${personLabel(person)} is asked.`
    : `${name} has no fallback approver: where the directory names no manager, a technician takes over.`;
  return { kind: 'answer', text };
}

async function standInNamed(
  dependencies: CommandDependencies,
  client: Client,
  { word, line, caller }: { word: string; line: CommandLine; caller: Entitled },
): Promise<{ person: Person | undefined } | { answer: CommandAnswer }> {
  if (word.toLowerCase() === 'none') return { person: undefined };
  const found = await findPerson(dependencies, word, { line, by: caller.by });
  if (found.kind === 'not_found') return { answer: found.answer };
  const { person } = found;
  if (mayStandIn(client, person)) return { person };
  const why = person.active ? `works neither for ${client.name} nor for the MSP` : 'has left';
  return { answer: { kind: 'refused', text: `${person.displayName} ${why}, and cannot approve there.` } };
}

interface ApproverChange {
  before: Client;
  after: Client;
  /** `The fallback approver of Lakeside Dental: Max Moreno`. */
  what: string;
  /** For technicians, where nobody can decide any more. */
  why: string;
  details: Readonly<Record<string, string>>;
  caller: Entitled;
  line: CommandLine;
  confirm: string | undefined;
}

/** Asks first where requests that wait could not be decided by anybody any more. */
async function changeApprovers(
  dependencies: CommandDependencies,
  { before, after, what, why, details, caller, line, confirm }: ApproverChange,
): Promise<TextAnswer> {
  const toBe: ToBe = { client: (client) => (client.id === after.id ? after : client) };
  const lost = undecidable(await outlookOf(dependencies, { clientId: before.id }, toBe));
  const asked =
    lost.length > 0 &&
    unconfirmed({
      by: caller.person,
      line,
      confirm,
      shown: {
        client: before.id,
        version: before.version,
        details: { ...details },
        lost: lost.map(({ id }) => id),
      },
      text: `${what}.\n${lostText(lost.length)}`,
      label: 'Change it',
    });
  if (asked) return asked;
  const answer = await saveClient(dependencies, {
    before,
    after,
    admin: caller.person,
    details,
    done: () => `${what}.`,
  });
  if (answer.kind === 'answer') await recheckApprovals(dependencies, { clientId: before.id }, why);
  return answer;
}

/** What becomes of requests that nobody may decide any more. */
export function lostText(count: number): string {
  return count === 1
    ? '1 request waits for somebody who may then not decide it any more: it is handed over to technicians, and its cards are closed.'
    : `${count} requests wait for somebody who may then not decide them any more: they are handed over to technicians, and their cards are closed.`;
}
