import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { isSafeAddress } from '../../src/http.ts';
import { readSettings } from '../../src/settings.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openDatabaseLine } from '../support/database-line.ts';
import { cleanEnvironment } from '../support/node-process.ts';

let folder: string;
let database: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-configuration-'));
  database = await openTestDatabase();
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

interface Run {
  /** Everything printed so far. */
  output(): string;
  /** Resolves when this was printed, throws when the process ended without. */
  says(words: RegExp): Promise<string>;
  stop(): Promise<number | null>;
  ended: Promise<number | null>;
}

/** The product as an operator starts it, with nothing in its environment but what is given. */
function start(environment: Record<string, string>, flags: readonly string[] = []): Run {
  const child = spawn(process.execPath, ['src/main.ts', ...flags], {
    env: cleanEnvironment({ SANDBOX_DATA: join(folder, 'data'), ...environment }),
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    output: () => text,
    ended,
    async says(words) {
      const over = ended.then(() => 'over' as const);
      const printed = async () => {
        for (;;) {
          const [found] = words.exec(text) ?? [];
          if (found !== undefined) return found;
          await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), over]);
          if (child.exitCode !== null && !words.test(text)) throw new Error(`it ended, having said: ${text}`);
        }
      };
      return printed();
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** All that a real installation needs, pointing nowhere that answers. */
const complete = (): Record<string, string> => ({
  SLACK_SIGNING_SECRET: 'signing',
  GRAPH_APP_ID: '0a99cafe-0000-4000-8000-000000000001',
  GRAPH_CLIENT_SECRET: 'graph-secret',
  CONNECTWISE_BASE_URL: 'https://api-na.myconnectwise.net',
  CONNECTWISE_COMPANY_ID: 'harborit',
  CONNECTWISE_PUBLIC_KEY: 'public',
  CONNECTWISE_PRIVATE_KEY: 'private',
  CONNECTWISE_CLIENT_ID: 'client',
  CONNECTWISE_BOARD: 'Help Desk',
  OPENAI_API_KEY: 'sk-key',
  OPENAI_MODEL: 'gpt',
  SEALING_KEYS: `main:${randomBytes(32).toString('base64')}`,
  MONGODB_URI: database.uri,
  PORT: '0',
});

async function refusal(environment: Record<string, string>): Promise<string> {
  const run = start(environment);
  expect(await run.ended).toBe(1);
  expect(run.output()).not.toMatch(/\n\s+at |Error:/u);
  return run.output();
}

describe('a configuration that cannot be', () => {
  it('is refused with one error that lists all that is missing, when one variable of it is set', async () => {
    const said = await refusal({ OPENAI_MODEL: 'gpt' });

    for (const name of ['SLACK_SIGNING_SECRET', 'OPENAI_API_KEY', 'SEALING_KEYS', 'MONGODB_URI'])
      expect(said).toContain(name);
    expect(said.match(/not complete/gu)).toHaveLength(1);
    expect(said).not.toMatch(/sandbox is ready|Simulated/u);
  });

  it('is refused with one error that lists all that is wrong', async () => {
    const setup = join(folder, 'setup.json');
    await writeFile(setup, JSON.stringify({ clients: [{ id: 'a b', name: '', entraTenantId: 'x' }] }));
    const said = await refusal({
      ...complete(),
      MONGODB_URI: 'mysql://root@localhost/x',
      PORT: '99999',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'desk',
      SEALING_KEYS: 'main:short',
      GRAPH_APP_ID: 'no-guid',
      SLACK_INTAKE_CHANNELS: '{',
      OPENAI_TEMPERATURE: 'warm',
      SETUP_FILE: setup,
    });

    for (const name of [
      'MONGODB_URI',
      'PORT',
      'LOG_LEVEL',
      'PUBLIC_URL',
      'SEALING_KEYS',
      'GRAPH_APP_ID',
      'SLACK_INTAKE_CHANNELS',
      'OPENAI_TEMPERATURE',
      'SETUP_FILE: clients.0.id',
    ])
      expect(said).toMatch(new RegExp(`^  - ${name}`, 'mu'));
    expect(said).not.toMatch(/missing/u);
    expect(said).not.toContain('short');
  });

  it('is refused when it would send credentials to this machine, to an address of the machine’s host, or in the clear', async () => {
    const said = await refusal({
      ...complete(),
      SLACK_API_URL: 'http://slack.com/api/',
      SLACK_AUTHORIZE_URL: 'https://169.254.169.254/oauth',
      GRAPH_URL: 'https://127.0.0.1',
      GRAPH_LOGIN_URL: 'https://localhost',
      CONNECTWISE_BASE_URL: 'https://10.0.0.7',
      OPENAI_BASE_URL: 'http://169.254.169.254/v1',
    });

    for (const name of [
      'SLACK_API_URL',
      'SLACK_AUTHORIZE_URL',
      'GRAPH_URL',
      'GRAPH_LOGIN_URL',
      'CONNECTWISE_BASE_URL',
      'OPENAI_BASE_URL',
    ])
      expect(said).toMatch(new RegExp(`^  - ${name}: must be https`, 'mu'));
  });

  it('is refused when the address of the database makes no sense to its driver', async () => {
    expect(await refusal({ ...complete(), MONGODB_URI: 'mongodb://' })).toMatch(/database address/u);
  });

  it.each([
    ['missing', undefined, /SETUP_FILE: the file .* cannot be read/u],
    ['not JSON', '{', /SETUP_FILE: the file .* is not JSON/u],
  ])('is refused when its setup file is %s', async (_what, text, sentence) => {
    const path = join(folder, 'broken.json');
    await rm(path, { force: true });
    if (text !== undefined) await writeFile(path, text);

    expect(() => readSettings(readConfig({ ...complete(), SETUP_FILE: path }))).toThrow(sentence);
  });
});

it.each([
  'http://slack.com',
  'https://127.0.0.1',
  'https://127.1',
  'https://2130706433',
  'https://0x7f000001',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://localhost',
  'https://localhost.',
  'https://x.localhost',
  'https://169.254.169.254',
  'https://metadata.google.internal',
  'https://intranet',
])('takes %s for no address of a vendor', (address) => {
  expect(isSafeAddress(address, { allowLoopback: false })).toBe(false);
});

it('lets a model run on this machine, and national clouds be', () => {
  const environment = {
    ...complete(),
    OPENAI_BASE_URL: 'http://localhost:11434/v1',
    GRAPH_URL: 'https://graph.microsoft.us',
    GRAPH_LOGIN_URL: 'https://login.microsoftonline.us',
  };

  expect(() => readSettings(readConfig(environment))).not.toThrow();
});

describe('a process', () => {
  it('waits for a database that is away, says so, and starts when it is there', async () => {
    const line = await openDatabaseLine(database.uri, { cut: true });
    const run = start({ ...complete(), MONGODB_URI: line.uri });
    await run.says(/database is away, trying again/u);
    line.mend();
    const [, url] =
      /"url":"([^"]+)"/u.exec(await run.says(/"url":"[^"]+"[^\n]*Countersign is running/u)) ?? [];

    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready');
    for (const path of ['/', '/console/state']) expect((await fetch(`${url}${path}`)).status).toBe(404);
    expect(run.output()).not.toMatch(/imulated|sandbox/u);
    expect(run.output()).not.toMatch(/graph-secret|sk-key|"private"|signing/u);
    expect(await run.stop()).toBe(0);
    line.close();
  });

  it('simulates with --sandbox what is not configured, and leaves real what is', async () => {
    const run = start(
      { OPENAI_API_KEY: 'sk-key', OPENAI_MODEL: 'gpt', MONGODB_URI: database.uri, PORT: '0' },
      ['--sandbox'],
    );
    const simulated = await run.says(/Simulated: .*\n/u);

    expect(simulated).toContain('Jira, Microsoft 365, Slack, Teams, Twilio');
    expect(simulated).not.toContain('language model');
    expect(await run.stop()).toBe(0);
  });
});
