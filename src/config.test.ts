import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configurationError, readConfig, readJsonFile, VARIABLES, variableOf } from './config.ts';

const key = randomBytes(32).toString('base64');

describe('whether it is a sandbox', () => {
  it.each([
    ['nothing is configured', {}],
    ['only the place to run is', { HOST: '127.0.0.1', PORT: '4000', LOG_LEVEL: 'debug', EXCHANGE_LOG: 'x' }],
    ['variables are empty', { OPENAI_API_KEY: '', MONGODB_URI: '  ', SLACK_BOT_TOKEN: undefined }],
    ['only other programs are', { PATH: '/usr/bin', HOME: '/root', OPENAI_SOMETHING: 'x' }],
  ])('it is when %s', (_when, environment) => {
    expect(readConfig(environment)).toMatchObject({ sandbox: true, parts: {}, problems: [] });
  });

  const connecting = VARIABLES.filter(
    ({ name, part }) => part !== undefined || /^(MONGODB_URI|SEALING_KEYS|SETUP_FILE|PUBLIC_URL)$/.test(name),
  );
  it.each(connecting)('it is not when $name is set, to whatever', ({ name }) => {
    expect(readConfig({ [name]: 'nonsense' }).sandbox).toBe(false);
  });

  it('it is whenever asked for, and what is configured stays', () => {
    const config = readConfig({ OPENAI_API_KEY: 'sk-key', PORT: '0' }, ['--sandbox']);

    expect(config).toMatchObject({ sandbox: true, parts: { openai: { apiKey: 'sk-key' } } });
    expect(readConfig({ OPENAI_API_KEY: 'sk-key' }, ['sandbox', '--verbose']).sandbox).toBe(false);
  });
});

describe('the settings of the process', () => {
  it('have defaults that suit one instance', () => {
    expect(readConfig({}).general).toEqual({
      PORT: 3_000,
      LOG_LEVEL: 'info',
      WORK_LEASE_MS: 180_000,
      SWEEP_EVERY_MS: 5_000,
      POLL_TICKETS_EVERY_MS: 60_000,
      CHECK_INTEGRATIONS_EVERY_MS: 600_000,
      REQUESTS_PER_PERSON_PER_HOUR: 30,
      REQUESTS_AT_ONCE_PER_CLIENT: 16,
      DIAGNOSIS_MAX_TURNS: 8,
      DIAGNOSIS_MAX_LOOK_UPS: 24,
      DIAGNOSIS_MAX_TOKENS: 150_000,
      DIAGNOSIS_MAX_SECONDS: 90,
      SANDBOX_DATA: '.countersign/sandbox',
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'desk.example'],
    ['PUBLIC_URL', 'ftp://desk.example'],
    ['LOG_LEVEL', 'loud'],
    ['MONGODB_URI', 'postgres://db'],
    ['WORK_LEASE_MS', '10'],
    ['SWEEP_EVERY_MS', '0'],
    ['REQUESTS_PER_PERSON_PER_HOUR', '0'],
    ['DIAGNOSIS_MAX_SECONDS', '3600'],
  ])('%s cannot be %s', (name, value) => {
    expect(readConfig({ [name]: value }).problems).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .`)),
    ]);
  });

  it('that are right are kept beside one that is wrong', () => {
    const config = readConfig({
      PORT: 'http',
      MONGODB_URI: 'mongodb://a:1,b:2/desk',
      SEALING_KEYS: `main:${key}`,
    });

    expect(config.general.MONGODB_URI).toBe('mongodb://a:1,b:2/desk');
    expect(config.sealingKeys).toHaveLength(1);
    expect(config.problems).toHaveLength(1);
  });
});

describe('the settings of the parts', () => {
  it('are read as what they are', () => {
    const { parts, problems } = readConfig({
      SLACK_SIGNING_SECRET: '12345',
      SLACK_INTAKE_CHANNELS: '["C1"]',
      CONNECTWISE_STATUSES: '{"new":"New"}',
      OPENAI_TEMPERATURE: '0.5',
      OPENAI_PROVIDER_HINTS: 'false',
      GRAPH_TIMEOUT_MS: '1000',
    });

    expect(problems).toEqual([]);
    expect(parts).toEqual({
      slack: { signingSecret: '12345', intakeChannels: ['C1'] },
      connectwise: { statuses: { new: 'New' } },
      openai: { temperature: 0.5, providerHints: false },
      microsoftGraph: { timeoutMs: 1_000 },
    });
  });

  it('are all complained about at once, each by its variable, and never with its value', () => {
    const { problems } = readConfig({
      PORT: 'marked',
      SLACK_INTAKE_CHANNELS: '{marked',
      OPENAI_TEMPERATURE: 'marked',
      OPENAI_PROVIDER_HINTS: 'marked',
      SEALING_KEYS: 'main:marked',
    });

    expect(new Set(problems.map((one) => one.split(':')[0]))).toEqual(
      new Set([
        'OPENAI_PROVIDER_HINTS',
        'OPENAI_TEMPERATURE',
        'PORT',
        'SEALING_KEYS',
        'SLACK_INTAKE_CHANNELS',
      ]),
    );
    expect(problems).toHaveLength(5);
    expect(problems).toContain('PORT: must be a number');
    expect(problems.join()).not.toContain('marked');
    const { code, message } = configurationError(problems);
    expect(code).toBe('bad_configuration');
    for (const problem of problems) expect(message).toContain(`\n  - ${problem}`);
  });

  it('are found by their variable, and the other way round', () => {
    for (const { name, part, setting } of VARIABLES) if (part) expect(variableOf(part, setting)).toBe(name);
    expect(variableOf('slack', 'unheardOf')).toBe('slack.unheardOf');
  });
});

describe('sealing keys', () => {
  it('are read in their order: the first one seals, all of them open', () => {
    const older = randomBytes(32).toString('base64');
    const { sealingKeys, problems } = readConfig({ SEALING_KEYS: `new:${key}, 2025-01:${older}` });

    expect(problems).toEqual([]);
    expect(sealingKeys.map(({ id }) => id)).toEqual(['new', '2025-01']);
    expect(sealingKeys[0]?.key.toString('base64')).toBe(key);
  });

  it.each([
    ['without a name', key],
    ['that is too short', `main:${randomBytes(16).toString('base64')}`],
    ['that is too long', `main:${randomBytes(33).toString('base64')}`],
    ['whose name has other characters', `ma in:${key}`],
    ['with nothing after a comma', `main:${key},`],
    ['named like another', `main:${key},main:${randomBytes(32).toString('base64')}`],
  ])('do not include one %s', (_what, text) => {
    expect(readConfig({ SEALING_KEYS: text }).problems).toEqual([expect.stringMatching(/^SEALING_KEYS: /)]);
  });
});

describe('a JSON file that a setting names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-config-'));
    await writeFile(join(folder, 'good.json'), '{"people":[]}');
    await writeFile(join(folder, 'bad.json'), '{');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read', () => {
    expect(readJsonFile(join(folder, 'good.json'), 'SETUP_FILE')).toEqual({ people: [] });
  });

  it.each([
    ['bad.json', /^SETUP_FILE: the file .*bad\.json is not JSON$/],
    ['none.json', /^SETUP_FILE: the file .*none\.json cannot be read$/],
  ])('%s is complained about by the setting’s name', (name, sentence) => {
    expect(() => readJsonFile(join(folder, name), 'SETUP_FILE')).toThrow(
      expect.objectContaining({ code: 'bad_configuration', message: expect.stringMatching(sentence) }),
    );
  });
});
