import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerCard } from '../../src/bots/teams/cards/answer-card.ts';
import { LIMITS } from '../../src/bots/teams/cards/limits.ts';
import { COMMANDS, FORMS } from '../../src/flows/admin/commands.ts';
import type { FormValues } from '../../src/flows/form.ts';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';
import { ADA, administrationOf, presentValues } from '../support/administration.ts';
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
const { said, form } = administrationOf(() => desk);

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

interface Opened {
  line: string;
  /** What makes it one that can be taken. */
  complete: FormValues;
  /** What nasty fields come to: where anything may be typed, some of it is taken. */
  comes: readonly string[];
}

const ANY_TEXT = ['answer', 'invalid', 'refused'];

/** Each form by the line that opens it. */
const OPENED: Readonly<Record<string, Opened>> = {
  mode: { line: 'mode', complete: { client: 'brightfield', mode: 'plan' }, comes: ['invalid'] },
  client: { line: 'client', complete: { client: 'brightfield' }, comes: ['invalid'] },
  person: { line: 'person', complete: { person: '+new' }, comes: ['invalid'] },
  integration: { line: 'integration', complete: { system: 'hudu' }, comes: ['invalid'] },
  policy: {
    line: 'policy',
    complete: { tools: ['integration:tickets'], policy: 'auto' },
    comes: ['invalid'],
  },
  'integration connect': { line: 'integration connect hudu', complete: {}, comes: ['answer', 'invalid'] },
  'integration rotate': {
    line: 'integration rotate hudu',
    complete: { apiKey: huduKey() },
    comes: ['invalid'],
  },
  'client add': {
    line: 'client add',
    complete: { name: 'Nordlicht', tenant: randomUUID() },
    comes: ANY_TEXT,
  },
  'client map': { line: 'client map brightfield', complete: {}, comes: ANY_TEXT },
  'client channels': {
    line: 'client channels brightfield',
    complete: {},
    comes: ['answer', 'not_understood'],
  },
  'person add': { line: 'person add', complete: { name: 'Uma Uhl' }, comes: ANY_TEXT },
};

function huduKey(): string {
  return SANDBOX_CREDENTIALS.hudu.apiKey;
}

/** As chat sends a field, and as it never does. */
const nastyValues: readonly FormValues[string][] = [
  ...NASTY.slice(0, 9).flatMap((nasty) => [nasty, [nasty]]),
  ['slack', '__proto__'],
  [],
];

describe('whatever stands in a field of a form', () => {
  it('is tried in every form', () => {
    expect(Object.keys(OPENED).toSorted()).toEqual(FORMS.map(({ id }) => id).toSorted());
  });

  it.each(Object.entries(OPENED))('is read and answered: %s', async (id, { line, complete, comes }) => {
    let opened = await form(line);
    expect(opened.id).toBe(id);
    const names = opened.fields.map(({ name }) => name);
    const kinds = new Set<string>();
    for (const [name, value] of names.flatMap((one) => nastyValues.map((nasty) => [one, nasty] as const))) {
      const values = { ...presentValues(opened), ...complete, [name]: value };
      const answer = await desk.app.desk.submitForm(ADA, opened, values);

      const what = `${name}: ${JSON.stringify(value).slice(0, 60)}`;
      expect('text' in answer ? answer.text : '', what).not.toMatch(NOT_READ);
      const problems = answer.kind === 'invalid' ? Object.keys(answer.problems) : [];
      expect(names, what).toEqual(expect.arrayContaining(problems));
      kinds.add(answer.kind);
      // What was taken makes the form an old one.
      if (answer.kind === 'answer') opened = await form(line);
    }
    expect([...kinds].toSorted()).toEqual(comes);
    expect(await said('audit verify')).toMatch(/^Intact/u);
  });
});

/** Said of a form before anybody looks at what was filled in. */
const NOT_READ = /older version|at the same moment|changed .* meanwhile/u;

describe('whatever a form carries', () => {
  const CARRIED = [
    '',
    'null',
    '[]',
    '{"id":5,"version":"x"}',
    '{"id":"lakeside","version":0}',
    '{"id":"__proto__","version":1}',
    '{"name":"constructor","seen":null}',
    '{"name":"hudu","seen":{"id":"ins_1","version":-1}}',
    '{"__proto__":{}}',
    HALF_A_CHARACTER,
    'x'.repeat(2_000),
  ];
  const CARRYING = ['integration connect', 'integration rotate', 'client map', 'client channels'];

  it.each(FORMS.map(({ id }) => id))('is answered, and nothing is changed by it: %s', async (id) => {
    const { line, complete } = OPENED[id] ?? expect.fail(id);
    const values = { ...presentValues(await form(line)), ...complete };
    const entries = await desk.audit();
    for (const state of CARRYING.includes(id) ? CARRIED : []) {
      const answer = await desk.app.desk.submitForm(ADA, { id, state }, values);
      expect(['refused', 'not_understood'], state).toContain(answer.kind);
    }
    for (const state of CARRIED) {
      const { kind } = await desk.app.desk.submitForm(ADA, { id, state }, {});
      expect(['refused', 'not_understood', 'invalid'], state).toContain(kind);
    }
    expect(await desk.audit()).toEqual(entries);
    expect(await said('audit verify')).toMatch(/^Intact/u);
  });
});

it('a name with half a character in it is changed with an entry in the trail, like any other', async () => {
  await said(`client map brightfield --name "Bright ${HALF_A_CHARACTER}"`);

  const last = (await desk.audit()).at(-1);
  expect(last).toMatchObject({ action: 'client_changed', clientId: 'brightfield' });
  expect(last?.details['name']).toMatch(/ → Bright \uFFFD$/u);
});
