import { addMs, type Clock, DAY_MS } from '../../clock.ts';
import { type Finding, type Fixes, fine, lookInto, trouble } from '../../finding.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import type { HaloPsaApi } from './api.ts';
import type { NamedRecord, OutcomeRecord } from './schema.ts';
import type { HaloPsaSettings } from './settings.ts';
import { findStatus, readStatuses } from './statuses.ts';
import { findNamed, idIn } from './ticket-types.ts';

interface CheckDependencies {
  api: HaloPsaApi;
  settings: HaloPsaSettings;
  clock: Clock;
}

/** Looks at everything that this room needs of a Halo, changing nothing. Stops where the rest cannot be seen. */
export async function checkHaloPsa(dependencies: CheckDependencies): Promise<Finding[]> {
  const signIn = await signInFindings(dependencies);
  if (signIn.some(({ kind }) => kind === 'problem')) return signIn;
  const looks = await Promise.all([
    lookInto('Agents', VISIBILITY_FIXES, () => agentFindings(dependencies)),
    lookInto('Ticket types and statuses', CONFIGURATION_FIXES, () => typeFindings(dependencies)),
    lookInto('Outcomes', CONFIGURATION_FIXES, () => outcomeFindings(dependencies)),
    lookInto('Clients and users', USERS_FIXES, () => userFindings(dependencies)),
    lookInto('Changed tickets', CHANGES_FIXES, () => changeFindings(dependencies)),
  ]);
  return [...signIn, ...looks.flat()];
}

function signInFindings({ api }: CheckDependencies): Promise<Finding[]> {
  const subject = 'Address, tenant and application';
  return lookInto(subject, SIGN_IN_FIXES, async () => {
    await api.ownAgent();
    return [fine(subject)];
  });
}

const REACH = 'Check the address and whether this machine may reach it over https.';

const SIGN_IN_FIXES: Fixes = {
  unauthenticated:
    'Check the client id and the client secret (Configuration > Integrations > Halo API > View Applications): the application signs in with "Client ID and Secret (Services)".',
  forbidden:
    'Give the application the permissions (scopes) that are asked for, and its agent access to the API.',
  bad_configuration:
    'Check the address (such as https://harborit.halopsa.com), and authUrl and tenant as Configuration > Integrations > Halo API shows them.',
  not_found: 'Check the address: there is no Halo API at it.',
  unavailable: REACH,
  timeout: REACH,
};

const VISIBILITY =
  'Give the agent of the application the teams and departments whose tickets and agents it shall see: without them Halo shows empty lists.';

const VISIBILITY_FIXES: Fixes = { forbidden: VISIBILITY };
const CONFIGURATION_FIXES: Fixes = {
  forbidden: 'Let the agent of the application read the configuration of tickets.',
};
const USERS_FIXES: Fixes = {
  forbidden: 'Give the application read:customers, and its agent access to clients and users.',
};
const CHANGES_FIXES: Fixes = {
  forbidden: 'Give the application read:tickets and edit:tickets, and its agent access to tickets.',
};

async function agentFindings({ api }: CheckDependencies): Promise<Finding[]> {
  const people = (await api.agents()).filter(({ isPerson }) => isPerson);
  if (people.length > 0) return [fine('Agents')];
  return [trouble('Agents', 'no technician can be seen', VISIBILITY)];
}

async function typeFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const types = await api.ticketTypes();
  const named = [settings.ticketType, ...settings.intakeTicketTypes];
  const missing = named.filter((name) => !findType(types, name));
  if (missing.length > 0) return missing.map(missingType);
  const typeId = findType(types, settings.ticketType)?.id ?? 0;
  const statuses = await readStatuses(api, typeId);
  const unsaid = WORDS.filter((word) => !findStatus(statuses, word, settings.statuses));
  return [fine('Ticket types'), ...unsaid.map((word) => missingStatus(word, settings))];
}

function findType(types: readonly NamedRecord[], named: string): NamedRecord | undefined {
  const id = idIn(named);
  return id === undefined ? findNamed(types, named) : types.find((type) => type.id === id);
}

function missingType(named: string): Finding {
  const problem = `there is no ticket type ${named} that our agent can see`;
  return trouble(
    'Ticket types',
    problem,
    'Name a type of Configuration > Tickets > Ticket Types as it is written there.',
  );
}

const WORDS: readonly TicketStatus[] = ['in_progress', 'waiting', 'completed'];

function missingStatus(word: TicketStatus, settings: HaloPsaSettings): Finding {
  const named = settings.statuses[word];
  const problem = named === undefined ? `no status says ${word}` : `there is no status ${named}`;
  const fix = `Set statuses.${word} to the name of a status of the ticket type ${settings.ticketType}.`;
  return trouble(`Status for ${word}`, problem, fix);
}

async function outcomeFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const outcomes = await api.outcomes();
  const { internalOutcome, publicOutcome, approvalOutcome } = settings;
  const missing = [internalOutcome, publicOutcome, ...(approvalOutcome ? [approvalOutcome] : [])].filter(
    (named) => !findOutcome(outcomes, named),
  );
  const silent = approvalOutcome && findOutcome(outcomes, approvalOutcome)?.startsApproval === false;
  const findings = [...missing.map(missingOutcome), ...(silent ? [noApproval(approvalOutcome)] : [])];
  return findings.length > 0 ? findings : [fine('Outcomes')];
}

function findOutcome(outcomes: readonly OutcomeRecord[], named: string): OutcomeRecord | undefined {
  const id = idIn(named);
  const wanted = named.toLowerCase();
  return outcomes.find((outcome) =>
    id === undefined ? outcome.names.some((name) => name.toLowerCase() === wanted) : outcome.id === id,
  );
}

function missingOutcome(named: string): Finding {
  const fix =
    'Name an action of Configuration > Tickets > Actions that the ticket type allows and our agent may use.';
  return trouble('Outcomes', `there is no action ${named}`, fix);
}

function noApproval(named: string): Finding {
  const fix = 'Choose an approval process in this action, or leave approvalOutcome out.';
  return trouble('Outcomes', `the action ${named} starts no approval process`, fix);
}

async function userFindings({ api }: CheckDependencies): Promise<Finding[]> {
  await api.usersByText(1, 'nobody@countersign.example');
  return [fine('Clients and users')];
}

/** Polling asks for tickets by the time of their last action; a Halo that passes over that would give all that it has. */
async function changeFindings({ api, clock }: CheckDependencies): Promise<Finding[]> {
  const startdate = addMs(clock.now(), 2 * DAY_MS)
    .toISOString()
    .slice(0, 19);
  const filter = { datesearch: 'lastactiondate', startdate } as const;
  const tomorrow = await api.latestTickets(filter, 1, AbortSignal.timeout(LOOK_MS));
  if (tomorrow.length === 0) return [fine('Changed tickets')];
  const problem = 'Halo gives tickets without regard to when they changed';
  return [
    trouble('Changed tickets', problem, 'Polling reads every ticket then: use webhooks and poll rarely.'),
  ];
}

const LOOK_MS = 30_000;
