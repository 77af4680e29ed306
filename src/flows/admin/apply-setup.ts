import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import { type Person, technicianIdentity } from '../../models/person.ts';
import type { ClientStore, MspStore, PersonStore } from '../../models/stores.ts';

const Id = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore');

const PSA_NAMES = ['connectwise', 'halopsa', 'autotask', 'jira'] as const;

/** Several at once; in chat wherever people can be reached when it is left out. */
const ApprovalChannels = z.array(z.enum(['slack', 'teams', ...PSA_NAMES])).min(1);

const ClientSetup = z.strictObject({
  /** `msp` stands for all clients wherever policies are set. */
  id: Id.refine((id) => id.toLowerCase() !== 'msp', 'not “msp”, which means all clients'),
  name: z.string().min(1).max(120),
  mode: z.enum(['plan', 'execute']).default('plan'),
  entraTenantId: z.guid(),
  slackTeamIds: z.array(z.string().min(1)).default([]),
  emailDomains: z.array(z.string().min(1)).default([]),
  /** Its company in one of the connected PSAs. */
  psa: z.strictObject({ name: z.enum(PSA_NAMES), companyId: z.string().min(1) }).optional(),
  documentation: z
    .array(z.strictObject({ name: z.enum(['hudu', 'itglue']), companyId: z.string().min(1) }))
    .default([]),
  approvalChannels: ApprovalChannels.optional(),
  decideByNote: z.boolean().default(false),
});

const PersonSetup = z
  .strictObject({
    name: z.string().min(1).max(120),
    email: z.email().optional(),
    role: z.enum(['msp_admin', 'msp_technician']),
    /** The MSP's own Slack workspace and the person's member id in it. */
    slack: z.strictObject({ team: z.string().min(1), user: z.string().min(1) }).optional(),
    /** The MSP's own Entra tenant and the person's object id in it. */
    teams: z.strictObject({ tenant: z.guid(), user: z.guid() }).optional(),
    /** Member identifier in ConnectWise, agent id in HaloPSA, resource id in Autotask, account id in Jira. */
    connectwise: z.string().min(1).optional(),
    halopsa: z.string().min(1).optional(),
    autotask: z.string().min(1).optional(),
    jira: z.string().min(1).optional(),
  })
  .refine(({ slack, teams }) => slack ?? teams, 'needs an account in Slack or in Teams');

/** What an MSP starts with: its people and its clients. Applied at every start; what is there already stays as it is. */
export const Setup = z.strictObject({
  people: z.array(PersonSetup).default([]),
  clients: z.array(ClientSetup).default([]),
  /** For all clients that have none of their own. */
  approvalChannels: ApprovalChannels.optional(),
});
export type Setup = z.output<typeof Setup>;

/**
 * Adds what is not there yet. Never changes or removes: after the first start, admins have the word. Throws
 * `bad_configuration` for a client or person who cannot be added because another has their tenant, workspace or account.
 */
export async function applySetup(
  { clients, people, msp }: { clients: ClientStore; people: PersonStore; msp: MspStore },
  setup: Setup,
): Promise<void> {
  if (setup.approvalChannels) {
    const settings = await msp.get();
    if (settings.version === 0) await msp.save({ ...settings, approvalChannels: setup.approvalChannels });
  }
  for (const given of setup.clients) {
    const added = await clients.insert(clientOf(given));
    if (added === 'duplicate' && !(await clients.find(given.id)))
      throw conflict(
        `the client ${given.id} has an Entra tenant, a Slack workspace or a PSA company of another client`,
      );
  }
  for (const given of setup.people) {
    const person = personOf(given);
    const added = await people.insert(person);
    if (added === 'duplicate' && !(await isThere(people, person)))
      throw conflict(`the person ${given.name} has an account of another person`);
  }
}

/** By the account in chat, which everybody in the setup has, first. */
async function isThere(people: PersonStore, { identities: [chat] }: Person): Promise<boolean> {
  return chat !== undefined && (await people.byIdentity(chat)) !== undefined;
}

function conflict(problem: string): CountersignError {
  return new CountersignError('bad_configuration', `SETUP_FILE: ${problem}`);
}

function clientOf({ psa, approvalChannels, ...given }: Setup['clients'][number]): Client {
  return {
    ...given,
    ...(psa ? { psa } : {}),
    ...(approvalChannels ? { approvalChannels } : {}),
    technicianIds: [],
    version: 1,
  };
}

function personOf({ name, email, role, slack, teams, ...psas }: Setup['people'][number]): Person {
  const identities: Identity[] = [
    ...(slack ? [{ provider: 'slack' as const, tenant: slack.team, user: slack.user }] : []),
    ...(teams ? [{ provider: 'entra' as const, tenant: teams.tenant, user: teams.user }] : []),
    ...PSA_NAMES.flatMap((provider) => {
      const user = psas[provider];
      return user === undefined ? [] : [technicianIdentity(provider, user)];
    }),
  ];
  return {
    id: newId('per'),
    displayName: name,
    ...(email === undefined ? {} : { email }),
    role,
    identities,
    active: true,
    version: 1,
  };
}
