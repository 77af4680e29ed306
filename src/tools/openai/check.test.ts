import { expect, it } from 'vitest';
import { testExchangeLog } from '../../../test/support/exchange-log.ts';
import { openOpenAi, TEST_KEY } from '../../../test/support/openai.ts';
import { checkOpenAi, type OpenAiCheck } from './index.ts';

const fixOf = (check: OpenAiCheck) => (check.kind === 'broken' ? check.fix : 'nothing to fix');

it('says that a model answers and calls functions, after one call', async () => {
  const { openai, settings } = await openOpenAi();

  await expect(checkOpenAi(settings, { exchangeLog: testExchangeLog })).resolves.toEqual({
    kind: 'working',
    detail: 'scripted answers and calls functions',
  });
  expect(openai.calls).toHaveLength(1);
});

it.each([
  ['the key', { apiKey: 'sk-wrong-0123456789' }, /did not accept our credentials.*check the API key/],
  ['the permission', { apiKey: `${TEST_KEY}-restricted` }, /give the key the permission/],
  ['the credit', { apiKey: `${TEST_KEY}-spent` }, /no credit left/],
  ['the rate limit', { apiKey: `${TEST_KEY}-limited` }, /the key works; wait a minute/],
  ['the model name', { model: 'gpt-0' }, /check the model name \(gpt-0;/],
  ['the temperature', { model: 'scripted-reasoning', temperature: 0 }, /set no temperature/],
])('names %s as what has to be changed', async (_name, overrides, fix) => {
  const { settings } = await openOpenAi(overrides);

  expect(fixOf(await checkOpenAi(settings, { exchangeLog: testExchangeLog }))).toMatch(fix);
});

it.each([
  ['text', /talks instead of calling functions/],
  ['refusal', /content filter/],
  ['truncated', /raise the limit/],
] as const)('does not take %s for a working model', async (misbehaviour, fix) => {
  const { openai, settings } = await openOpenAi();
  openai.script(misbehaviour);

  expect(fixOf(await checkOpenAi(settings, { exchangeLog: testExchangeLog }))).toMatch(fix);
});

it('names the host that cannot be reached', async () => {
  const { openai, settings } = await openOpenAi();
  await openai.close();

  expect(fixOf(await checkOpenAi(settings, { exchangeLog: testExchangeLog }))).toContain(
    `check that ${new URL(openai.url).host} can be reached`,
  );
});
