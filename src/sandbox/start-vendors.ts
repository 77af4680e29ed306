import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { MovableClock } from '../clock.ts';
import type { Config, Part, RawSettings } from '../config.ts';
import { CountersignError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { startSimulatedAutotask } from './autotask/simulated-autotask.ts';
import { startSimulatedConnectWise } from './connectwise/simulated-connectwise.ts';
import { companyIn } from './demo-accounts.ts';
import { clients, msp } from './demo-data.ts';
import { MSP_LINE } from './demo-phones.ts';
import { type EmbeddedMongo, EmbeddedMongoError, startEmbeddedMongo } from './embedded-mongodb/index.ts';
import { startSimulatedHaloPsa } from './halopsa/simulated-halopsa.ts';
import { SHARED_FOLDER, startSimulatedHudu } from './hudu/simulated-hudu.ts';
import { SHARED_ORGANIZATION_ID, startSimulatedItGlue } from './itglue/simulated-itglue.ts';
import { startSimulatedJira } from './jira/simulated-jira.ts';
import { startSimulatedMicrosoft } from './microsoft/index.ts';
import { SIMULATED_MODELS, startSimulatedOpenAi } from './openai/index.ts';
import { openRunDirectory } from './run-directory.ts';
import { startSimulatedSlack } from './slack/index.ts';
import { startSimulatedTeams } from './teams/index.ts';
import { startSimulatedTwilio } from './twilio/index.ts';
import type { SandboxWorld } from './world.ts';

export type Vendors = Omit<SandboxWorld, 'clock' | 'control'>;

export interface OfflineWorld {
  vendors: Vendors;
  /** The given configuration with every part that was missing pointed at its simulated counterpart. */
  config: Config;
  /** Parts that are simulated; the others are real. */
  simulated: ReadonlySet<Part>;
  /** The stored data is of this run alone, and may be emptied. */
  disposable: boolean;
  close(): Promise<void>;
}

/** What the product and its simulated vendors know each other by. */
export const SANDBOX_CREDENTIALS = {
  slack: {
    signingSecret: 'sandbox-signing-secret',
    clientId: '1000.2000',
    clientSecret: 'sandbox-client-secret',
  },
  microsoft: { appId: '5a4db0c5-0000-4000-8000-000000000001', clientSecret: 'sandbox-graph-secret' },
  connectwise: {
    companyId: 'harborit',
    publicKey: 'sandboxpublic',
    privateKey: 'sandboxprivate',
    clientId: '5a4db0c5-0000-4000-8000-000000000002',
  },
  teams: { appId: '5a4db0c5-0000-4000-8000-000000000003', appPassword: 'sandbox-teams-secret' },
  twilio: {
    accountSid: `AC${'5a4db0c5'.repeat(4)}`,
    authToken: 'sandbox-twilio-auth-token',
    apiKey: { sid: `SK${'5a4db0c5'.repeat(4)}`, secret: 'sandbox-twilio-key-secret' },
  },
  halopsa: {
    tenant: 'harborit',
    clientId: '5a4db0c5-0000-4000-8000-000000000004',
    clientSecret: 'sandbox-halo-secret',
  },
  haloWebhook: {
    webhookUser: 'halo',
    webhookPassword: 'sandbox-halo-webhook-password',
    webhookSecret: 'sandbox-halo-webhook-path',
  },
  autotask: {
    username: 'countersign@harbor-it.example',
    secret: 'sandbox-autotask-secret',
    integrationCode: 'SANDBOXCODE0000000000000',
  },
  autotaskWebhookSecret: 'sandbox-autotask-webhook-secret',
  jira: {
    email: 'countersign@harbor-it.example',
    apiToken: 'sandbox-jira-token',
    scopedApiToken: 'sandbox-jira-token-with-scopes',
    cloudId: '5a4db0c5-0000-4000-8000-000000000005',
  },
  jiraWebhookSecret: 'sandbox-jira-webhook-secret',
  hudu: { apiKey: 'sandbox-hudu-key' },
  itglue: { apiKey: 'ITG.sandbox-itglue-key' },
  openai: { apiKey: 'sk-sandbox-model-key' },
};

/**
 * Starts the simulated vendors as real HTTP servers on this machine, and the embedded database unless `MONGODB_URI` names
 * another; what a colleague has configured is left real. The embedded data is of one run: the vendors forget, so it does.
 */
export async function startOfflineWorld(
  given: Config,
  { clock, logger }: { clock: MovableClock; logger: Logger },
): Promise<OfflineWorld> {
  const [vendors, database] = await Promise.all([startVendors(clock), startDatabase(given, logger)]);
  const parts = simulatedParts(vendors, given);
  const simulated = new Set((Object.keys(parts) as Part[]).filter((part) => !given.parts[part]));
  return {
    vendors,
    simulated,
    disposable: database !== undefined,
    config: {
      ...given,
      general: { ...given.general, MONGODB_URI: given.general.MONGODB_URI ?? database?.uri },
      sealingKeys:
        given.sealingKeys.length > 0 ? given.sealingKeys : [{ id: 'sandbox', key: randomBytes(32) }],
      parts: { ...parts, ...given.parts },
    },
    async close() {
      await Promise.all(Object.values(vendors).map((vendor) => vendor.close()));
      await database?.close();
    },
  };
}

async function startVendors(clock: MovableClock): Promise<Vendors> {
  const { halopsa, autotask, jira, hudu, itglue, ...others } = SANDBOX_CREDENTIALS;
  const world = { clients, msp, clock };
  const [chat, office, psas, runbooks, openai] = await Promise.all([
    Promise.all([
      startSimulatedSlack({ ...world, ...others.slack }),
      startSimulatedTeams({ ...world, ...others.teams }),
      startSimulatedTwilio({ clients, clock, ...others.twilio }),
    ]),
    startSimulatedMicrosoft({ clients, clock, ...others.microsoft }),
    Promise.all([
      startSimulatedConnectWise({ ...world, ...others.connectwise }),
      startSimulatedHaloPsa({ ...world, ...halopsa }),
      startSimulatedAutotask({ ...world, ...autotask }),
      startSimulatedJira({ ...world, ...jira }),
    ]),
    Promise.all([startSimulatedHudu({ ...world, ...hudu }), startSimulatedItGlue({ ...world, ...itglue })]),
    startSimulatedOpenAi({ clock, ...others.openai }),
  ]);
  return {
    slack: chat[0],
    teams: chat[1],
    twilio: chat[2],
    microsoft: office,
    connectwise: psas[0],
    halopsa: psas[1],
    autotask: psas[2],
    jira: psas[3],
    hudu: runbooks[0],
    itglue: runbooks[1],
    openai,
  };
}

async function startDatabase(
  { general }: Config,
  logger: Logger,
): Promise<{ uri: string; close(): Promise<void> } | undefined> {
  if (general.MONGODB_URI) return undefined;
  const directory = await openRunDirectory(general.SANDBOX_DATA);
  const database = await startEngine(directory, logger);
  logger.info({ directory }, 'embedded database (MONGODB_URI is not set)');
  return {
    uri: database.uri,
    async close() {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startEngine(directory: string, logger: Logger): Promise<EmbeddedMongo> {
  try {
    return await startEmbeddedMongo({ directory, logger });
  } catch (cause) {
    if (!(cause instanceof EmbeddedMongoError)) throw cause;
    throw new CountersignError('bad_configuration', cause.message, { cause });
  }
}

function simulatedParts(vendors: Vendors, { general }: Config): Record<Part, RawSettings> {
  const { slack, teams, twilio, microsoft, connectwise, hudu, itglue, openai } = SANDBOX_CREDENTIALS;
  return {
    ...simulatedPsas(vendors),
    slack: {
      ...slack,
      stateSecret: 'sandbox-state-secret',
      publicUrl: general.PUBLIC_URL ?? `http://127.0.0.1:${general.PORT}`,
      apiUrl: vendors.slack.apiUrl,
      authorizeUrl: `${vendors.slack.url}/oauth/v2/authorize`,
      intakeChannels: intakeChannels(vendors),
    },
    voice: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      apiKeySid: twilio.apiKey.sid,
      apiKeySecret: twilio.apiKey.secret,
      smsFrom: MSP_LINE,
      apiUrl: vendors.twilio.apiUrl,
    },
    microsoftGraph: {
      ...microsoft,
      loginUrl: vendors.microsoft.url,
      graphUrl: vendors.microsoft.url,
      rereadAfterMs: [100, 300],
    },
    teams: {
      ...teams,
      loginUrl: vendors.teams.loginUrl,
      openIdMetadataUrl: vendors.teams.openIdMetadataUrl,
      tokenIssuer: vendors.teams.tokenIssuer,
      serviceUrl: vendors.teams.serviceUrl,
    },
    connectwise: { ...connectwise, baseUrl: vendors.connectwise.url, board: 'Help Desk' },
    hudu: { ...hudu, baseUrl: vendors.hudu.url, globalFolders: [SHARED_FOLDER] },
    itglue: {
      ...itglue,
      apiUrl: vendors.itglue.url,
      siteUrl: vendors.itglue.url,
      sharedOrganizationId: String(SHARED_ORGANIZATION_ID),
    },
    openai: { ...openai, baseUrl: `${vendors.openai.url}/v1`, model: SIMULATED_MODELS.plain },
  };
}

function simulatedPsas(vendors: Vendors): Record<'halopsa' | 'autotask' | 'jira', RawSettings> {
  const { halopsa, haloWebhook, autotask, autotaskWebhookSecret, jira, jiraWebhookSecret } =
    SANDBOX_CREDENTIALS;
  const { tenant: _, ...haloApplication } = halopsa;
  const { scopedApiToken: __, cloudId: ___, ...jiraAccount } = jira;
  return {
    halopsa: {
      ...haloApplication,
      ...haloWebhook,
      baseUrl: vendors.halopsa.url,
      ticketType: 'Service Request',
      intakeTicketTypes: ['Incident', 'Service Request'],
      internalOutcome: 'Private Note',
      publicOutcome: 'Public Note',
    },
    autotask: {
      ...autotask,
      zoneUrl: vendors.autotask.url,
      queue: 'Help Desk',
      intakeQueues: ['Help Desk'],
      webhookSecret: autotaskWebhookSecret,
    },
    jira: {
      ...jiraAccount,
      site: vendors.jira.url,
      gatewayUrl: vendors.jira.url,
      intakeProjects: clients.map(companyIn.jira),
      webhookSecret: jiraWebhookSecret,
    },
  };
}

/** Every message in a client's `it-help` is a request. */
function intakeChannels({ slack }: Vendors): Record<string, string[]> {
  const helpChannels = [...slack.state.channels.values()].filter(({ name }) => name === 'it-help');
  return Object.fromEntries(
    clients.map(({ slackTeamId }) => [
      slackTeamId,
      helpChannels.filter(({ teamId }) => teamId === slackTeamId).map(({ id }) => id),
    ]),
  );
}
