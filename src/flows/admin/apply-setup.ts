import { z } from 'zod';
import { newId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import type { Person } from '../../models/person.ts';
import type { ClientStore, PersonStore } from '../../models/stores.ts';

const Id = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore');

const ClientSetup = z.strictObject({
  id: Id,
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

/** Adds what is not there yet. Never changes or removes: after the first start, admins have the word. */
export async function applySetup(
  { clients, people }: { clients: ClientStore; people: PersonStore },
  setup: Setup,
): Promise<void> {
  for (const given of setup.clients) await clients.insert(clientOf(given));
  for (const given of setup.people) await people.insert(personOf(given));
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
