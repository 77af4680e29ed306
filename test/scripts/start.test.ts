import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cleanEnvironment, ROOT } from '../support/node-process.ts';
import { PATIENCE } from '../support/patience.ts';
import { COMMAND_TIMEOUT_MS } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS, hookTimeout: COMMAND_TIMEOUT_MS });

interface Running {
  child: ChildProcess;
  output(): string;
  /** Resolves when it has said so; throws when it ends first. */
  says(words: RegExp): Promise<string>;
  ended: Promise<number | null>;
}

/** `npm start`, without npm unless that is asked for. */
function start(
  environment: Readonly<Record<string, string>>,
  [program, ...given]: readonly [string, ...string[]] = [process.execPath, 'src/main.ts'],
): Running {
  const child = spawn(program, given, { cwd: ROOT, env: cleanEnvironment(environment) });
  let output = '';
  child.stdout.on('data', (text) => (output += String(text)));
  child.stderr.on('data', (text) => (output += String(text)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    ended,
    output: () => output,
    async says(words) {
      for (;;) {
        const found = words.exec(output);
        if (found) return found[1] ?? found[0];
        const more = once(child.stdout, 'data').then(() => true);
        if (!(await Promise.race([more, ended.then(() => false)]))) throw new Error(`it ended: ${output}`);
      }
    },
  };
}

let folder: string;
let first: Running;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-start-'));
  first = start({ PORT: '0', SANDBOX_DATA: folder, SWEEP_EVERY_MS: '250' });
  url = await first.says(/open (http:\/\/\S+)/);
});
afterAll(async () => {
  first.child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

it('answers with nothing configured: the page, health, readiness and metrics', async () => {
  const page = await fetch(url);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok');
  expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready');
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('countersign_work_in_hand 0');
  expect((await fetch(`${url}/no-such-page`)).status).toBe(404);
});

it('looks at every connected system soon after the start, though nobody has asked for anything', async () => {
  const metrics = async () => (await fetch(`${url}/metrics`)).text();

  for (const vendor of ['microsoft_graph', 'connectwise', 'halopsa', 'autotask', 'jira', 'hudu', 'itglue'])
    await expect.poll(metrics, PATIENCE).toMatch(new RegExp(`vendor="${vendor}",.*outcome="200"`, 'u'));
});

it('says that the port is in use, and leaves the sandbox that runs alone', async () => {
  const second = start({ PORT: new URL(url).port, SANDBOX_DATA: folder });

  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(
    /PORT: 127\.0\.0\.1:\d+ is in use by another program; set PORT to a free one/,
  );
  expect(second.output()).not.toContain('    at ');
  expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready');
});

it('stops at a signal, and leaves nothing behind', async () => {
  first.child.kill('SIGTERM');

  expect(await first.ended).toBe(0);
  expect(await readdir(folder)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
});

it('stops when `npm start` itself is told to, which hands the signal to what it has started', async () => {
  const npm = start({ PORT: '0', SANDBOX_DATA: folder }, ['npm', 'start', '--ignore-scripts']);
  const served = await npm.says(/open (http:\/\/\S+)/);
  npm.child.kill('SIGTERM');
  await npm.ended;

  expect(await readdir(folder)).toEqual([]);
  await expect(fetch(served)).rejects.toThrow();
});

it('waits for a database that is away, saying so, and ends when it is told to', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  silent.close();
  const port = typeof address === 'object' ? address?.port : 0;
  const waiting = start({
    PORT: '0',
    MONGODB_URI: `mongodb://127.0.0.1:${port}/countersign`,
    SEALING_KEYS: `main:${Buffer.alloc(32, 7).toString('base64')}`,
    SLACK_SIGNING_SECRET: 'shh',
    GRAPH_APP_ID: '5a4db0c5-0000-4000-8000-000000000001',
    GRAPH_CLIENT_SECRET: 'secret',
    OPENAI_API_KEY: 'sk-none',
    OPENAI_MODEL: 'none',
  });
  await waiting.says(/database is away, trying again/);
  waiting.child.kill('SIGINT');

  expect(await waiting.ended).not.toBe(1);
});

it('lists all that is wrong with the configuration, and ends', async () => {
  const wrong = start({ SLACK_SIGNING_SECRET: 'shh', PORT: 'eighty' });

  expect(await wrong.ended).toBe(1);
  for (const variable of ['PORT', 'OPENAI_API_KEY', 'SEALING_KEYS', 'MONGODB_URI'])
    expect(wrong.output()).toContain(`- ${variable}`);
  expect(wrong.output()).not.toContain('    at ');
});
