import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import type { Person } from '../../models/person.ts';
import type { ClientStore, PersonStore } from '../../models/stores.ts';

const Id = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore');

const ClientSetup = z.strictObject({
  /** `msp` stands for all clients wherever policies are set. */
  id: Id.refine((id) => id.toLowerCase() !== 'msp', 'not “msp”, which means all clients'),
  name: z.string().min(1).max(120),
  mode: z.enum(['plan', 'execute']).default('plan'),
  entraTenantId: z.guid(),
  slackTeamIds: z.array(z.string().min(1)).default([]),
  emailDomains: z.array(z.string().min(1)).default([]),
  psaCompanyId: z.string().min(1).optional(),
});

const PersonSetup = z.strictObject({
  name: z.string().min(1).max(120),
  email: z.email().optional(),
  role: z.enum(['msp_admin', 'msp_technician']),
  /** The MSP's own Slack workspace and the person's member id in it. */
  slack: z.strictObject({ team: z.string().min(1), user: z.string().min(1) }),
  /** Member identifier in ConnectWise. */
  connectwise: z.string().min(1).optional(),
});

/** What an MSP starts with: its people and its clients. Applied at every start; what is there already stays as it is. */
export const Setup = z.strictObject({
  people: z.array(PersonSetup).default([]),
  clients: z.array(ClientSetup).default([]),
});
export type Setup = z.output<typeof Setup>;

/**
 * Adds what is not there yet. Never changes or removes: after the first start, admins have the word. Throws
 * `bad_configuration` for a client or person who cannot be added because another has their tenant, workspace or account.
 */
export async function applySetup(
  { clients, people }: { clients: ClientStore; people: PersonStore },
  setup: Setup,
): Promise<void> {
  for (const given of setup.clients) {
    const added = await clients.insert(clientOf(given));
    if (added === 'duplicate' && !(await clients.find(given.id)))
      throw conflict(`the client ${given.id} has an Entra tenant or a Slack workspace of another client`);
  }
  for (const given of setup.people) {
    const person = personOf(given);
    const added = await people.insert(person);
    if (added === 'duplicate' && !(await isThere(people, person)))
      throw conflict(`the person ${given.name} has a ConnectWise member of another person`);
  }
}

/** By the account in Slack, which everybody in the setup has, first. */
async function isThere(people: PersonStore, { identities: [slack] }: Person): Promise<boolean> {
  return slack !== undefined && (await people.byIdentity(slack)) !== undefined;
}

function conflict(problem: string): CountersignError {
  return new CountersignError('bad_configuration', `SETUP_FILE: ${problem}`);
}

function clientOf({ psaCompanyId, ...given }: Setup['clients'][number]): Client {
  return { ...given, ...(psaCompanyId === undefined ? {} : { psaCompanyId }), technicianIds: [], version: 1 };
}

function personOf({ name, email, role, slack, connectwise }: Setup['people'][number]): Person {
  const identities: Identity[] = [{ provider: 'slack', tenant: slack.team, user: slack.user }];
  if (connectwise !== undefined)
    identities.push({ provider: 'connectwise', tenant: 'msp', user: connectwise });
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
