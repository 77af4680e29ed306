import { describe, expect, it } from 'vitest';
import { CountersignError } from './errors.ts';
import { createLogger, silentLogger, withoutSecrets } from './logger.ts';

function remembering(level = 'trace') {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } });
  return { logger, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>, lines };
}

const SECRETS = [
  'xoxb-12-34-abcDEF',
  'xoxe.xoxp-1-Mi0y',
  'xapp-1-A0-99-ff',
  'sk-proj-abcdefgh_ijk',
  'Bearer abc.def-ghi~jkl',
  'Basic bWFya2VkOm1hcmtlZA==',
  'eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl',
  'mongodb://desk:hunter2@db.example',
  'mongodb+srv://desk:hunter2@db.example',
];

describe('a text', () => {
  it.each(SECRETS)('loses the secret %s, wherever it stands', (secret) => {
    const text = withoutSecrets(`request failed (${secret}) twice: "${secret}"`);

    expect(text).toContain('[secret]');
    expect(text).not.toMatch(/abcDEF|Mi0y|99-ff|abcdefgh|def-ghi|bWFya2Vk|c2lnbmF0|hunter2/);
  });

  it.each([
    'the risk-based policy of task-force',
    'Basic plan, bearer of news',
    'mongodb://127.0.0.1:27017/desk',
    'skip, sk-1, eye.level.look',
  ])('keeps what only looks a little like one: %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});

describe('a log line', () => {
  it.each([
    'password',
    'token',
    'accessToken',
    'botToken',
    'secret',
    'clientSecret',
    'signingSecret',
    'privateKey',
    'apiKey',
    'authorization',
    'cookie',
    'sealed',
  ])('has no value of a field called %s, down to the third level', (field) => {
    const { logger, lines, last } = remembering();
    logger.info(
      { [field]: 'marked', settings: { [field]: 'marked', inner: { [field]: 'marked' } }, kept: 1 },
      'x',
    );

    expect(lines.join()).not.toContain('marked');
    expect(last()).toMatchObject({ [field]: '[secret]', kept: 1 });
  });

  it('has of an error its kind, its code and what is known of the vendor, without what libraries wrote into it', () => {
    const { logger, last, lines } = remembering();
    const error = new CountersignError('unauthenticated', 'refused: Bearer abcdefgh-marked', {
      vendor: 'slack',
      status: 401,
      vendorCode: 'invalid_auth',
      cause: new Error('xoxb-marked'),
    });
    logger.error({ err: error }, 'x');

    expect(last()['err']).toMatchObject({
      type: 'CountersignError',
      message: 'refused: [secret]',
      code: 'unauthenticated',
      vendor: 'slack',
      status: 401,
      vendorCode: 'invalid_auth',
      stack: expect.stringContaining('logger.test.ts'),
    });
    expect(lines.join()).not.toContain('marked');
  });

  it('has of anything else that was thrown its text, without secrets', () => {
    const { logger, last } = remembering();
    logger.warn({ err: 'lost mongodb://desk:hunter2@db' }, 'x');

    expect(last()['err']).toEqual({ message: 'lost [secret]db' });
  });

  it('keeps the fields of a request’s own logger, and leaves out what is below the level', () => {
    const { logger, last, lines } = remembering('warn');
    const child = logger.child({ requestId: 'req_1', apiKey: 'marked' });
    child.info('unheard');
    child.warn('heard');

    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({ requestId: 'req_1', msg: 'heard' });
    expect(lines.join()).not.toContain('marked');
  });
});

it('the silent logger says nothing', () => {
  expect(silentLogger.isLevelEnabled('fatal')).toBe(false);
});
