import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../clock.ts';
import { calls, type SimulatedOpenAi, startSimulatedOpenAi } from './index.ts';

const KEY = 'sk-simulated-0123456789';

async function openServer(): Promise<SimulatedOpenAi> {
  const server = await startSimulatedOpenAi({ apiKey: KEY, clock: systemClock });
  onTestFinished(() => server.close());
  return server;
}

interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { message: string; code: string | null; param: string | null } };
}

async function ask(server: SimulatedOpenAi, path: string, body?: unknown, key = KEY): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const closed = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

function request(overrides: Record<string, unknown> = {}) {
  return { model: 'scripted', input: 'Hello', tools: [tool(closed({}))], ...overrides };
}

function tool(parameters: unknown) {
  return { type: 'function', name: 'ready', description: 'Ready.', parameters, strict: true };
}

describe('the API', () => {
  it('answers with a whole response object', async () => {
    const { status, body } = await ask(await openServer(), '/v1/responses', request());

    expect(status).toBe(200);
    expect(body).toMatchObject({
      object: 'response',
      status: 'completed',
      error: null,
      output: [{ type: 'function_call', name: 'ready', arguments: '{}', status: 'completed' }],
      usage: { input_tokens: expect.any(Number) as number, total_tokens: expect.any(Number) as number },
    });
  });

  it('lists its models, and knows no other', async () => {
    const server = await openServer();

    const { body } = await ask(server, '/v1/models');
    const unknown = await ask(server, '/v1/models/gpt-0');

    expect(body['data']).toMatchObject([{ id: 'scripted' }, { id: 'scripted-reasoning' }]);
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'model_not_found' } } });
  });

  it.each([
    ['no key', '', 401, null],
    ['a wrong key', 'sk-wrong', 401, 'invalid_api_key'],
    ['a restricted key', `${KEY}-restricted`, 403, 'missing_scope'],
    ['a key at its limit', `${KEY}-limited`, 429, 'rate_limit_exceeded'],
    ['a spent key', `${KEY}-spent`, 429, 'insufficient_quota'],
  ])('refuses %s', async (_name, key, status, code) => {
    const answer = await ask(await openServer(), '/v1/responses', request(), key);

    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it.each([
    ['the older API', '/v1/chat/completions', {}, 400],
    ['an address that it does not have', '/v1/embeddings', {}, 404],
    ['a body that is no JSON', '/v1/responses', '{', 400],
  ])('refuses %s', async (_name, path, body, status) => {
    const answer = await ask(await openServer(), path, body);

    expect(answer).toMatchObject({ status, body: { error: { message: expect.any(String) as string } } });
  });

  it.each([
    ['an unknown model', { model: 'gpt-0' }, 'model', 'model_not_found'],
    ['an unknown parameter', { colour: 'red' }, 'colour', 'unknown_parameter'],
    ['too small a limit', { max_output_tokens: 15 }, 'max_output_tokens', 'invalid_value'],
    ['a required call of nothing', { tools: [], tool_choice: 'required' }, 'tool_choice', null],
    [
      'a temperature for a model that reasons',
      { model: 'scripted-reasoning', temperature: 0 },
      'temperature',
      null,
    ],
    ['a conversation beyond the window', { input: 'x'.repeat(600_000) }, 'input', 'context_length_exceeded'],
    [
      'an output without its call',
      { input: [{ type: 'function_call_output', call_id: 'call_1', output: '{}' }] },
      'input',
      null,
    ],
    [
      'a call without its output',
      { input: [{ type: 'function_call', call_id: 'call_1', name: 'ready', arguments: '{}' }] },
      'input',
      null,
    ],
  ])('refuses %s', async (_name, overrides, param, code) => {
    const answer = await ask(await openServer(), '/v1/responses', request(overrides));

    expect(answer).toMatchObject({ status: 400, body: { error: { param, code } } });
  });

  it.each([
    ['an open object', { type: 'object', properties: {}, required: [] }, /'additionalProperties'/],
    ['an optional key', { ...closed({ a: { type: 'string' } }), required: [] }, /Missing 'a'/],
    ['an open object inside', closed({ a: { type: 'object', properties: {} } }), /\('properties', 'a'\)/],
    [
      'an open step',
      closed({ a: { type: 'array', items: { anyOf: [{ type: 'object' }] } } }),
      /'anyOf', '0'/,
    ],
    ['a union at the root', { ...closed({}), anyOf: [closed({})] }, /'anyOf' is not permitted at the root/],
    ['no object', { type: 'string' }, /type: "object"/],
    ['a string length', closed({ a: { type: 'string', minLength: 1 } }), /'minLength' is not permitted/],
    ['a format of its own', closed({ a: { type: 'string', format: 'uri' } }), /'format' "uri"/],
    ['a pattern that looks ahead', closed({ a: { type: 'string', pattern: '^(?!x)' } }), /look-around/],
  ])('holds strict functions to the rules: %s', async (_name, parameters, problem) => {
    const answer = await ask(await openServer(), '/v1/responses', request({ tools: [tool(parameters)] }));

    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_function_parameters', param: 'tools[0].parameters' } },
    });
    expect(answer.body.error?.message).toMatch(problem);
  });
});

describe('a script of turns', () => {
  it('is played in order, and tells what was never asked for', async () => {
    const server = await openServer();
    server.script([{ kind: 'text', text: 'one' }, calls('ready', {}), { kind: 'text', text: 'three' }]);

    const first = await ask(server, '/v1/responses', request());
    const second = await ask(server, '/v1/responses', request());

    expect(JSON.stringify(first.body['output'])).toContain('one');
    expect(second.body['output']).toMatchObject([{ type: 'function_call' }]);
    expect(server.unusedTurns).toEqual([{ kind: 'text', text: 'three' }]);
    expect(server.unexpected).toEqual([]);
  });

  it('reports a call that it did not expect', async () => {
    const server = await openServer();
    server.script([]);

    const answer = await ask(server, '/v1/responses', request());

    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'unexpected_call' } } });
    expect(server.unexpected).toEqual(['a call about "Hello"']);
  });

  it('gives way to the scenarios again', async () => {
    const server = await openServer();
    server.script('refusal');
    server.script('scenarios');

    const { body } = await ask(server, '/v1/responses', request());

    expect(body['output']).toMatchObject([{ type: 'function_call', name: 'ready' }]);
  });
});
