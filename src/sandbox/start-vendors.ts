import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { MovableClock } from '../clock.ts';
import type { Config, Part, RawSettings } from '../config.ts';
import { CountersignError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { startSimulatedConnectWise } from './connectwise/simulated-connectwise.ts';
import { clients, msp } from './demo-data.ts';
import { type EmbeddedMongo, EmbeddedMongoError, startEmbeddedMongo } from './embedded-mongodb/index.ts';
import { startSimulatedMicrosoft } from './microsoft/index.ts';
import { SIMULATED_MODELS, startSimulatedOpenAi } from './openai/index.ts';
import { openRunDirectory } from './run-directory.ts';
import { startSimulatedSlack } from './slack/index.ts';
import type { SandboxWorld } from './world.ts';

export type Vendors = Pick<SandboxWorld, 'slack' | 'microsoft' | 'connectwise' | 'openai'>;

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
  const [slack, microsoft, connectwise, openai] = await Promise.all([
    startSimulatedSlack({ clients, msp, clock, ...SANDBOX_CREDENTIALS.slack }),
    startSimulatedMicrosoft({ clients, clock, ...SANDBOX_CREDENTIALS.microsoft }),
    startSimulatedConnectWise({ clients, msp, clock, ...SANDBOX_CREDENTIALS.connectwise }),
    startSimulatedOpenAi({ clock, ...SANDBOX_CREDENTIALS.openai }),
  ]);
  return { slack, microsoft, connectwise, openai };
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
  const { slack, microsoft, connectwise, openai } = SANDBOX_CREDENTIALS;
  return {
    slack: {
      ...slack,
      stateSecret: 'sandbox-state-secret',
      publicUrl: general.PUBLIC_URL ?? `http://127.0.0.1:${general.PORT}`,
      apiUrl: vendors.slack.apiUrl,
      authorizeUrl: `${vendors.slack.url}/oauth/v2/authorize`,
      intakeChannels: intakeChannels(vendors),
    },
    microsoftGraph: {
      ...microsoft,
      loginUrl: vendors.microsoft.url,
      graphUrl: vendors.microsoft.url,
      rereadAfterMs: [100, 300],
    },
    connectwise: { ...connectwise, baseUrl: vendors.connectwise.url, board: 'Help Desk' },
    openai: { ...openai, baseUrl: `${vendors.openai.url}/v1`, model: SIMULATED_MODELS.plain },
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
