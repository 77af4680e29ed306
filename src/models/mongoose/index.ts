import type { Connection } from 'mongoose';
import type { Logger } from '../../logger.ts';
import type { Sealer } from '../../seal.ts';
import type { IntegrationCheckStore, IntegrationStore, SlackInstallationStore } from '../integration.ts';
import type { SealedValueStore } from '../sealed-value.ts';
import type {
  AuditStore,
  ClientStore,
  CursorStore,
  MspStore,
  OwedFactStore,
  PersonStore,
  PolicyStore,
  RequestStore,
} from '../stores.ts';
import type { TeamsConversationStore, TeamsDeliveryStore } from '../teams-conversation.ts';
import type { VoiceCallStore } from '../voice-call.ts';
import type { VoiceDeliveryStore } from '../voice-delivery.ts';
import { AUDIT, createAuditStore, type MongooseAuditStore } from './audit-store.ts';
import { CLIENTS, createClientStore } from './client-store.ts';
import { ensureIndexesOf } from './collection.ts';
import { CURSORS, createCursorStore } from './cursor-store.ts';
import { withDatabaseErrors } from './database-error.ts';
import { createInstallationStore, INSTALLATIONS } from './installation-store.ts';
import { createIntegrationCheckStore, INTEGRATION_CHECKS } from './integration-check-store.ts';
import { createIntegrationStore, INTEGRATIONS } from './integration-store.ts';
import { createMspStore, MSP_SETTINGS } from './msp-store.ts';
import { createOwedFactStore, type Owing } from './owed-facts.ts';
import { createPersonStore, PEOPLE } from './person-store.ts';
import { createPolicyStore, POLICIES } from './policy-store.ts';
import { REQUESTS } from './request-schema.ts';
import { createRequestStore } from './request-store.ts';
import { createSealedValueStore } from './sealed-value-store.ts';
import { createTeamsConversationStore, TEAMS_CONVERSATIONS } from './teams-conversation-store.ts';
import { createTeamsDeliveryStore, TEAMS_DELIVERIES } from './teams-delivery-store.ts';
import { createVoiceCallStore, VOICE_CALLS } from './voice-call-store.ts';
import { createVoiceDeliveryStore, VOICE_DELIVERIES } from './voice-delivery-store.ts';

export type { Connection } from 'mongoose';
export { connectDatabase, type DatabaseOptions, isDatabaseThere } from './connection.ts';

/** Everything that is stored. */
export interface Stores {
  requests: RequestStore;
  clients: ClientStore;
  msp: MspStore;
  people: PersonStore;
  policies: PolicyStore;
  audit: MongooseAuditStore;
  owedFacts: OwedFactStore;
  integrations: IntegrationStore;
  integrationChecks: IntegrationCheckStore;
  sealedValues: SealedValueStore;
  slackInstallations: SlackInstallationStore;
  teamsConversations: TeamsConversationStore;
  teamsDeliveries: TeamsDeliveryStore;
  voiceCalls: VoiceCallStore;
  voiceDeliveries: VoiceDeliveryStore;
  cursors: CursorStore;
}

/** Whose documents are changed by people alone; what a request does besides, its outbox enters. */
const OWING = [
  { definition: CLIENTS, actions: ['client_changed', 'mode_changed'] },
  { definition: MSP_SETTINGS, actions: ['client_changed'] },
  { definition: PEOPLE, actions: ['role_changed', 'person_changed'] },
  { definition: POLICIES, actions: ['policy_changed'] },
  { definition: INTEGRATIONS, actions: ['integration_changed'] },
  { definition: INSTALLATIONS, actions: ['integration_changed'] },
  { definition: REQUESTS, actions: ['delivery_retried'] },
] as const satisfies readonly Owing[];

/** The stores over one connection. Any number of processes may have theirs open on the same database. */
export function openStores(
  connection: Connection,
  { sealer, logger }: { sealer: Sealer; logger: Logger },
): Stores {
  return {
    requests: withDatabaseErrors(createRequestStore(connection, logger)),
    clients: withDatabaseErrors(createClientStore(connection)),
    msp: withDatabaseErrors(createMspStore(connection)),
    people: withDatabaseErrors(createPersonStore(connection)),
    policies: withDatabaseErrors(createPolicyStore(connection)),
    audit: withDatabaseErrors(createAuditStore(connection)),
    owedFacts: withDatabaseErrors(createOwedFactStore(connection, OWING)),
    integrations: withDatabaseErrors(createIntegrationStore(connection, sealer)),
    integrationChecks: withDatabaseErrors(createIntegrationCheckStore(connection)),
    sealedValues: withDatabaseErrors(createSealedValueStore(connection, sealer)),
    slackInstallations: withDatabaseErrors(createInstallationStore(connection, sealer)),
    teamsConversations: withDatabaseErrors(createTeamsConversationStore(connection)),
    teamsDeliveries: withDatabaseErrors(createTeamsDeliveryStore(connection)),
    voiceCalls: withDatabaseErrors(createVoiceCallStore(connection)),
    voiceDeliveries: withDatabaseErrors(createVoiceDeliveryStore(connection)),
    cursors: withDatabaseErrors(createCursorStore(connection)),
  };
}

/** The trail alone, for reading. */
export function openAuditTrail(connection: Connection): Pick<AuditStore, 'read'> {
  return withDatabaseErrors(createAuditStore(connection));
}

const COLLECTIONS = [
  REQUESTS,
  CLIENTS,
  MSP_SETTINGS,
  PEOPLE,
  POLICIES,
  AUDIT,
  INSTALLATIONS,
  INTEGRATIONS,
  INTEGRATION_CHECKS,
  TEAMS_CONVERSATIONS,
  TEAMS_DELIVERIES,
  VOICE_CALLS,
  VOICE_DELIVERIES,
  CURSORS,
];

/** Creates the indexes that are missing; to be awaited before the first use, on every start. Idempotent. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const definition of COLLECTIONS) await ensureIndexesOf(connection, definition);
}
