import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { Identity, IdentityProvider } from '../../../models/conversation.ts';
import { type Person, technicianIdentity } from '../../../models/person.ts';
import { phoneIdentity } from '../../../models/phone-number.ts';
import type { ClientStore, PersonStore } from '../../../models/stores.ts';
import { PSA_NAMES } from '../../../models/ticket.ts';
import { SYSTEM_TITLES } from '../../../system-titles.ts';
import type { CommandOption } from '../command-spec.ts';
import { PersonShape } from '../setup.ts';

/** Which account is meant by which option. */
export const PROVIDERS = {
  slack: 'slack',
  teams: 'entra',
  connectwise: 'connectwise',
  halopsa: 'halopsa',
  autotask: 'autotask',
  jira: 'jira',
  phone: 'phone',
} as const satisfies Readonly<Record<string, IdentityProvider>>;
/** One of these options. */
export type AccountName = keyof typeof PROVIDERS;

/** The shape of an input with every option of an account, each read alike. */
export function forEachAccount<Read extends z.ZodType>(read: Read): Record<AccountName, Read> {
  const names = Object.keys(PROVIDERS) as AccountName[];
  return Object.fromEntries(names.map((name) => [name, read])) as Record<AccountName, Read>;
}

/** Accounts as a command line names them. */
export const AccountInput = z.object(forEachAccount(z.string().optional()));
export type AccountInput = z.output<typeof AccountInput>;

/** The same as help shows it. */
export const ACCOUNT_OPTIONS: readonly CommandOption[] = [
  { flags: '--slack <account>', does: 'T0123ABCD/U0456EFGH (profile > Copy member ID), or a mention' },
  {
    flags: '--teams <account>',
    does: 'tenant id and object id with a slash between (Entra admin center > Users)',
  },
  { flags: '--connectwise <member>', does: 'the member identifier in ConnectWise' },
  { flags: '--halopsa <agent>', does: 'the agent’s number in HaloPSA' },
  { flags: '--autotask <resource>', does: 'the resource’s number in Autotask' },
  { flags: '--jira <account>', does: 'the Atlassian account id' },
  { flags: '--phone <number>', does: 'the telephone number, with its country' },
];

export type ReadAccounts = { identities: readonly Identity[] } | { problem: string; field: AccountName };

/** The accounts that a line names; whoever writes in a workspace or tenant need not name that one. */
export function readAccounts(input: AccountInput, by: Identity): ReadAccounts {
  const { slack, teams, phone } = PersonShape.shape;
  const inSlack = slack.safeParse(input.slack === undefined ? undefined : slackAccount(input.slack, by));
  const inTeams = teams.safeParse(input.teams === undefined ? undefined : teamsAccount(input.teams, by));
  const onPhone = phone.safeParse(input.phone);
  if (!inSlack.success) return { problem: HOW_WRITTEN.slack, field: 'slack' };
  if (!inTeams.success) return { problem: HOW_WRITTEN.teams, field: 'teams' };
  if (!onPhone.success) return { problem: HOW_WRITTEN.phone, field: 'phone' };
  return {
    identities: [
      ...(inSlack.data
        ? [{ provider: 'slack' as const, tenant: inSlack.data.team, user: inSlack.data.user }]
        : []),
      ...(inTeams.data ? [{ provider: 'entra' as const, ...inTeams.data }] : []),
      ...PSA_NAMES.flatMap((name) => {
        const user = input[name]?.trim();
        return user ? [technicianIdentity(name, user)] : [];
      }),
      ...(onPhone.data === undefined ? [] : [phoneIdentity(onPhone.data)]),
    ],
  };
}

const HOW_WRITTEN = {
  slack: 'An account in Slack is written `T0123ABCD/U0456EFGH`: workspace and member.',
  teams: 'An account in Teams is the tenant’s id and the object id, with a slash between them.',
  phone: 'A telephone number has its country, such as +1 555 555 0142.',
} as const;

/** The member whom `<@U0TESS>` or `<@U0TESS|tess>` names, as Slack passes a mention. */
export function mentionedMember(text: string): string | undefined {
  return /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/u.exec(text)?.[1];
}

/** Ids of Slack's workspaces and members are capitals and digits; anything else is left empty, which is no account. */
function slackAccount(text: string, by: Identity) {
  const parts = (mentionedMember(text) ?? text).trim().toUpperCase().split('/');
  const isId = parts.length <= 2 && parts.every((part) => /^[A-Z0-9]+$/u.test(part));
  const [first = '', second] = isId ? parts : [];
  if (second !== undefined) return { team: first, user: second };
  return { team: by.provider === 'slack' ? by.tenant : '', user: first };
}

function teamsAccount(text: string, by: Identity) {
  const [first = '', second] = text.split('/').map((part) => part.trim());
  if (second !== undefined) return { tenant: first, user: second };
  return { tenant: by.provider === 'entra' ? by.tenant : '', user: first };
}

/** `Slack T0HARBOR/U0TESS`, `ConnectWise ttanaka`, `telephone +15555550501`. */
export function accountText({ provider, tenant, user }: Identity): string {
  switch (provider) {
    case 'slack':
      return `Slack ${tenant}/${user}`;
    case 'entra':
      return `Teams ${tenant}/${user}`;
    case 'phone':
      return `telephone ${user}`;
    case 'console':
      return `console ${user}`;
    case 'connectwise':
    case 'halopsa':
    case 'autotask':
    case 'jira':
      return `${SYSTEM_TITLES[provider]} ${user}`;
  }
}

/** Whether somebody can be asked and can give commands: everybody with a role has Slack or Teams. */
export function isInChat(identities: readonly Identity[]): boolean {
  return identities.some(({ provider }) => provider === 'slack' || provider === 'entra');
}

export type Fitness =
  | { kind: 'fit' }
  /** It may be, after somebody has read this. */
  | { kind: 'risky'; warning: string }
  | { kind: 'unfit'; problem: string };

/** Whether these accounts may be this person's: nobody else's, and of the right company. */
export async function fitnessOf(
  { people, clients }: { people: PersonStore; clients: ClientStore },
  person: Pick<Person, 'id' | 'displayName' | 'clientId'>,
  identities: readonly Identity[],
): Promise<Fitness> {
  const warnings: string[] = [];
  for (const identity of identities) {
    const owner = await people.byIdentity(identity);
    if (owner && owner.id !== person.id) return { kind: 'unfit', problem: takenText(owner, identity) };
    const place = await companyOf(clients, identity);
    const problem =
      person.clientId === undefined ? undefined : await employeeProblem(clients, person, { identity, place });
    if (problem !== undefined) return { kind: 'unfit', problem };
    if (person.clientId === undefined && place)
      warnings.push(
        `${accountText(identity)} is in a place of ${place.name}: whoever administers it there can act as ${person.displayName}.`,
      );
  }
  return warnings.length > 0 ? { kind: 'risky', warning: warnings.join('\n') } : { kind: 'fit' };
}

/** An account is never moved silently. */
export function takenText(owner: Person, identity: Identity): string {
  const option = Object.entries(PROVIDERS).find(([, provider]) => provider === identity.provider)?.[0];
  return `${accountText(identity)} is ${owner.displayName}’s. If it is not, take it from them first: \`person unlink ${owner.id} --${option ?? ''}\`.`;
}

/** Whose workspace or tenant it is; undefined for the MSP's own, and for what has none. */
async function companyOf(clients: ClientStore, { provider, tenant }: Identity): Promise<Client | undefined> {
  if (provider === 'slack') return clients.bySlackTeam(tenant);
  return provider === 'entra' ? clients.byEntraTenant(tenant) : undefined;
}

async function employeeProblem(
  clients: ClientStore,
  { clientId, displayName }: Pick<Person, 'displayName' | 'clientId'>,
  { identity, place }: { identity: Identity; place: Client | undefined },
): Promise<string | undefined> {
  const { provider } = identity;
  if (PSA_NAMES.some((name) => name === provider))
    return `${displayName} is an employee of a client: accounts in a PSA are for the MSP’s own people, and contacts are found by themselves.`;
  if ((provider !== 'slack' && provider !== 'entra') || place?.id === clientId) return undefined;
  const own = clientId === undefined ? undefined : await clients.find(clientId);
  const where = place ? `in a place of ${place.name}` : 'in no place of any client';
  return `${accountText(identity)} is ${where}, and ${displayName} works for ${own?.name ?? clientId ?? 'nobody'}.`;
}
