import { z } from 'zod';
import type { Person } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { nextStatus } from '../../../models/request-state.ts';
import type { TextAnswer } from '../../desk.ts';
import { cut } from '../../limits.ts';
import { type Outlook, recheckApprovals, undecidable } from '../../recheck-approvals.ts';
import { cancelledReply } from '../../sentences.ts';
import { cancel } from '../../withdraw.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { accountText } from './accounts.ts';
import { consequencesOf } from './consequences.ts';
import { findPerson } from './find-person.ts';
import { aRole, roleName } from './person-words.ts';
import { lastAdmin } from './roles.ts';
import { factsOf, personChanged, personSaved } from './save-person.ts';

/** Of somebody's own requests, the newest that are looked at. */
const MOST_OWN = 200;

/** On the button: what they did stands behind it. */
const LONGEST_NAME = 50;

/** `person depart PERSON`: everything is lost at once. */
export const departCommand = deskCommand(
  {
    name: 'person depart',
    role: 'admin',
    summary: 'somebody has left: role, approvals, requests and commands are lost at once',
    takes: '<person>',
    options: [CONFIRM],
    examples: [{ line: 'person depart theo', does: 'shows what he holds, and asks' }],
    input: z.object({ person: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findPerson(dependencies, input.person, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const { person } = found;
    if (!person.active) return { kind: 'answer', text: `${person.displayName} has left already.` };
    if (person.id === caller.person.id)
      return { kind: 'refused', text: 'You cannot depart yourself. Another admin can do it.' };
    return depart(dependencies, { person, caller, line, confirm: input.confirm });
  },
);

interface Departing {
  person: Person;
  caller: Entitled;
  line: CommandLine;
  confirm: string | undefined;
}

async function depart(
  dependencies: CommandDependencies,
  { person, caller, line, confirm }: Departing,
): Promise<TextAnswer> {
  const held = await holdingsOf(dependencies, person);
  const { displayName, id, version } = person;
  const asked = unconfirmed({
    by: caller.person,
    line,
    confirm,
    shown: {
      person: id,
      version,
      waiting: held.waiting.map(({ request, canBeDecided }) => `${request.id} ${canBeDecided}`),
      own: held.own.map((request) => request.id),
      lines: held.lines,
    },
    text: [`${displayName} loses all of this at once:`, ...held.lines].join('\n'),
    label: `${cut(displayName, LONGEST_NAME)} has left`,
  });
  if (asked) return asked;
  const { people, clock } = dependencies;
  const details = { departed: true, from: roleName(person.role), to: roleName(undefined) };
  const action = person.role === undefined ? 'person_changed' : 'role_changed';
  const facts = factsOf(dependencies, caller.person, { action, person, details });
  const done = await people.stepDown(person, { role: null, active: false, facts }, clock.now());
  if (done.kind === 'changed') return personChanged(person);
  if (done.kind === 'last_admin') return lastAdmin(person);
  await personSaved(dependencies, facts);
  const passed = await recheckApprovals(dependencies, { personId: id }, `${displayName} has left`);
  const ended = await endOwn(dependencies, person, caller.person);
  return {
    kind: 'answer',
    text: `${displayName} has left: nothing that they hold works any more. ${endedText(undecidable(passed).length, ended)}`.trim(),
  };
}

function endedText(handedOver: number, ended: number): string {
  const parts = [
    ...(handedOver > 0 ? [`handed over to technicians: ${handedOver}`] : []),
    ...(ended > 0 ? [`own requests ended: ${ended}`] : []),
  ];
  return parts.length === 0 ? '' : `Requests ${parts.join('; ')}.`;
}

interface Holdings {
  waiting: readonly Outlook[];
  own: readonly ServiceRequest[];
  lines: readonly string[];
}

async function holdingsOf(dependencies: CommandDependencies, person: Person): Promise<Holdings> {
  const gone: Person = { ...person, active: false };
  const [{ waiting, lost, lacking }, own] = await Promise.all([
    consequencesOf(dependencies, gone),
    openOwn(dependencies, person),
  ]);
  const lines = [
    ...(person.role === undefined ? [] : [`• Being ${aRole(person.role)}`]),
    ...person.identities.map((identity) => `• ${accountText(identity)}, which is refused from then on`),
    ...(waiting.length > 0 ? [`• Approvals asked of them: ${waiting.length}`] : []),
    ...(lost.length > 0
      ? [
          `• Of these, nobody else can decide ${lost.length}: handed over to technicians, and their cards are closed`,
        ]
      : []),
    ...(own.length > 0 ? [`• Requests of their own that are under way: ${own.length}, which are ended`] : []),
    ...lacking.map((one) => `• ${one}`),
  ];
  return { waiting, own, lines: lines.length > 0 ? lines : ['• Nothing but being known here'] };
}

async function openOwn({ requests }: CommandDependencies, { id }: Person): Promise<ServiceRequest[]> {
  const own = await requests.ofRequester(id, MOST_OWN);
  return own.filter(({ status }) => nextStatus(status, 'withdrawn') !== undefined);
}

const MAX_TRIES = 5;

/** What somebody who has left had asked for is not done any more. */
async function endOwn(dependencies: CommandDependencies, person: Person, admin: Person): Promise<number> {
  const by = { personId: admin.id, name: admin.displayName };
  const reason = `${person.displayName}, who asked for it, has left.`;
  let ended = 0;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const open = await openOwn(dependencies, person);
    if (open.length === 0) break;
    for (const request of open) {
      const reply = cancelledReply(request);
      if (await cancel(dependencies, { request, by, reason, reply })) ended += 1;
    }
  }
  return ended;
}

/** `person return PERSON`. */
export const returnCommand = deskCommand(
  {
    name: 'person return',
    role: 'admin',
    summary: 'somebody who had left is back: their accounts count again, without a role',
    takes: '<person>',
    examples: [{ line: 'person return theo', does: 'after `person depart`' }],
    input: z.object({ person: z.string() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = await findPerson(dependencies, input.person, { line, by: caller.by });
    if (found.kind === 'not_found') return found.answer;
    const { person } = found;
    if (person.active) return { kind: 'answer', text: `${person.displayName} has not left.` };
    const change = { action: 'person_changed', person, details: { departed: false } } as const;
    const facts = factsOf(dependencies, caller.person, change);
    const saved = await dependencies.people.setActive(person, true, facts);
    if (!saved) return personChanged(person);
    await personSaved(dependencies, facts);
    const role =
      person.clientId === undefined ? ` \`person grant ${person.id} technician\` gives a role.` : '';
    return { kind: 'answer', text: `${person.displayName} is back, without a role.${role}` };
  },
);
