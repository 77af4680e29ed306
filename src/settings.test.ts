import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { CountersignError } from './errors.ts';
import { readSettings } from './settings.ts';

const key = randomBytes(32).toString('base64');
const complete: Record<string, string> = {
  SLACK_SIGNING_SECRET: 'signing',
  SLACK_BOT_TOKEN: 'xoxb-1',
  GRAPH_APP_ID: '0a99cafe-0000-4000-8000-000000000001',
  GRAPH_CLIENT_SECRET: 'secret',
  OPENAI_API_KEY: 'sk-key',
  OPENAI_MODEL: 'gpt',
  MONGODB_URI: 'mongodb://db.example/desk',
  SEALING_KEYS: `main:${key}`,
};
const connectwise = {
  CONNECTWISE_BASE_URL: 'https://api-na.myconnectwise.net',
  CONNECTWISE_COMPANY_ID: 'harborit',
  CONNECTWISE_PUBLIC_KEY: 'pub',
  CONNECTWISE_PRIVATE_KEY: 'priv',
  CONNECTWISE_CLIENT_ID: 'app',
  CONNECTWISE_BOARD: 'Help Desk',
};

/** The lines of the one error that these settings end in. */
function problemsOf(environment: Record<string, string>, flags: readonly string[] = []): string[] {
  try {
    readSettings(readConfig(environment, flags));
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== 'bad_configuration') throw error;
    return error.message.split('\n').slice(1);
  }
  return [];
}

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(complete).filter(([name]) => !names.includes(name)));

describe('the first admin', () => {
  it('is read from a line, or it is said how that is written', () => {
    const settings = readSettings(
      readConfig({ ...complete, FIRST_ADMIN: 'slack:T0HARBOR:U0ADA:Ada Okafor' }),
    );

    expect(settings.firstAdmin).toEqual({ name: 'Ada Okafor', slack: { team: 'T0HARBOR', user: 'U0ADA' } });
    expect(problemsOf({ ...complete, FIRST_ADMIN: 'Ada' })).toEqual([
      expect.stringMatching(/^ {2}- FIRST_ADMIN: must be slack:WORKSPACE-ID:MEMBER-ID:NAME or teams:/),
    ]);
  });
});

describe('complete settings', () => {
  it('are read part by part, and a PSA is there only when it is configured', () => {
    const settings = readSettings(readConfig({ ...complete, PUBLIC_URL: 'https://desk.example' }));

    expect(settings).toMatchObject({
      mongodbUri: 'mongodb://db.example/desk',
      slack: { signingSecret: 'signing', publicUrl: 'https://desk.example' },
      slackBotToken: 'xoxb-1',
      microsoftGraph: { appId: complete['GRAPH_APP_ID'] },
      openai: { apiKey: 'sk-key', model: 'gpt', baseUrl: 'https://api.openai.com/v1' },
    });
    expect(settings.sealingKeys.map(({ id }) => id)).toEqual(['main']);
    expect(settings).not.toHaveProperty('connectwise');
    expect(readSettings(readConfig({ ...complete, ...connectwise })).connectwise).toMatchObject({
      companyId: 'harborit',
      board: 'Help Desk',
    });
  });

  it('have no bot token where workspaces are installed', () => {
    expect(readSettings(readConfig(without('SLACK_BOT_TOKEN')))).not.toHaveProperty('slackBotToken');
  });
});

describe('settings that are not complete', () => {
  it('end in one error that names what to set first of everything', () => {
    expect(problemsOf({ LOG_LEVEL: 'info', PUBLIC_URL: 'https://desk.example' })).toEqual([
      expect.stringMatching(/^ {2}- SLACK_SIGNING_SECRET .*missing$/),
      expect.stringMatching(/^ {2}- OPENAI_API_KEY .*missing$/),
      expect.stringMatching(/^ {2}- SEALING_KEYS: missing/),
      expect.stringMatching(/^ {2}- MONGODB_URI: missing/),
    ]);
  });

  it.each([
    ['OPENAI_MODEL', 'OPENAI_MODEL'],
    ['OPENAI_API_KEY', 'OPENAI_API_KEY'],
    ['GRAPH_APP_ID', 'GRAPH_APP_ID'],
    ['SEALING_KEYS', 'SEALING_KEYS'],
    ['MONGODB_URI', 'MONGODB_URI'],
  ])('name %s alone when only that is missing', (missing, named) => {
    expect(problemsOf(without(missing))).toEqual([expect.stringMatching(new RegExp(`^ {2}- ${named}: `))]);
  });

  it.each(Object.keys(connectwise).filter((name) => name !== 'CONNECTWISE_BASE_URL'))(
    'name %s when the rest of ConnectWise is there',
    (missing) => {
      const rest = Object.fromEntries(Object.entries(connectwise).filter(([name]) => name !== missing));
      expect(problemsOf({ ...complete, ...rest })).toEqual([`  - ${missing}: missing`]);
    },
  );

  it('name the variable, and the place in it, when one entry of its JSON is wrong', () => {
    expect(problemsOf({ ...complete, SLACK_INTAKE_CHANNELS: '{"T1":["C1",5]}' })).toEqual([
      expect.stringMatching(/^ {2}- SLACK_INTAKE_CHANNELS: T1\.1: /),
    ]);
  });

  it.each([
    ['neither a signing secret nor an app token', without('SLACK_SIGNING_SECRET'), 'SLACK_SIGNING_SECRET'],
    ['half of what an install route needs', { ...complete, SLACK_CLIENT_ID: '1' }, 'SLACK_CLIENT_ID'],
    ['neither a secret nor a certificate', without('GRAPH_CLIENT_SECRET'), 'GRAPH_CLIENT_SECRET'],
  ])('name a variable when there is %s', (_what, environment, named) => {
    expect(problemsOf(environment)).toEqual([expect.stringMatching(new RegExp(`^ {2}- ${named}: `))]);
  });

  it('never show a value', () => {
    const marked = Object.fromEntries(Object.keys(complete).map((name) => [name, 'marked']));
    const problems = problemsOf({
      ...marked,
      ...connectwise,
      OPENAI_BASE_URL: 'marked',
      OPENAI_TIMEOUT_MS: '-5',
    });

    expect(problems.length).toBeGreaterThan(3);
    expect(problems.join('\n')).not.toContain('marked');
  });
});

it('credentials are sent to this machine in the sandbox alone', () => {
  const local = { ...complete, GRAPH_URL: 'http://127.0.0.1:9000' };

  expect(problemsOf(local)).toEqual([expect.stringMatching(/^ {2}- GRAPH_URL: must be https/)]);
  expect(problemsOf(local, ['--sandbox'])).toEqual([]);
});
