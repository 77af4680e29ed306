import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exchange, openExchangeLog, withoutSecretValues } from './exchange-log.ts';

const exchange: Exchange = {
  vendor: 'slack',
  method: 'POST',
  url: 'https://slack.com/api/chat.postMessage',
  requestHeaders: { Authorization: 'Bearer xoxb-1-marked', 'content-type': 'application/json' },
  requestBody: { channel: 'D1', token: 'xoxb-2-marked', text: 'Hello' },
  status: 200,
  responseHeaders: { 'set-cookie': 'session=marked' },
  responseBody: {
    ok: true,
    authed_user: { access_token: 'marked', id: 'U1' },
    list: [{ passwordProfile: { password: 'marked', forceChangePasswordNextSignIn: true } }],
  },
};

describe('the exchange log', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-exchanges-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has one JSON line for each exchange, in order, and keeps what was there', async () => {
    const path = join(folder, 'order.jsonl');
    openExchangeLog(path).append({ ...exchange, method: 'GET' });
    const again = openExchangeLog(path);
    again.append({ ...exchange, method: 'PUT', responseBody: 'two\nlines' });

    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Exchange).method)).toEqual(['GET', 'PUT']);
  });

  it('has no secret, by whatever name or in whatever shape', async () => {
    const path = join(folder, 'secrets.jsonl');
    const inText = 'failed with Bearer abcdefgh.marked and xoxb-3-marked';
    openExchangeLog(path).append({
      ...exchange,
      url: 'https://slack.com/api/x?token=xoxp-4-marked',
      responseBody: inText,
    });

    const text = await readFile(path, 'utf8');
    expect(text).not.toContain('marked');
    expect(JSON.parse(text)).toMatchObject({ responseBody: 'failed with [secret] and [secret]' });
  });
});

describe('taking secrets out', () => {
  it('replaces values at any depth and leaves everything else as it was', () => {
    expect(withoutSecretValues(exchange)).toEqual({
      ...exchange,
      requestHeaders: { Authorization: '[secret]', 'content-type': 'application/json' },
      requestBody: { channel: 'D1', token: '[secret]', text: 'Hello' },
      responseHeaders: { 'set-cookie': '[secret]' },
      responseBody: {
        ok: true,
        authed_user: { access_token: '[secret]', id: 'U1' },
        list: [{ passwordProfile: { password: '[secret]', forceChangePasswordNextSignIn: true } }],
      },
    });
  });

  it.each([
    'authorization',
    'token',
    'access_token',
    'refresh_token',
    'client_secret',
    'client_assertion',
    'password',
    'newPassword',
    'cookie',
    'Set-Cookie',
    'X-Slack-Signature',
    'x-api-key',
    'temporaryAccessPass',
    'signing_key',
    'Secret',
    'secretKey',
    'ApiIntegrationCode',
  ])('knows the name %s', (name) => {
    expect(withoutSecretValues({ [name]: 'marked' })).toEqual({ [name]: '[secret]' });
  });

  it('leaves types alone, for the check of contracts: a number stays a number', () => {
    expect(withoutSecretValues({ token: 5, usage: { input_tokens: 12 }, password: null })).toEqual({
      token: 5,
      usage: { input_tokens: 12 },
      password: null,
    });
  });

  it('does not change what it was given', () => {
    const given = { password: 'marked' };
    withoutSecretValues(given);
    expect(given).toEqual({ password: 'marked' });
  });
});
