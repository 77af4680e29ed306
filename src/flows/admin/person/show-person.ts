import { z } from 'zod';
import type { Person } from '../../../models/person.ts';
import type { PeopleOf } from '../../../models/stores.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { oneLine } from '../../lines.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies } from '../given-command.ts';
import { accountText } from './accounts.ts';
import { choosePerson } from './choose-person.ts';
import { findPerson } from './find-person.ts';
import { NO_SUCH_ROLE, parseRole, personLabel, roleName, settlingLines } from './person-words.ts';

const MOST_LISTED = 50;
const ListInput = z.object({
  client: z.string().optional(),
  role: z.string().optional(),
  departed: z.boolean().default(false),
});
const LIST_OPTIONS = [
  { flags: '--client <client>', does: 'a client’s people who are known' },
  { flags: '--role <role>', does: '`technician` or `admin`' },
  { flags: '--departed', does: 'whoever has left' },
];

/** `person`, `person PERSON`, `person list`, `person show PERSON`. */
export const showPersonCommands = [
  deskCommand(
    {
      name: 'person',
      role: 'admin',
      summary: 'a form for one of the MSP’s own people or somebody new; with a name, what is known of them',
      takes: '[person]',
      examples: [
        { line: 'person', does: 'a form: choose who, and what to do' },
        { line: 'person tess', does: 'everything about Tess Tanaka' },
      ],
      input: z.object({ person: z.string().optional() }),
    },
    async (dependencies, { caller, input, line }) => {
      if (input.person === undefined) return choosePerson(dependencies);
      const found = await findPerson(dependencies, input.person, { line, by: caller.by });
      return found.kind === 'found' ? showPerson(dependencies, found.person) : found.answer;
    },
  ),
  deskCommand(
    {
      name: 'person list',
      role: 'admin',
      summary: 'the MSP’s own people, a client’s, or whoever has left',
      options: LIST_OPTIONS,
      examples: [
        { line: 'person list', does: 'who signs and who administers' },
        { line: 'person list --client lakeside', does: 'who is known at Lakeside Dental' },
        { line: 'person list --role admin', does: 'who may administer' },
      ],
      input: ListInput,
    },
    async (dependencies, { input, line }) => listPeople(dependencies, input, line),
  ),
  deskCommand(
    {
      name: 'person show',
      role: 'admin',
      summary: 'somebody’s role, company and accounts; by name, mail address or mention',
      takes: '<person>',
      examples: [
        { line: 'person show tess', does: 'by the beginning of a name' },
        { line: 'person show dana@lakeside.example', does: 'by mail address' },
      ],
      input: z.object({ person: z.string() }),
    },
    async (dependencies, { caller, input, line }) => {
      const found = await findPerson(dependencies, input.person, { line, by: caller.by });
      return found.kind === 'found' ? showPerson(dependencies, found.person) : found.answer;
    },
  ),
];

async function listPeople(
  dependencies: CommandDependencies,
  input: z.output<typeof ListInput>,
  line: CommandLine,
): Promise<CommandAnswer> {
  const which = await peopleMeant(dependencies, input, line);
  if ('answer' in which) return which.answer;
  const found = await dependencies.people.list(which.of, MOST_LISTED + 1);
  const lines = found.slice(0, MOST_LISTED).map((person) => `• ${personLabel(person)}`);
  const more = found.length > MOST_LISTED ? ['• …and more: `person show` finds them by name'] : [];
  const text =
    lines.length > 0 ? [`${which.title}:`, ...lines, ...more].join('\n') : `${which.title}: nobody.`;
  return { kind: 'answer', text };
}

type Meant = { of: PeopleOf; title: string } | { answer: CommandAnswer };

async function peopleMeant(
  { clients }: CommandDependencies,
  { client: word, role: given, departed }: z.output<typeof ListInput>,
  line: CommandLine,
): Promise<Meant> {
  if (departed) return { of: { kind: 'departed' }, title: 'Whoever has left' };
  if (word !== undefined) {
    const found = await findClient(clients, word, line);
    if (found.kind === 'not_found') return { answer: found.answer };
    const { id: clientId, name } = found.client;
    return { of: { kind: 'client', clientId }, title: `Known at ${name}` };
  }
  if (given === undefined) return { of: { kind: 'msp' }, title: 'The MSP’s own people' };
  const role = parseRole(given);
  if (role === undefined) return { answer: NO_SUCH_ROLE };
  return { of: { kind: 'msp', role }, title: role === 'msp_admin' ? 'Admins' : 'Technicians' };
}

/** Everything about a person. */
export async function showPerson(
  { clients, clock }: CommandDependencies,
  person: Person,
): Promise<TextAnswer> {
  const all = await clients.all();
  const own = all.find(({ id }) => id === person.clientId);
  const named = (ones: typeof all) => ones.map(({ name }) => name).join(', ');
  const asked = all.filter(({ technicianIds }) => technicianIds.includes(person.id));
  const standsIn = all.filter(({ fallbackApproverId }) => fallbackApproverId === person.id);
  const accounts = person.identities.map((identity) => `• ${accountText(identity)}`);
  return {
    kind: 'answer',
    text: [
      `${oneLine(person.displayName)}${person.active ? '' : ', who has left'} (\`${person.id}\`)`,
      own || person.clientId
        ? `• Employee of ${own?.name ?? person.clientId ?? ''}`
        : `• Role: ${roleName(person.role)}`,
      ...settlingLines(person, clock.now()).map((line) => `• ${line}`),
      ...(person.email === undefined ? [] : [`• Mail: ${person.email}`]),
      ...(accounts.length > 0 ? accounts : ['• No accounts known']),
      ...(asked.length > 0 ? [`• Asked to approve by choice at ${named(asked)}`] : []),
      ...(standsIn.length > 0 ? [`• Fallback approver of ${named(standsIn)}`] : []),
    ].join('\n'),
  };
}
