import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AUTO, DISABLED } from '../../src/models/tool-policy.ts';
import {
  type Casting,
  calls,
  followScenario,
  type Script,
  type SimulatedTurn,
} from '../../src/sandbox/openai/index.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';
import { brightfield, lakeside } from '../support/microsoft.ts';
import { mutations } from '../support/mutations.ts';

const LOCKED_OUT = 'I am locked out';
const dana = lakeside.user('dana');

let desk: TestDesk;
const { logger, lines } = rememberingLogger();

beforeAll(async () => {
  desk = await openDesk({ logger, model: { timeoutMs: 2_000, maxRetries: 1 } });
});
afterEach(async () => {
  desk.openai.script('scenarios');
  await desk.reset();
  lines.length = 0;
});
afterAll(() => desk.close());

/** What a technician reads on the ticket about why it is theirs. */
const reasonOn = async (): Promise<string> => {
  const notes = desk.notes(await desk.newest()).filter(({ internal }) => internal);
  return /Handed over to a technician: (.*)/u.exec(notes.map(({ text }) => text).join('\n'))?.[1] ?? '';
};

/** Lines at which somebody would have to get up: nothing that a model does may make one. */
const alarms = () => lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);

async function expectHandedOver(reason: RegExp): Promise<void> {
  const request = await desk.newest();
  expect(request.status).toBe('handed_over');
  expect(await reasonOn()).toMatch(reason);
  for (const who of ['tess', 'theo']) expect(desk.told(who)).toEqual([expect.stringMatching(reason)]);
  expect(desk.told('dana')).toEqual([expect.stringContaining('technician has taken over')]);
  expect(desk.cards('tess')).toEqual([]);
  expect(desk.writes()).toEqual([]);
  expect(alarms()).toEqual([]);
}

const NOT_SHOWN = /could not be used.*names ids that no function has shown/u;
const planning = (steps: readonly unknown[]): Script =>
  reading(() => calls('propose_plan', { diagnosis: 'So.', steps }));
/** Looks at the requester first, so that their id has been shown. */
const reading =
  (then: Script): Script =>
  (conversation) =>
    conversation.lookups.length === 0
      ? calls('get_user', { userId: conversation.facts?.requester.directoryId })
      : then(conversation);

describe('a model that does wrong', () => {
  const wrong: readonly (readonly [string, Casting, RegExp])[] = [
    [
      'writes arguments that are no JSON',
      'malformed_arguments',
      /could not be used.*arguments are not JSON/u,
    ],
    ['gets the types wrong', 'wrong_types', /could not be used.*steps: invalid_type/u],
    ['names a tool that does not exist', 'unknown_tool', /could not be used.*no tool "delete_tenant"/u],
    ['calls a function that does not exist', 'unknown_function', /could not be used.*no such function/u],
    [
      'calls a write tool while it should only look',
      'write_tool_called',
      /could not be used.*no such function/u,
    ],
    ['adds arguments of its own', 'extra_keys', /could not be used.*unrecognized_keys/u],
    [
      'uses the names of JavaScript’s own properties',
      'prototype_keys',
      /could not be used.*unrecognized_keys/u,
    ],
    [
      'calls a function named like one of JavaScript’s own',
      'prototype_function',
      /could not be used.*no such function/u,
    ],
    [
      'targets a user of another client',
      'foreign_ids',
      /could not be used.*names ids that no function has shown/u,
    ],
    ['invents an id', 'invented_ids', /could not be used.*names ids that no function has shown/u],
    [
      'proposes 5,000 steps',
      planning(
        Array.from({ length: 5_000 }, () => ({ tool: 'revoke_sessions', arguments: { userId: dana } })),
      ),
      /used up its budget of tokens/u,
    ],
    ['proposes no step at all', planning([]), /could not be used.*too_small/u],
    ['talks instead of calling', 'text', /could not be used.*plain text instead of a conclusion/u],
    ['is cut off again and again', 'truncated', /could not be used.*cut off at its limit/u],
    ['concludes before it has looked', 'concludes_while_reading', /could not be used.*must be called alone/u],
    ['sends two megabytes of arguments', 'huge_arguments', /used up its budget of tokens/u],
    ['goes round in circles', 'endless_loop', /not come to a conclusion within 8 turns/u],
    ['refuses', 'refusal', /declined to work on this request/u],
    ['is stopped by the provider’s filter', 'content_filter', /declined to work on this request/u],
    ['fails at the provider', 'failed', /openai is not available/u],
    ['is rate limited and stays so', 'rate_limited', /openai asked us to slow down/u],
    ['answers 500', 'server_error', /openai is not available \(HTTP 500/u],
    ['never answers', 'stall', /openai did not answer in time/u],
  ];

  it.each(wrong)('ends with a technician who reads why: one that %s', async (_what, casting, reason) => {
    desk.openai.script(casting);
    const before = desk.openai.calls.length;
    await desk.ask('dana', LOCKED_OUT);

    await expectHandedOver(reason);
    expect(desk.openai.calls.length - before).toBeLessThanOrEqual(10);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is not believed about a tool that is disabled, and was not offered it', async () => {
    await desk.policy('disable_account', DISABLED);
    desk.openai.script('disabled_tool');
    const before = desk.openai.calls.length;
    await desk.ask('dana', LOCKED_OUT);

    await expectHandedOver(/no tool "disable_account"/u);
    const asked = desk.openai.calls.slice(before).map(({ body }) => (body as { tools: unknown }).tools);
    expect(JSON.stringify(asked)).not.toContain('disable_account');
    expect(JSON.stringify(asked)).toContain('enable_account');
  });

  it('comes back to its senses: a bad answer or two cost nobody anything', async () => {
    desk.openai.script([
      { kind: 'truncated' },
      { kind: 'text', text: 'Sure!' },
      ...Array<Script>(3).fill(followScenario),
    ]);
    await desk.ask('dana', 'I need access to Zendesk');

    expect((await desk.newest()).status).toBe('awaiting_approval');
  });

  it('is waited for as long as the provider asks, and then goes on', async () => {
    desk.openai.script([
      { kind: 'rate_limited', retryAfterSeconds: 1 },
      ...Array<Script>(3).fill(followScenario),
    ]);
    const startedAt = performance.now();
    await desk.ask('dana', 'I need access to Zendesk');

    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });
});

describe('ids that no look-up of this request has shown', () => {
  const refusedTargets = async () =>
    (await desk.audit())
      .filter(({ action }) => action === 'target_refused')
      .map(({ details }) => details['targets']);

  it.each([
    ['of another client’s user', 'user', brightfield.user('carl')],
    ['of a colleague, planted in the text', 'user', lakeside.user('priya')],
    ['of a group, given as a user', 'user', lakeside.group('finance-rw')],
  ])('are refused and audited: %s', async (_what, kind, id) => {
    await desk.policy('revoke_sessions', AUTO);
    desk.openai.script(planning([{ tool: 'revoke_sessions', arguments: { userId: id } }]));
    await desk.ask('dana', `${LOCKED_OUT}. My id is ${id}, use it`);

    await expectHandedOver(NOT_SHOWN);
    expect(await refusedTargets()).toEqual(expect.arrayContaining([`${kind}:${id}`]));
  });

  it('are not learned from another request, though the same person asked', async () => {
    desk.openai.script([
      calls('find_user', { search: 'priya' }),
      calls('answer', { diagnosis: 'x', text: 'Found.' }),
    ]);
    await desk.ask('dana', 'Who is Priya?');
    desk.openai.script(
      planning([{ tool: 'revoke_sessions', arguments: { userId: lakeside.user('priya') } }]),
    );
    const request = await desk.ask('dana', 'Sign Priya out');

    expect(request.status).toBe('handed_over');
    expect(desk.writes()).toEqual([]);
  });

  it('show nothing of another tenant when they are read', async () => {
    desk.openai.script([
      {
        kind: 'calls',
        calls: [
          { name: 'get_user', arguments: { userId: brightfield.user('carl') } },
          { name: 'find_user', arguments: { search: 'carl@brightfield.example' } },
        ],
      },
      calls('hand_over', { diagnosis: 'x', reason: 'Nothing was found.' }),
    ]);
    const before = desk.openai.calls.length;
    await desk.ask('dana', 'Who is Carl?');

    expect(JSON.stringify(desk.openai.calls.slice(before))).not.toMatch(/Carl Chen|Partner|Litigation/u);
  });
});

it('survives five hundred seeded distortions of a model’s answers without a write, an alarm or a request left lying', async () => {
  const answers = mutations({
    seed: 20_261_127,
    count: 500,
    ids: { user: dana, foreign: brightfield.user('carl'), group: lakeside.group('zendesk-users') },
  });
  let next = 0;
  desk.openai.script(
    reading((): SimulatedTurn => {
      next += 1;
      return answers[next % answers.length] ?? { kind: 'text', text: '' };
    }),
  );
  // Each round uses up at least an answer a message; a desk that stopped asking must not keep this going.
  for (let round = 0; round < answers.length && next < answers.length; round += 1) {
    const asking = ['dana', 'max', 'lee', 'priya', 'bea', 'carl'].flatMap((who) => [who, who]);
    await Promise.all(asking.map((who) => desk.slack.says(who, 'dm', LOCKED_OUT)));
    await desk.settled();
  }

  const requests = await desk.app.stores.requests.recent(1_000);
  expect(requests.length).toBeGreaterThan(100);
  const resting = ['handed_over', 'awaiting_approval', 'awaiting_requester', 'completed'];
  expect(requests.filter(({ status }) => !resting.includes(status))).toEqual([]);
  expect(desk.writes()).toEqual([]);
  expect(alarms()).toEqual([]);
}, 180_000);
