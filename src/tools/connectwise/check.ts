import { type Finding, type Fixes, fine, lookAt, lookInto, trouble } from '../../finding.ts';
import type { ConnectWiseApi, StatusWord } from './api.ts';
import { equals } from './conditions.ts';
import { type ConnectWiseSettings, intakeBoardsOf } from './settings.ts';
import { findStatus } from './statuses.ts';

interface CheckDependencies {
  api: ConnectWiseApi;
  settings: ConnectWiseSettings;
}

/** Looks at everything that this room needs of a ConnectWise, changing nothing. Stops where the rest cannot be seen. */
export async function checkConnectWise(dependencies: CheckDependencies): Promise<Finding[]> {
  const signIn = await signInFindings(dependencies);
  if (signIn.some(({ kind }) => kind === 'problem')) return signIn;
  const board = await lookInto('Service board', BOARD_FIXES, () => boardFindings(dependencies));
  const contacts = await lookAt('Contacts', CONTACTS_FIXES, () =>
    dependencies.api.contactsByEmail(1, 'nobody@countersign.example'),
  );
  return [...signIn, ...board, contacts];
}

const BOARD_FIXES: Fixes = {
  forbidden:
    'Give the API member\'s security role Inquire on "Service Desk > Service Tickets" and on the tables of the Setup Tables screen ("Service / Service Board").',
};
const CONTACTS_FIXES: Fixes = {
  forbidden: 'Give the API member\'s security role Inquire on "Companies > Contacts".',
};
const MEMBERS_FIX =
  'Give the API member\'s security role Inquire on "System > Member Maintenance": technicians are told from programs by it.';

function signInFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const subject = 'Address, company and keys';
  return lookInto(subject, SIGN_IN_FIXES, async () => {
    if ((await api.presentCodebase()) === undefined) return [unknownCompany(settings.companyId)];
    await api.members(equals('licenseClass', 'A'));
    return [fine(subject)];
  });
}

function unknownCompany(companyId: string): Finding {
  const problem = `ConnectWise does not know the company id ${companyId}`;
  return trouble('Company', problem, 'Use the company id that people type when they sign in to ConnectWise.');
}

const SIGN_IN_FIXES: Fixes = {
  unauthenticated:
    'Check the public and the private key (System > Members > API Members > API Keys), and the client id (developer.connectwise.com).',
  // In the cloud, wrong keys are answered with 404 more often than with 401.
  bad_configuration:
    'Check the address (such as https://api-na.myconnectwise.net), the company id and both keys: in the cloud a wrong one of them looks like a wrong address.',
  forbidden: MEMBERS_FIX,
  unavailable: 'Check the address and whether this machine may reach it over https.',
  timeout: 'Check the address and whether this machine may reach it over https.',
};

async function boardFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const board = await activeBoard(api, settings.board);
  if (board === undefined) return [missingBoard(settings.board)];
  const statuses = await api.statuses(board);
  const missing = WORDS.filter((word) => !findStatus(statuses, word, settings.statuses));
  return [
    fine('Service board'),
    ...missing.map((word) => missingStatus(word, settings)),
    ...(await intakeFindings({ api, settings })),
  ];
}

async function intakeFindings({ api, settings }: CheckDependencies): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of intakeBoardsOf(settings)) {
    if (name === settings.board || (await activeBoard(api, name)) !== undefined) continue;
    findings.push(missingBoard(name));
  }
  return findings;
}

async function activeBoard(api: ConnectWiseApi, name: string): Promise<number | undefined> {
  return (await api.boards(equals('name', name))).find(({ inactive }) => !inactive)?.id;
}

function missingBoard(name: string): Finding {
  return trouble(
    'Service board',
    `there is no active service board ${name} that the API member can see`,
    'Name a board of Service Desk > Service Board exactly as it is written there.',
  );
}

const WORDS: readonly StatusWord[] = ['in_progress', 'waiting', 'completed'];

function missingStatus(word: StatusWord, settings: ConnectWiseSettings): Finding {
  const named = settings.statuses[word];
  const problem = named === undefined ? `no status says ${word}` : `there is no active status ${named}`;
  return trouble(
    `Status for ${word}`,
    problem,
    `Set statuses.${word} to the name of a status of the board ${settings.board}.`,
  );
}
