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
