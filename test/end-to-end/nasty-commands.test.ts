import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerCard } from '../../src/bots/teams/cards/answer-card.ts';
import { LIMITS } from '../../src/bots/teams/cards/limits.ts';
import { COMMANDS, FORMS } from '../../src/flows/admin/commands.ts';
import type { FormValues } from '../../src/flows/form.ts';
import { ADA, administrationOf } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { connects, huduValues } from '../support/integrations.ts';

/*
 * Whatever an admin writes is answered, in words that every surface takes, and leaves the trail whole.
 */

const HALF_A_CHARACTER = '\uD83D';
const NASTY = [
  '\u202Eنص\u202C',
  '😀😀',
  '<script>alert(1)</script>',
  'a\u0000b',
  HALF_A_CHARACTER,
  '$ne',
  '(((',
  '{"$gt":""}',
  'x'.repeat(1_700),
  'ﷺ'.repeat(500),
  '__proto__',
  '--',
  '{{DATE(x)}} [a](https://evil.example)',
];

let desk: TestDesk;
const { said } = administrationOf(() => desk);

beforeAll(async () => {
  desk = await openDesk({ without: ['hudu', 'itglue'] });
  await connects(desk.app, 'hudu', huduValues(desk));
});
afterAll(() => desk.close());

describe('whatever stands in a command', () => {
  it.each(NASTY.map((nasty) => [nasty.slice(0, 30), nasty]))('is answered: %j', async (_short, nasty) => {
    for (const { name, takes, options = [] } of COMMANDS) {
      const option = options.at(0)?.flags.split(' ')[0] ?? '';
      const known = takes?.includes('client') ? 'lakeside' : '';
      for (const line of [
        `${name} ${nasty}`,
        `${name} ${known} ${nasty}`,
        `${name} ${known} ${option} ${nasty}`,
      ]) {
        const answer = await desk.app.desk.command(ADA, line);
        if (answer.kind === 'form') continue;
        const card = JSON.stringify(answerCard(answer).card);
        expect(Buffer.byteLength(card), line).toBeLessThanOrEqual(LIMITS.cardBytes);
        for (const { command } of answer.choices ?? [])
          expect(command.length, line).toBeLessThanOrEqual(1_900);
      }
    }
    expect(await said('audit verify')).toMatch(/^Intact/u);
  });
});

describe('whatever a form comes back with', () => {
  const states = [
    '',
    'null',
    '[]',
    '{"id":5,"version":"x"}',
    '{"id":"lakeside","version":0}',
    '{"__proto__":{}}',
  ];
  const filled: readonly FormValues[] = [
    {},
    { client: ['a'], tools: [], policy: ['x'] },
    { name: HALF_A_CHARACTER, tenant: '11111111-1111-4111-8111-111111111112' },
    { name: ['a'], tenant: ['b'], what: 'constructor' },
    { channels: ['slack', '__proto__'] },
    { client: '--all', mode: 'execute', person: '__proto__', deed: 'take', system: 'constructor' },
    { client: '+nothing', mode: 'toString', person: HALF_A_CHARACTER, deed: 'show', system: ['hudu'] },
    { baseUrl: 'javascript:alert(1)', apiKey: 'k' },
  ];

  it.each(FORMS.map(({ id }) => id))('is answered: %s', async (id) => {
    for (const state of states)
      for (const values of filled) {
        const answer = await desk.app.desk.submitForm(ADA, { id, state }, values);
        expect(['answer', 'refused', 'not_understood', 'invalid']).toContain(answer.kind);
      }
    expect(await said('audit verify')).toMatch(/^Intact/u);
  });
});

it('a name with half a character in it is changed with an entry in the trail, like any other', async () => {
  await said(`client map brightfield --name "Bright ${HALF_A_CHARACTER}"`);

  const last = (await desk.audit()).at(-1);
  expect(last).toMatchObject({ action: 'client_changed', clientId: 'brightfield' });
  expect(last?.details['name']).toBe('Brightfield Law → Bright \uFFFD');
});
