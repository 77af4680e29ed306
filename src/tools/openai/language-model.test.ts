import { describe, expect, it } from 'vitest';
import { openOpenAi, TEST_KEY, task } from '../../../test/support/openai.ts';
import { CountersignError } from '../../errors.ts';
import type { ObservedCall } from '../../http.ts';
import { calls, SIMULATED_MODELS } from '../../sandbox/openai/index.ts';
import type { ModelItem } from '../language-model.ts';
import { createOpenAiModel, OpenAiSettings } from './index.ts';

type Body = Record<string, unknown> & { input: Record<string, unknown>[]; tools: Record<string, unknown>[] };

const bodyOf = (call: { body: unknown } | undefined) => call?.body as Body;

async function failureOf(promise: Promise<unknown>): Promise<CountersignError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CountersignError)) throw new Error('expected a CountersignError', { cause: error });
  return error;
}

describe('what is sent', () => {
  it('sends instructions, strict tools and the conversation, and lets the provider keep nothing', async () => {
    const { openai, model } = await openOpenAi();
    openai.script([calls('answer', { diagnosis: '', text: '' })]);

    await model.respond(task());

    const body = bodyOf(openai.calls[0]);
    expect(body).toMatchObject({
      model: SIMULATED_MODELS.plain,
      instructions: 'You are a test.',
      store: false,
      tool_choice: 'required',
      parallel_tool_calls: true,
      max_output_tokens: 8_000,
      input: [{ role: 'user', content: 'Hello' }],
    });
    expect(body.tools[0]).toEqual({
      type: 'function',
      name: 'answer',
      description: 'Answers.',
      strict: true,
      parameters: {
        type: 'object',
        properties: { diagnosis: { type: 'string' }, text: { type: 'string' } },
        required: ['diagnosis', 'text'],
        additionalProperties: false,
      },
    });
    expect(body).not.toHaveProperty('temperature');
  });

  it('sends a temperature only where one is set', async () => {
    const { openai, model } = await openOpenAi({ temperature: 0.2 });
    openai.script(() => calls('answer', {}));

    await model.respond(task());

    expect(bodyOf(openai.calls[0])['temperature']).toBe(0.2);
  });

  it('gives all turns of a request one cache key and identifier, in which the request id cannot be read', async () => {
    const { openai, model } = await openOpenAi();
    openai.script(() => calls('answer', {}));

    for (const requestId of ['req_A', 'req_A', 'req_B']) await model.respond(task({ requestId }));

    const [first, second, other] = openai.calls.map((call) => bodyOf(call)['safety_identifier']);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    const keys = openai.calls.map((call) => bodyOf(call)['prompt_cache_key']);
    expect(keys[0]).toBe(keys[1]);
    expect(JSON.stringify(openai.calls)).not.toContain('req_A');
  });

  it('leaves the hints out where a server refuses unknown fields', async () => {
    const { openai, model } = await openOpenAi({ providerHints: false });
    openai.script(() => calls('answer', {}));

    await model.respond(task());

    expect(bodyOf(openai.calls[0])).not.toHaveProperty('prompt_cache_key');
    expect(bodyOf(openai.calls[0])).not.toHaveProperty('safety_identifier');
  });

  it('finds the stable prefix in the cache from the second request on', async () => {
    const { openai, model } = await openOpenAi();
    openai.script(() => calls('answer', {}));
    const instructions = 'Look first, then conclude. '.repeat(300);

    const first = await model.respond(task({ instructions }));
    const second = await model.respond(task({ instructions, items: [message('Another request')] }));

    expect(first.usage.cachedInputTokens).toBe(0);
    expect(second.usage.cachedInputTokens).toBeGreaterThan(1_024);
    expect(second.usage.cachedInputTokens).toBeLessThan(second.usage.inputTokens);
  });
});

describe('a conversation of several turns', () => {
  it('gives calls and their results back, each result to its call', async () => {
    const { openai, model } = await openOpenAi();
    openai.script(({ lookups }) =>
      lookups.length === 0
        ? { kind: 'calls', calls: ['a', 'b'].map((name) => ({ name, arguments: { name } })) }
        : calls('answer', { diagnosis: '', text: JSON.stringify(lookups) }),
    );

    const first = await model.respond(task());
    const items = answered(first.kind === 'calls' ? first.calls : []);
    const second = await model.respond(task({ items }));

    expect(first).toMatchObject({ kind: 'calls', calls: [{ name: 'a' }, { name: 'b' }] });
    const seen = second.kind === 'calls' ? second.calls[0]?.argumentsJson : '';
    expect(JSON.parse((JSON.parse(seen ?? '') as { text: string }).text)).toMatchObject([
      { name: 'a', arguments: { name: 'a' }, output: { of: 'a' } },
      { name: 'b', arguments: { name: 'b' }, output: { of: 'b' } },
    ]);
  });

  it('hands sealed reasoning back in front of the call that it led to', async () => {
    const { openai, model } = await openOpenAi({ model: SIMULATED_MODELS.reasoning });
    openai.script(() => calls('answer', {}));

    const first = await model.respond(task());
    const made = first.kind === 'calls' ? first.calls : [];
    await model.respond(task({ items: answered(made) }));

    expect(made[0]?.reasoning).toContain('encrypted_content');
    expect(bodyOf(openai.calls[1]).input.map((item) => item['type'] ?? 'message')).toEqual([
      'message',
      'reasoning',
      'function_call',
      'function_call_output',
    ]);
  });

  it('goes on without the reasoning where the caller did not keep it', async () => {
    const { openai, model } = await openOpenAi({ model: SIMULATED_MODELS.reasoning });
    openai.script(() => calls('answer', {}));

    const first = await model.respond(task());
    const made = first.kind === 'calls' ? first.calls : [];
    const items = answered(made.map(({ callId, name, argumentsJson }) => ({ callId, name, argumentsJson })));

    await expect(model.respond(task({ items }))).resolves.toMatchObject({ kind: 'calls' });
    expect(bodyOf(openai.calls[1]).input.some((item) => item['type'] === 'reasoning')).toBe(false);
  });
});

describe('what the model may do instead of calling', () => {
  it.each([
    ['talks', 'text', { kind: 'text', text: 'Sure, I have reset the password for you!' }],
    ['refuses', 'refusal', { kind: 'refused', reason: 'I cannot help with that.' }],
    ['is cut off by the output limit', 'truncated', { kind: 'truncated' }],
    ['is stopped by a filter', 'content_filter', { kind: 'refused', reason: 'content_filter' }],
  ] as const)('%s: the turn says so, with what it used', async (_name, script, turn) => {
    const { openai, model } = await openOpenAi();
    openai.script(script);

    const answer = await model.respond(task());

    expect(answer).toMatchObject(turn);
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
  });

  it('passes malformed arguments on as they are', async () => {
    const { openai, model } = await openOpenAi();
    openai.script('malformed_arguments');

    await expect(model.respond(task())).resolves.toMatchObject({
      calls: [{ argumentsJson: '{"diagnosis": "half a sent' }],
    });
  });

  it.each(['content_filter', 'invalid_prompt'])(
    'takes a prompt turned away as %s for a refusal',
    async (code) => {
      const { openai, model } = await openOpenAi();
      openai.faults.add({
        path: /responses/,
        answer: { kind: 'status', status: 400, body: errorBody(code) },
      });

      await expect(model.respond(task())).resolves.toMatchObject({ kind: 'refused', reason: code });
    },
  );
});

describe('what goes wrong', () => {
  it.each([
    ['a key that is not accepted', 'sk-wrong-0123456789', 'unauthenticated', 401, 'invalid_api_key'],
    ['a key without the permission', `${TEST_KEY}-restricted`, 'forbidden', 403, 'missing_scope'],
  ] as const)(
    'says that %s is the trouble, and keeps the key to itself',
    async (_name, apiKey, code, status, vendorCode) => {
      const { openai, model } = await openOpenAi({ apiKey });

      const error = await failureOf(model.respond(task()));

      expect(error).toMatchObject({ code, facts: { vendor: 'openai', status, vendorCode } });
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
        apiKey.slice(0, 6),
      );
      expect(openai.calls).toHaveLength(1);
    },
  );

  it('gives a rate limit its chances, then says how long to wait', async () => {
    const { openai, model } = await openOpenAi({ maxRetries: 2 });
    openai.script(() => ({ kind: 'rate_limited', retryAfterSeconds: 0 }));

    const error = await failureOf(model.respond(task()));

    expect(error).toMatchObject({ code: 'rate_limited', facts: { status: 429, retryAfterMs: 0 } });
    expect(openai.calls).toHaveLength(3);
  });

  it('answers as if nothing had happened when the rate limit passes', async () => {
    const { openai, model } = await openOpenAi();
    openai.script([
      { kind: 'rate_limited', retryAfterSeconds: 0 },
      calls('answer', { diagnosis: '', text: 'ok' }),
    ]);

    await expect(model.respond(task())).resolves.toMatchObject({ kind: 'calls' });
    expect(openai.unusedTurns).toEqual([]);
  });

  it('does not wait for a spent quota to come back', async () => {
    const { openai, model } = await openOpenAi({ apiKey: `${TEST_KEY}-spent` });

    const error = await failureOf(model.respond(task()));

    expect(error).toMatchObject({ code: 'forbidden', facts: { vendorCode: 'insufficient_quota' } });
    expect(openai.calls).toHaveLength(1);
  });

  it('reports a provider that stays down, after the retries that were configured', async () => {
    const { openai, model } = await openOpenAi({ maxRetries: 1 });
    openai.faults.add({
      path: /responses/,
      times: 2,
      answer: { kind: 'status', status: 503, headers: { 'retry-after': '0' }, body: errorBody(null) },
    });

    await expect(failureOf(model.respond(task()))).resolves.toMatchObject({
      code: 'unavailable',
      facts: { status: 503 },
    });
    expect(openai.calls).toHaveLength(2);
  });

  it('reports a response that failed at the provider', async () => {
    const { openai, model } = await openOpenAi();
    openai.script('failed');

    await expect(failureOf(model.respond(task()))).resolves.toMatchObject({ code: 'unavailable' });
  });

  it('gives up on a model that stalls, and counts it', async () => {
    const observed: ObservedCall[] = [];
    const { openai, settings } = await openOpenAi({ timeoutMs: 50, maxRetries: 0 });
    openai.script('stall');
    const model = createOpenAiModel(settings, { observe: (call) => observed.push(call) });

    await expect(failureOf(model.respond(task()))).resolves.toMatchObject({ code: 'timeout' });
    expect(observed).toMatchObject([{ vendor: 'openai', outcome: 'timeout' }]);
  });

  it('stops at once when the request runs out of time', async () => {
    const { openai, model } = await openOpenAi();
    openai.script('stall');
    const stop = new AbortController();
    openai.observe(() => stop.abort());

    await expect(failureOf(model.respond(task({ signal: stop.signal })))).resolves.toMatchObject({
      code: 'timeout',
    });
  });

  it('names a provider that cannot be reached', async () => {
    const { openai, model } = await openOpenAi({ maxRetries: 0 });
    await openai.close();

    await expect(failureOf(model.respond(task()))).resolves.toMatchObject({ code: 'unavailable' });
  });

  it('takes an unknown model, and a base URL without the Responses API, for wrong settings', async () => {
    const unknown = await openOpenAi({ model: 'gpt-0' });
    const wrong = createOpenAiModel({ ...unknown.settings, baseUrl: `${unknown.openai.url}/v2` });

    await expect(failureOf(unknown.model.respond(task()))).resolves.toMatchObject({
      code: 'bad_configuration',
      facts: { vendorCode: 'model_not_found' },
    });
    await expect(failureOf(wrong.respond(task()))).resolves.toMatchObject({ code: 'bad_configuration' });
  });

  it('says that a conversation is too long, and quotes none of it', async () => {
    const { model } = await openOpenAi();
    const error = await failureOf(model.respond(task({ items: [message('secret plans '.repeat(60_000))] })));

    expect(error).toMatchObject({ code: 'invalid_input', facts: { vendorCode: 'context_length_exceeded' } });
    expect(error.message).not.toContain('secret plans');
  });

  it.each([
    ['is no JSON', '<html>gateway</html>'],
    ['is no response', { id: 'x', output: 'nothing' }],
    ['has a call without a name', { status: 'completed', output: [{ type: 'function_call', call_id: 'c' }] }],
  ])('does not take an answer that %s', async (_name, body) => {
    const { openai, model } = await openOpenAi({ maxRetries: 0 });
    openai.faults.add({ path: /responses/, answer: { kind: 'status', status: 200, body } });

    await expect(failureOf(model.respond(task()))).resolves.toMatchObject({ code: 'unexpected_response' });
  });

  it('takes the sparse answer of a compatible server', async () => {
    const { openai, model } = await openOpenAi();
    const output = [
      { type: 'something_new', id: 'n' },
      { type: 'reasoning', id: 'r', summary: [] },
      { type: 'function_call', call_id: 'c', name: 'answer', arguments: '{}' },
    ];
    openai.faults.add({ path: /responses/, answer: { kind: 'status', status: 200, body: { output } } });

    await expect(model.respond(task())).resolves.toEqual({
      kind: 'calls',
      calls: [{ callId: 'c', name: 'answer', argumentsJson: '{}' }],
      text: '',
      usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 },
    });
  });
});

describe('settings', () => {
  it('fills in what is usual, and takes a base URL with or without its slash', () => {
    const settings = OpenAiSettings.parse({
      apiKey: 'k',
      model: 'm',
      baseUrl: 'https://example.openai.azure.com/openai/v1/',
    });

    expect(settings).toEqual({
      baseUrl: 'https://example.openai.azure.com/openai/v1',
      apiKey: 'k',
      model: 'm',
      temperature: null,
      maxOutputTokens: 8_000,
      timeoutMs: 60_000,
      maxRetries: 2,
      providerHints: true,
    });
  });

  it.each([
    { baseUrl: 'ftp://example.com' },
    { apiKey: '' },
    { maxOutputTokens: 15 },
    { temperature: 3 },
    { extra: 1 },
  ])('refuses %o', (wrong) => {
    expect(OpenAiSettings.safeParse({ apiKey: 'k', model: 'm', ...wrong }).success).toBe(false);
  });
});

function message(text: string): ModelItem {
  return { kind: 'message', role: 'user', text };
}

function answered(made: readonly { callId: string; name: string; argumentsJson: string }[]): ModelItem[] {
  return [
    message('Hello'),
    ...made.map((call): ModelItem => ({ kind: 'call', ...call })),
    ...made.map(
      ({ callId, name }): ModelItem => ({ kind: 'result', callId, output: JSON.stringify({ of: name }) }),
    ),
  ];
}

function errorBody(code: string | null) {
  return { error: { message: 'No.', type: 'invalid_request_error', param: null, code } };
}
