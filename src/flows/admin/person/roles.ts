import { z } from 'zod';
import type { Person, Role } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { recheckApprovals } from '../../recheck-approvals.ts';
import { lostText } from '../client/approvers-of-client.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { isInChat } from './accounts.ts';
import { consequencesOf } from './consequences.ts';
import { findPerson } from './find-person.ts';
import { aRole, NO_SUCH_ROLE, parseRole, roleName, settlingLines } from './person-words.ts';
import { factsOf, personChanged, personSaved } from './save-person.ts';

/** `person grant PERSON technician|admin`. */
export const grantRoleCommand = deskCommand(
  {
    name: 'person grant',
    role: 'admin',
    summary: 'let somebody of the MSP sign as `technician`, or do everything as `admin`',
    takes: '<person> <role>',
    examples: [{ line: 'person grant theo admin', does: 'make Theo Brandt an admin' }],
    input: z.object({ person: z.string(), role: z.string() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findPerson(dependencies, input.person, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const role = parseRole(input.role);
    if (role === undefined) return NO_SUCH_ROLE;
    return grant(dependencies, caller, found.person, role);
  },
);

async function grant(
  dependencies: CommandDependencies,
  { person: admin }: Entitled,
  person: Person,
  role: Role,
): Promise<TextAnswer> {
  const refusal = await grantRefusal(dependencies, person);
  if (refusal !== undefined) return { kind: 'refused', text: refusal };
  const { displayName } = person;
  if (person.role === role) return { kind: 'answer', text: `${displayName} is ${aRole(role)} already.` };
  if (person.role === 'msp_admin')
    return {
      kind: 'answer',
      text: `${displayName} is an admin, who may do all that a technician may. \`person take ${person.id} admin\` makes them a technician.`,
    };
  const entrustedAt = role === 'msp_admin' ? dependencies.clock.now() : undefined;
  const details = { from: roleName(person.role), to: roleName(role) };
  const facts = factsOf(dependencies, admin, { action: 'role_changed', person, details });
  const saved = await dependencies.people.setRole(person, role, { entrustedAt, facts });
  if (!saved) return personChanged(person);
  await personSaved(dependencies, facts);
  const text = [`${displayName} is ${aRole(role)} now.`, ...settlingLines(saved, dependencies.clock.now())];
  return { kind: 'answer', text: text.join('\n') };
}

async function grantRefusal(
  { clients }: CommandDependencies,
  { id, displayName, active, clientId, identities }: Person,
): Promise<string | undefined> {
  if (!active) return `${displayName} has left. \`person return ${id}\` first.`;
  if (clientId !== undefined) {
    const client = await clients.find(clientId);
    return `${displayName} is an employee of ${client?.name ?? clientId}: roles are for the MSP’s own people.`;
  }
  return isInChat(identities)
    ? undefined
    : `${displayName} has no account in Slack or Teams yet: \`person link ${id} --slack …\`.`;
}

/** `person take PERSON technician|admin`. */
export const takeRoleCommand = deskCommand(
  {
    name: 'person take',
    role: 'admin',
    summary: 'take a role away: an admin is a technician then, a technician has no role',
    takes: '<person> <role>',
    options: [CONFIRM],
    examples: [{ line: 'person take theo technician', does: 'he may sign nothing any more' }],
    input: z.object({ person: z.string(), role: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findPerson(dependencies, input.person, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const role = parseRole(input.role);
    if (role === undefined) return NO_SUCH_ROLE;
    return take(dependencies, { person: found.person, role, caller, line, confirm: input.confirm });
  },
);

interface Taking {
  person: Person;
  role: Role;
  caller: Entitled;
  line: CommandLine;
  confirm: string | undefined;
}

async function take(dependencies: CommandDependencies, taking: Taking): Promise<TextAnswer> {
  const { person, role, caller } = taking;
  const { displayName, id } = person;
  if (!person.active) return { kind: 'answer', text: `${displayName} has left, and has no role.` };
  if (person.role !== role) return hasAnother(person, role);
  const rest = role === 'msp_admin' ? ('msp_technician' as const) : null;
  const asked = await askFirst(dependencies, taking, rest);
  if (asked) return asked;
  const { people, clock } = dependencies;
  const details = { from: roleName(role), to: roleName(rest ?? undefined) };
  const facts = factsOf(dependencies, caller.person, { action: 'role_changed', person, details });
  const done = await people.stepDown(person, { role: rest, active: true, facts }, clock.now());
  if (done.kind === 'changed') return personChanged(person);
  if (done.kind === 'last_admin') return lastAdmin(person);
  await personSaved(dependencies, facts);
  await recheckApprovals(dependencies, { personId: id }, `${displayName} is not ${aRole(role)} any more`);
  return takenText(person, rest);
}

function hasAnother({ displayName, role: has }: Person, role: Role): TextAnswer {
  return has === undefined
    ? { kind: 'answer', text: `${displayName} is neither, and not ${aRole(role)}.` }
    : { kind: 'refused', text: `${displayName} is ${aRole(has)}, not ${aRole(role)}.` };
}

/** Before somebody takes their own role, and before what waits could not be decided by anybody any more. */
async function askFirst(
  dependencies: CommandDependencies,
  { person, role, caller, line, confirm }: Taking,
  rest: Role | null,
): Promise<TextAnswer | undefined> {
  const after = rest === null ? withoutRole(person) : { ...person, role: rest };
  const { lost, lacking } = await consequencesOf(dependencies, after);
  const isOwn = person.id === caller.person.id;
  if (!isOwn && lost.length === 0 && lacking.length === 0) return undefined;
  const own = `You would be ${aRole(rest ?? undefined)}, and could not undo that.`;
  return unconfirmed({
    by: caller.person,
    line,
    confirm,
    shown: { person: person.id, version: person.version, role, lost: lost.map(({ id }) => id), lacking },
    text: [
      ...(isOwn ? [own] : []),
      ...(lost.length > 0 ? [lostText(lost.length)] : []),
      ...lacking.map((one) => `• ${one}`),
    ].join('\n'),
    label: 'Take the role away',
  });
}

function withoutRole(person: Person): Person {
  const { role: _, ...rest } = person;
  return rest;
}

function takenText({ displayName, id }: Person, rest: Role | null): TextAnswer {
  if (rest === null) return { kind: 'answer', text: `${displayName} has no role any more.` };
  return {
    kind: 'answer',
    text: `${displayName} is a technician now, and no admin any more.`,
    choices: [{ label: 'Take technician too', command: `person take ${id} technician`, style: 'danger' }],
  };
}

/** For whoever would leave the product without an admin. */
export function lastAdmin({ displayName }: Person): TextAnswer {
  return {
    kind: 'refused',
    text: `${displayName} stays an admin: nobody else would be left who may administer. \`person grant … admin\` somebody else first.`,
  };
}
