import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, type ConnectOptions, createConnection } from 'mongoose';
import { CountersignError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { isDatabaseAway } from './database-error.ts';

export interface DatabaseOptions {
  /** With the database's name in it. */
  uri: string;
  logger: Logger;
  /** Most connections of this process. */
  poolSize?: number;
  /** Ends the wait for a database that is away; `connectDatabase` then throws `database_unavailable`. */
  signal?: AbortSignal;
  /** How long an operation looks for a server before it throws `database_unavailable`. */
  serverSelectionMs?: number;
  /** Emits `commandStarted` and its kin on the driver's client: for tests and measurements. */
  monitorCommands?: boolean;
}

const DEFAULT_POOL_SIZE = 64;
const DEFAULT_SERVER_SELECTION_MS = 5_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
const PING_MS = 2_000;
/** How often the driver asks a server for its state. */
const HEARTBEAT_MS = 2_000;

/**
 * Connects, and waits as long as it takes for a database that is away: one log line a try, at most 5 s apart. Once
 * connected, the driver finds its way back by itself; meanwhile operations throw `database_unavailable` after 5 s. Throws `bad_configuration` for an address or credentials that no waiting will mend.
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Connection> {
  const { logger, signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    const result = await tryToConnect(options);
    if (result.kind === 'connected') {
      if (attempt > 0) logger.info({ attempts: attempt + 1 }, 'database is there, going on');
      logComingAndGoing(result.connection, logger);
      return result.connection;
    }
    const waitMs = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
    logger.warn({ err: result.error, attempt: attempt + 1, waitMs }, 'database is away, trying again');
    await waitUnlessAborted(waitMs, signal);
  }
}

type Attempt = { kind: 'connected'; connection: Connection } | { kind: 'away'; error: unknown };

async function tryToConnect(options: DatabaseOptions): Promise<Attempt> {
  const connection = createConnection();
  // Without a listener a failed attempt would be an unhandled 'error' event as well as a rejection.
  connection.on('error', () => undefined);
  try {
    await connection.openUri(options.uri, driverOptions(options));
    return { kind: 'connected', connection };
  } catch (error) {
    await connection.destroy(true).catch(() => undefined);
    if (isDatabaseAway(error)) return { kind: 'away', error };
    throw new CountersignError('bad_configuration', 'the database address or its credentials are wrong', {
      cause: error,
    });
  }
}

function driverOptions({
  poolSize = DEFAULT_POOL_SIZE,
  serverSelectionMs = DEFAULT_SERVER_SELECTION_MS,
  monitorCommands = false,
}: DatabaseOptions): ConnectOptions {
  return {
    appName: 'countersign',
    autoCreate: false,
    autoIndex: false,
    // Operations fail while the database is away instead of piling up in memory.
    bufferCommands: false,
    // A server that comes back is noticed soon, also where a try to reach it got no answer at all.
    connectTimeoutMS: 3_000,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    maxConnecting: 8,
    maxPoolSize: poolSize,
    // An operation that fails makes the driver ask for the server's state at once. The connection for that may just be
    // going away too; the driver (7.8) then waits for it for ever, and asks no more. So it waits for the next time.
    minHeartbeatFrequencyMS: HEARTBEAT_MS,
    monitorCommands,
    retryWrites: true,
    serverSelectionTimeoutMS: serverSelectionMs,
    // A server that accepts and then says nothing would otherwise hold an operation for ever.
    socketTimeoutMS: 30_000,
    waitQueueTimeoutMS: 10_000,
    writeConcern: { w: 'majority', journal: true },
  };
}

async function waitUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch((cause: unknown) => {
    throw new CountersignError('database_unavailable', 'stopped waiting for the database', { cause });
  });
}

/** Whether the database answers now. */
export async function isDatabaseThere(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: PING_MS });
    return connection.db !== undefined;
  } catch {
    return false;
  }
}

function logComingAndGoing(connection: Connection, logger: Logger): void {
  let closing = false;
  connection.on('disconnecting', () => {
    closing = true;
  });
  connection.on('disconnected', () => {
    if (!closing) logger.warn('database connection lost');
  });
  connection.on('reconnected', () => logger.info('database connection is back'));
}
