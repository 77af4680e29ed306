import { expect, it, vi } from 'vitest';
import { MovableClock } from '../../src/clock.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { startSimulatedOpenAi } from '../../src/sandbox/openai/index.ts';
import { startSimulatedSlack } from '../../src/sandbox/slack/index.ts';
import { openTestDatabase } from '../support/database.ts';
import { COMMAND_TIMEOUT_MS, runCommand } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS });

const SEALING_KEYS = `main:${Buffer.alloc(32, 7).toString('base64')}`;

it('finds everything in order in the sandbox', async () => {
  const { exitCode, output } = await runCommand('doctor');

  expect(output).toMatch(
    /^Simulated: Autotask, .*, Microsoft 365, Slack, Teams, Twilio, the language model$/m,
  );
  expect(output).toMatch(/^works {2}Voice Agent number \+15555550142 of Lakeside Dental/m);
  expect(output).toMatch(/^works {2}Slack workspace Lakeside Dental/m);
  expect(output).toMatch(/^works {2}ConnectWise: Service board/m);
  expect(output).toMatch(/^works {2}Microsoft 365: Tenant of Brightfield Law/m);
  expect(output).toContain('Everything works.');
  expect(exitCode).toBe(0);
});

it('lists everything that is missing, at once, by the name of its variable', async () => {
  const { exitCode, output } = await runCommand('doctor', [], {
    PUBLIC_URL: 'https://desk.example',
    SLACK_SIGNING_SECRET: 'shh',
    OPENAI_TEMPERATURE: 'warm',
    PORT: '99999',
  });

  for (const variable of ['OPENAI_API_KEY', 'OPENAI_TEMPERATURE', 'MONGODB_URI', 'SEALING_KEYS', 'PORT'])
    expect(output).toContain(`- ${variable}`);
  expect(output).not.toContain('shh');
  expect(output).not.toContain('    at ');
  expect(exitCode).toBe(1);
});

it('says so when nobody answers at the database’s address, and does not wait for ever', async () => {
  const { exitCode, output } = await runCommand('doctor', [], {
    MONGODB_URI: 'mongodb://127.0.0.1:9/countersign',
    SEALING_KEYS,
    SLACK_SIGNING_SECRET: 'shh',
    GRAPH_APP_ID: '5a4db0c5-0000-4000-8000-000000000001',
    GRAPH_CLIENT_SECRET: 'secret',
    OPENAI_API_KEY: 'sk-none',
    OPENAI_MODEL: 'none',
  });

  expect(output).toMatch(/^FIX {4}Database: nobody answers at MONGODB_URI/m);
  expect(exitCode).toBe(1);
});

it('names the one part that is wrong, and what to do about it', async () => {
  const model = await startSimulatedOpenAi({ clock: new MovableClock(), apiKey: 'sk-the-right-one' });
  const database = await openTestDatabase();
  try {
    const { exitCode, output } = await runCommand('doctor', ['--sandbox'], {
      MONGODB_URI: database.uri,
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: 'sk-the-wrong-one',
      OPENAI_MODEL: 'scripted',
    });

    expect(output).toMatch(/^FIX {4}Language model: .*check the API key/m);
    expect(output).toMatch(/^works {2}Slack workspace/m);
    expect(output).toContain('1 to put right.');
    expect(output).not.toContain('sk-the-wrong-one');
    expect(exitCode).toBe(1);
  } finally {
    await model.close();
    await database.close();
  }
});

it('knows a bot token that Slack does not take', async () => {
  const slack = await startSimulatedSlack({
    clients,
    msp,
    clock: new MovableClock(),
    signingSecret: 'shh',
    clientId: '1.2',
    clientSecret: 'secret',
  });
  try {
    const { exitCode, output } = await runCommand('doctor', ['--sandbox'], {
      SLACK_API_URL: slack.apiUrl,
      SLACK_SIGNING_SECRET: 'shh',
      SLACK_BOT_TOKEN: 'xoxb-not-a-token',
    });

    expect(output).toMatch(/^FIX {4}Slack bot token: .*SLACK_BOT_TOKEN/m);
    expect(output).not.toContain('xoxb-not-a-token');
    expect(exitCode).toBe(1);
  } finally {
    await slack.close();
  }
});
