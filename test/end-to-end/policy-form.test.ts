import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { THE_MSP } from '../../src/models/client.ts';
import { DISABLED } from '../../src/models/tool-policy.ts';
import { accountOf } from '../support/accounts.ts';
import { applies, gives } from '../support/admins.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const toolsSet = async (scope: string) => (await desk.app.stores.policies.get([scope]))[0]?.tools ?? {};

it.each([
  [['integration:tickets', 'integration:runbooks'], 3],
  [['integration:tickets', 'integration:runbooks', 'add_to_group'], 4],
  [['integration:runbooks', 'add_to_group'], 3],
])('the form for policies takes %j, and what it shows is what applying it sets', async (tools, count) => {
  const values = { client: 'lakeside', tools, policy: 'disabled' };
  const shown = await desk.app.desk.submitForm(accountOf('ada'), { id: 'policy', state: '' }, values);
  const [apply] = 'choices' in shown ? (shown.choices ?? []) : [];

  const applied = await gives(desk, 'ada', apply?.command ?? '');

  expect(applied).toMatchObject({ kind: 'answer', text: expect.stringMatching(/is disabled now/u) });
  expect(Object.values(await toolsSet('lakeside'))).toEqual(Array.from({ length: count }, () => DISABLED));
});

it('the form for policies of a client is of that client, however many there are', async () => {
  const { clients } = desk.app.stores;
  for (let number = 100; number < 205; number += 1)
    await clients.insert({
      id: `client-${number}`,
      name: `Client ${number}`,
      mode: 'plan',
      entraTenantId: `11111111-1111-4111-8111-000000000${number}`,
      slackTeamIds: [],
      emailDomains: [],
      voiceNumbers: [],
      language: 'en',
      documentation: [],
      decideByNote: false,
      technicianIds: [],
      version: 1,
    });
  const answer = await desk.app.desk.command(accountOf('ada'), 'policy --client client-204');
  const form = answer.kind === 'form' ? answer.form : expect.fail(answer.text);
  const [client] = form.fields;

  expect(client).toMatchObject({ value: 'client-204' });
  const options = client && 'options' in client ? client.options : [];
  expect(options.map(({ value }) => value)).toEqual(expect.arrayContaining(['msp', 'client-204']));
  expect(options).toHaveLength(100);
  expect(form.intro).toMatch(/8 more clients are not listed/u);
});

describe('the form', () => {
  const opens = async (line: string) => {
    const answer = await desk.app.desk.command(accountOf('ada'), line);
    return answer.kind === 'form' ? answer.form : expect.fail(answer.text);
  };
  const submits = (values: Record<string, string | readonly string[]>, who: 'ada' | 'tess' = 'ada') =>
    desk.app.desk.submitForm(accountOf(who), { id: 'policy', state: '' }, values);

  it('has every client, every tool with its present policy, and every integration as a whole', async () => {
    await applies(desk, 'ada', 'policy set add_to_group disabled --client lakeside');
    const form = await opens('policy --client lakeside');
    const options = new Map(
      form.fields.map((field) => [field.name, 'options' in field ? field.options : []]),
    );

    expect(options.get('client')?.map(({ label }) => label)).toEqual([
      'All clients',
      'Brightfield Law',
      'Lakeside Dental',
    ]);
    expect(options.get('tools')).toContainEqual({
      value: 'add_to_group',
      label: 'add_to_group: disabled (set)',
    });
    expect(options.get('tools')).toContainEqual({
      value: 'integration:microsoft365',
      label: 'All of Microsoft 365 (19)',
    });
    expect((await opens('policy')).fields[0]).toMatchObject({ value: THE_MSP.id });
  });

  it('answers with what it comes to, and changes nothing before that is applied', async () => {
    const shown = await submits({
      client: 'lakeside',
      tools: ['add_to_group', 'assign_licence'],
      policy: 'disabled',
    });
    const [apply] = 'choices' in shown ? (shown.choices ?? []) : [];
    expect(apply?.command).toMatch(
      /^policy set add_to_group assign_licence disabled --client lakeside --confirm /u,
    );
    expect(await toolsSet('lakeside')).toEqual({});

    await gives(desk, 'ada', apply?.command ?? '');
    expect(await toolsSet('lakeside')).toEqual({ add_to_group: DISABLED, assign_licence: DISABLED });
    const reset = await submits({ client: 'lakeside', tools: 'integration:microsoft365', policy: 'default' });
    expect('choices' in reset && reset.choices?.[0]?.command).toMatch(
      /^policy set default --integration microsoft365 --client lakeside --confirm /u,
    );
  });

  it.each([
    [{ client: 'lakeside', policy: 'auto' }, 'tools'],
    [{ client: 'nowhere', tools: ['add_to_group'], policy: 'auto' }, 'client'],
    [{ client: 'lakeside', tools: ['drop_table'], policy: 'auto' }, 'tools'],
    [{ client: 'lakeside', tools: ['add_to_group'], policy: 'constructor' }, 'policy'],
    [{ client: 'lakeside', tools: ['find_user'], policy: 'approval_needed' }, 'policy'],
  ])('stays open with what is wrong in it: %j', async (values, field) => {
    const answer = await submits(values);

    expect(answer.kind === 'invalid' && Object.keys(answer.problems)).toEqual([field]);
  });

  it('is taken from an admin alone, whoever opened it', async () => {
    const answer = await submits({ client: 'lakeside', tools: ['add_to_group'], policy: 'auto' }, 'tess');

    expect(answer.kind).toBe('refused');
    expect((await desk.audit()).map(({ action }) => action)).toEqual(['command_refused']);
  });
});
