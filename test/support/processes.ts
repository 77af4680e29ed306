import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Connection } from 'mongoose';
import { HOUR_MS, MINUTE_MS, MovableClock, SECOND_MS } from '../../src/clock.ts';
import { type Config, type Part, readConfig, variableOf } from '../../src/config.ts';
import { applySetup } from '../../src/flows/admin/apply-setup.ts';
import { Setup } from '../../src/flows/admin/setup.ts';
import { silentLogger } from '../../src/logger.ts';
import { connectDatabase, ensureIndexes, openStores, type Stores } from '../../src/models/mongoose/index.ts';
import { demoInstallations, demoSetup } from '../../src/sandbox/demo-setup.ts';
import type { ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import { startOfflineWorld, type Vendors } from '../../src/sandbox/start-vendors.ts';
import { createSealer } from '../../src/seal.ts';
import { openTestDatabase } from './database.ts';
import { cleanEnvironment, ROOT } from './node-process.ts';
import { TEST_ENVIRONMENT } from './test-environment.ts';

/** Longer than every lease of the product: what a dead process held is free after it. */
export const LONGER_THAN_A_LEASE = { ms: 4 * MINUTE_MS };

/** One `node src/main.ts`, as an operator would start it. */
export interface CountersignProcess {
  readonly url: string;
  readonly pid: number;
  /** Lines that it has logged, as text. */
  readonly lines: readonly string[];
  /** Brings its clock to the world's and lets it do whatever is due by then. */
  catchUp(): Promise<void>;
  /** How far its clock is ahead of the machine's. */
  aheadMs(): Promise<number>;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  readonly isKilled: boolean;
  /** Ends it by SIGTERM; kills it when that takes longer than a moment. */
  close(): Promise<void>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code when it has ended; null when it was killed. */
  readonly ended: Promise<number | null>;
}

/** A database and the simulated vendors, both outliving any process that is started in front of them. */
export interface ProcessWorld extends Vendors {
  clock: MovableClock;
  /** The same stores that the processes have. */
  stores: Stores;
  /** Changes that took effect in the directory, oldest first, answered or not. */
  changes: readonly Pick<ReceivedCall, 'method' | 'path' | 'body'>[];
  /** Starts a process whose clock is the world's. Slack and Teams deliver to it and to those that `deliverTo` names. */
  start(environment?: Readonly<Record<string, string>>): Promise<CountersignProcess>;
  /** Nothing asked for, said or changed yet. People, clients and the audit trail stay. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** A database of the test's own; one on the run's server when absent. */
  mongodbUri?: string;
}

/** Everything around real processes, in this one. */
export async function openProcessWorld({ mongodbUri }: WorldOptions = {}): Promise<ProcessWorld> {
  const clock = new MovableClock();
  const database = mongodbUri === undefined ? await openTestDatabase() : undefined;
  const given = readConfig(
    {
      MONGODB_URI: mongodbUri ?? database?.uri,
      SEALING_KEYS: `test:${randomBytes(32).toString('base64')}`,
    },
    ['--sandbox'],
  );
  const offline = await startOfflineWorld(given, { clock, logger: silentLogger });
  const { stores, connection } = await fill(offline.config, offline.vendors);
  const environment = environmentOf(offline.config);
  const processes: CountersignProcess[] = [];
  const changes: ReceivedCall[] = [];
  offline.vendors.microsoft.observe((stage, call) => {
    if (stage === 'done' && isChange(call)) changes.push({ ...call, status: 0 });
  });
  return {
    ...offline.vendors,
    clock,
    stores,
    changes,
    async start(more = {}) {
      const started = await startProcess({ ...environment, ...more }, clock);
      processes.push(started);
      for (const chat of [offline.vendors.slack, offline.vendors.teams]) chat.deliverTo(started.url);
      await started.catchUp();
      return started;
    },
    async clear() {
      await connection.collection('requests').deleteMany({});
      changes.length = 0;
      offline.vendors.microsoft.reset();
      offline.vendors.connectwise.reset();
      for (const chat of [offline.vendors.slack, offline.vendors.teams]) chat.clearScreens();
    },
    async close() {
      await Promise.all(processes.map((one) => one.close()));
      await offline.close();
      await connection.close();
      await database?.close();
    },
  };
}

function isChange({ method, path }: Pick<ReceivedCall, 'method' | 'path'>): boolean {
  return method !== 'GET' && !path.includes('/oauth2/') && !path.endsWith('/$batch');
}

/** What the setup file and the installs of the workspaces would have stored. */
async function fill(
  { general, sealingKeys }: Config,
  { slack }: Vendors,
): Promise<{ stores: Stores; connection: Connection }> {
  const connection = await connectDatabase({ uri: general.MONGODB_URI ?? '', logger: silentLogger });
  await ensureIndexes(connection);
  const [key, ...older] = sealingKeys;
  if (!key) throw new Error('a world needs a sealing key');
  const stores = openStores(connection, { sealer: createSealer([key, ...older]), logger: silentLogger });
  await applySetup(stores, Setup.parse(demoSetup));
  const installations = demoInstallations(slack.state.workspaces.values(), slack.appId, new Date());
  for (const installation of installations) await stores.slackInstallations.save(installation);
  return { stores, connection };
}

/** The variables that make a process use this world's vendors and database for everything. */
function environmentOf({ general, sealingKeys, parts }: Config): Record<string, string> {
  const ofParts = (Object.keys(parts) as Part[]).flatMap((part) =>
    Object.entries(parts[part] ?? {}).map(
      ([setting, value]) =>
        [variableOf(part, setting), typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
  );
  return {
    // Settings without a variable have a name with a dot.
    ...Object.fromEntries(ofParts.filter(([name]) => !name.includes('.'))),
    ...TEST_ENVIRONMENT,
    MONGODB_URI: general.MONGODB_URI ?? '',
    SEALING_KEYS: sealingKeys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(),
    PUBLIC_URL: 'http://127.0.0.1:3000',
    LOG_LEVEL: 'info',
  };
}

async function startProcess(
  environment: Readonly<Record<string, string>>,
  clock: MovableClock,
): Promise<CountersignProcess> {
  const child = spawn(process.execPath, ['src/main.ts', '--sandbox'], {
    cwd: ROOT,
    env: cleanEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const url = await Promise.race([
    readyAt(child, lines),
    ended.then((code) => {
      throw new Error(`Countersign ended with ${code} before it was ready:\n${lines.join('\n')}`);
    }),
  ]);
  let offsetMs = 0;
  return {
    url,
    pid: child.pid ?? 0,
    lines,
    ended,
    async catchUp() {
      const behindMs = clock.offsetMs - offsetMs;
      offsetMs = clock.offsetMs;
      if (behindMs > 0) await moveClock(url, behindMs / HOUR_MS);
    },
    async aheadMs() {
      const response = await fetch(`${url}/console/state`);
      const { clockAheadMs } = (await response.json()) as { clockAheadMs: number };
      return clockAheadMs;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async close() {
      const patience = setTimeout(() => child.kill('SIGKILL'), 3 * SECOND_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(patience);
    },
    get isKilled() {
      return child.signalCode === 'SIGKILL';
    },
    signal: (signal) => void child.kill(signal),
  };
}

/** Resolves with its address, and goes on collecting what it logs. */
function readyAt({ stdout, stderr }: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve) => {
    for (const stream of [stdout, stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const [, url] = /is ready: open (http:\/\/\S+)/.exec(line) ?? [];
        if (url) resolve(url);
      });
    }
  });
}

/** Through the sandbox's own page; answered once everything that has become due is done. */
async function moveClock(url: string, hours: number): Promise<void> {
  const response = await fetch(`${url}/console/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ hours }),
  });
  if (!response.ok) throw new Error(`the clock could not be moved: ${await response.text()}`);
}
