import type { ZodObject, output as ZodOutput } from 'zod';
import type { Clock } from './clock.ts';
import { inPlainWords, type Part } from './config.ts';
import { CountersignError } from './errors.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { Finding } from './finding.ts';
import type { ObservedCall } from './http.ts';
import type { Logger } from './logger.ts';
import type { GivenSettings } from './models/integration.ts';
import { autotaskIntegration, connectAutotask } from './tools/autotask/index.ts';
import { connectConnectWise, connectWiseIntegration } from './tools/connectwise/index.ts';
import type { Documentation } from './tools/documentation.ts';
import { connectHaloPsa, haloPsaIntegration } from './tools/halopsa/index.ts';
import { connectHudu, huduIntegration } from './tools/hudu/index.ts';
import type { IntegrationRoom } from './tools/integration-room.ts';
import { connectItGlue, itGlueIntegration } from './tools/itglue/index.ts';
import { connectJira, jiraIntegration } from './tools/jira/index.ts';
import {
  connectMicrosoftGraph,
  type MicrosoftGraph,
  type MicrosoftGraphSettings,
  microsoft365Integration,
} from './tools/microsoft-graph/index.ts';
import type { Psa, PsaHooks } from './tools/psa.ts';
import { withCircuit } from './tools/psa-circuit.ts';

/** What every vendor's room is connected with. */
export interface Watched {
  clock: Clock;
  logger: Logger;
  exchangeLog: ExchangeLog | undefined;
  observe(call: ObservedCall): void;
  allowLoopback: boolean;
}

/** A system that is connected, by what it is for. Each is asked first whether it knows us: unless it does, `check` finds nothing else. */
export type Connection =
  | { kind: 'psa'; psa: Psa; hooks: PsaHooks; check(): Promise<Finding[]> }
  | { kind: 'documentation'; documentation: Documentation; check(): Promise<Finding[]> }
  /** One app for all clients' tenants, each of which is looked at by itself. */
  | { kind: 'directory'; settings: MicrosoftGraphSettings; check: MicrosoftGraph['check'] };

/** What came of connecting: settings that do not fit are named, with what is wrong about each. */
export type Connecting =
  | { kind: 'connected'; connection: Connection }
  | { kind: 'unfit'; problems: Readonly<Record<string, string>> };

/** A system that can be connected, from configuration or by admins. */
export interface VendorSystem {
  room: IntegrationRoom;
  /** Its part of the configuration. */
  part: Part;
  /** Connects without calling. */
  connect(watched: Watched, given: GivenSettings): Connecting;
}

/** Every system that can be connected while the process runs. To add one: a line here. */
export const VENDOR_SYSTEMS: readonly VendorSystem[] = [
  system(microsoft365Integration, 'microsoftGraph', (watched, settings) => {
    const graph = connectMicrosoftGraph({ ...watched, settings });
    return { kind: 'directory', settings, check: (tenantId) => graph.check(tenantId) };
  }),
  system(connectWiseIntegration, 'connectwise', psaOf(connectConnectWise)),
  system(haloPsaIntegration, 'halopsa', psaOf(connectHaloPsa)),
  system(autotaskIntegration, 'autotask', psaOf(connectAutotask)),
  system(jiraIntegration, 'jira', psaOf(connectJira)),
  system(huduIntegration, 'hudu', documentationOf(connectHudu)),
  system(itGlueIntegration, 'itglue', documentationOf(connectItGlue)),
];

function psaOf<Settings>(
  connect: (
    watched: Watched,
    settings: Settings,
  ) => { psa: Psa; hooks: PsaHooks; check(): Promise<Finding[]> },
) {
  return (watched: Watched, settings: Settings): Connection => {
    const connected = connect(watched, settings);
    return { kind: 'psa', ...connected, psa: withCircuit(connected.psa, watched) };
  };
}

function documentationOf<Settings>(
  connect: (
    watched: Watched,
    settings: Settings,
  ) => { documentation: Documentation; check(): Promise<Finding[]> },
) {
  return (watched: Watched, settings: Settings): Connection => ({
    kind: 'documentation',
    ...connect(watched, settings),
  });
}

function system<Schema extends ZodObject>(
  room: IntegrationRoom<Schema>,
  part: Part,
  connect: (watched: Watched, settings: ZodOutput<Schema>) => Connection,
): VendorSystem {
  return {
    room,
    part,
    connect(watched, given) {
      const read = room.schema.safeParse(given, { error: inPlainWords });
      if (!read.success) return { kind: 'unfit', problems: problemsOf(read.error.issues) };
      try {
        return { kind: 'connected', connection: connect(watched, read.data) };
      } catch (error) {
        if (!(error instanceof CountersignError)) throw error;
        return { kind: 'unfit', problems: { [firstSetting(room)]: error.message } };
      }
    },
  };
}

function problemsOf(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): Record<string, string> {
  return Object.fromEntries(issues.map(({ path, message }) => [String(path[0] ?? ''), message]));
}

/** A room refuses to connect for its address alone, which it asks for first. */
function firstSetting({ settings }: IntegrationRoom): string {
  return Object.keys(settings)[0] ?? '';
}
