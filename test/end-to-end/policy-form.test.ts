import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { DISABLED } from '../../src/models/tool-policy.ts';
import { accountOf } from '../support/accounts.ts';
import { gives } from '../support/admins.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

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
  const set = (await desk.app.stores.policies.get(['lakeside']))[0]?.tools ?? {};
  expect(Object.values(set)).toEqual(Array.from({ length: count }, () => DISABLED));
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
