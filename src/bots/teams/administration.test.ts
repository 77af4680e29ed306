import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { CountersignError } from '../../errors.ts';
import type { FormSpec } from '../../flows/form.ts';
import type { Identity } from '../../models/conversation.ts';
import type { SeenMessage } from '../../sandbox/teams/index.ts';

let bench: TeamsBench;
beforeEach(async () => {
  bench = await openTeamsBench();
});
afterEach(() => bench.close());

const FORM: FormSpec = {
  id: 'integration connect',
  state: 'hudu',
  title: 'Connect Hudu',
  intro: 'Where `docs` are.',
  submit: 'Connect',
  fields: [
    { kind: 'text', name: 'baseUrl', label: 'Address', value: 'https://docs.example' },
    { kind: 'secret', name: 'apiKey', label: 'API key', hint: 'Admin > API keys' },
    {
      kind: 'choices',
      name: 'folders',
      label: 'Folders',
      optional: true,
      options: [
        { value: 'a', label: 'First' },
        { value: 'b', label: 'Second' },
      ],
      values: ['a'],
    },
  ],
};

const identity = (who: string): Identity => {
  const { tenantId, aadObjectId } = bench.simulated.user(who);
  return { provider: 'entra', tenant: tenantId, user: aadObjectId };
};
const lastSeenBy = (who: string): SeenMessage =>
  bench.simulated.messagesSeenBy(who).at(-1) ?? expect.fail(`${who} sees nothing`);
const dialogOf = (who: string) => bench.simulated.dialogOf(who) ?? expect.fail('there is no dialog');

async function says(who: string, text: string): Promise<void> {
  await bench.simulated.says(who, 'personal', text);
  await bench.settled();
}

describe('the answer to a command', () => {
  it('has choices to tap: each gives its command in the name of whoever taps, and its answer takes the card’s place', async () => {
    const choices = [
      { label: 'Lakeside', command: 'mode lakeside plan' },
      { label: 'Brightfield', command: 'mode bright plan' },
    ];
    bench.desk.answers.command = { kind: 'not_understood', text: 'Which one?', choices };
    await says('ada', 'mode l plan');
    bench.desk.answers.command = { kind: 'answer', text: 'Lakeside is in plan mode now.' };
    await bench.simulated.clicks('ada', lastSeenBy('ada'), 'Lakeside');

    expect(bench.desk.commands.at(-1)).toEqual({ by: identity('ada'), text: 'mode lakeside plan' });
    expect(lastSeenBy('ada')).toMatchObject({ text: expect.stringContaining('plan mode now'), buttons: [] });
  });

  it('says so when a choice could not be carried out', async () => {
    const choices = [{ label: 'Lakeside', command: 'mode lakeside plan' }];
    bench.desk.answers.command = { kind: 'not_understood', text: 'Which one?', choices };
    await says('ada', 'mode l plan');
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));
    await bench.simulated.clicks('ada', lastSeenBy('ada'), 'Lakeside');

    expect(lastSeenBy('ada').text).toContain('could not be recorded just now');
  });
});

describe('a form', () => {
  beforeEach(async () => {
    bench.desk.answers.command = { kind: 'form', form: FORM };
    await says('ada', '/integration connect hudu');
    await bench.simulated.clicks('ada', lastSeenBy('ada'), 'Open the form');
  });

  it('opens in a dialog, with what holds now', () => {
    expect(bench.desk.commands.map(({ text }) => text)).toEqual([
      'integration connect hudu',
      'integration connect hudu',
    ]);
    expect(JSON.stringify(dialogOf('ada').shows)).toContain('https://docs.example');
    expect(JSON.stringify(dialogOf('ada').shows)).toContain('"style":"password"');
  });

  it('gives the desk what was filled in, closes, and its answer stands in the chat without it', async () => {
    bench.desk.answers.form = { kind: 'answer', text: 'Hudu is connected.' };
    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: ' k-12345 ', field_folders: 'a,b' });
    await bench.settled();

    expect(bench.desk.forms).toEqual([
      {
        by: identity('ada'),
        form: { id: 'integration connect', state: 'hudu' },
        values: { baseUrl: 'https://docs.example', apiKey: 'k-12345', folders: ['a', 'b'] },
      },
    ]);
    expect(bench.simulated.dialogOf('ada')).toBeUndefined();
    expect(lastSeenBy('ada').text).toContain('Hudu is connected.');
    expect(JSON.stringify(bench.simulated.messagesSeenBy('ada'))).not.toContain('k-12345');
  });

  it('says at the field what is wrong, keeps what was typed, and asks for secrets again', async () => {
    bench.desk.answers.form = { kind: 'invalid', problems: { baseUrl: 'This is no address.' } };
    await bench.simulated.submits(dialogOf('ada'), { field_baseUrl: 'docs', field_apiKey: 'k-12345' });

    const shown = JSON.stringify(dialogOf('ada').shows);
    expect(shown).toContain('This is no address.');
    expect(shown).toContain('"value":"docs"');
    expect(shown).not.toContain('k-12345');
  });

  it('goes on with what was seen when it was opened, and with what was left empty, where it is shown again', async () => {
    bench.desk.answers.form = { kind: 'invalid', problems: { baseUrl: 'This is no address.' } };
    bench.desk.answers.command = { kind: 'form', form: { ...FORM, state: 'changed by somebody else' } };
    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: 'k-12345', field_folders: '' });
    expect(JSON.stringify(dialogOf('ada').shows)).not.toContain('"isMultiSelect":true,"value"');

    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: 'k-12345' });

    expect(bench.desk.forms.map(({ form }) => form.state)).toEqual(['hudu', 'hudu']);
    expect(bench.desk.forms.at(-1)?.values).not.toHaveProperty('folders');
  });

  it('leads to another form in the same dialog, which is shown again by its own line', async () => {
    const next: FormSpec = { ...FORM, id: 'client map', state: 'lakeside', title: 'Map a client' };
    bench.desk.answers.form = { kind: 'form', form: next, line: 'client map lakeside' };
    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: 'k-1' });
    expect(dialogOf('ada').title).toBe('Map a client');
    expect(lastSeenBy('ada').text).not.toContain('Map a client');

    bench.desk.answers.form = { kind: 'invalid', problems: { baseUrl: 'This is no address.' } };
    bench.desk.answers.command = { kind: 'form', form: next };
    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: 'k-2' });
    expect(bench.desk.commands.at(-1)).toEqual({ by: identity('ada'), text: 'client map lakeside' });
    expect(bench.desk.forms.at(-1)).toMatchObject({ form: { id: 'client map', state: 'lakeside' } });
    expect(JSON.stringify(dialogOf('ada').shows)).toContain('This is no address.');
  });

  it('says so when it could not be taken', async () => {
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));
    await bench.simulated.submits(dialogOf('ada'), { field_apiKey: 'k-12345' });
    await bench.settled();

    expect(lastSeenBy('ada').text).toContain('could not be recorded just now');
  });
});

describe('the home', () => {
  beforeEach(async () => {
    bench.desk.answers.home = {
      requests: [],
      waiting: { cards: [WAITING_CARD, { ...WAITING_CARD, approvalId: 'apr_2' }], total: 2 },
      desk: {
        clients: [{ id: 'lakeside', name: 'Lakeside Dental', mode: 'plan', waitingForApproval: 2 }],
        integrations: [{ name: 'hudu', title: 'Hudu', state: 'trouble', problem: 'the key was refused' }],
        undelivered: [],
      },
    };
    await says('ada', 'home');
  });

  it('shows what waits with its buttons, and how the desk is', () => {
    for (const part of [
      'Waiting for you: 2',
      'Add Dana',
      'Lakeside Dental: plan mode',
      'the key was refused',
    ])
      expect(lastSeenBy('ada').text).toContain(part);
  });

  it('takes a signature, and is there again with what came of it', async () => {
    bench.desk.answers.home = { requests: [], waiting: { cards: [], total: 0 } };
    await bench.simulated.clicks('ada', lastSeenBy('ada'), 'Approve');

    expect(bench.desk.decisions).toMatchObject([
      { by: identity('ada'), approvalId: 'apr_1', planDigest: 'abc', verdict: { kind: 'approve' } },
    ]);
    expect(lastSeenBy('ada').text).toContain('Your decision is recorded.');
    expect(lastSeenBy('ada').text).toContain('Nothing waits for you');
  });

  it('takes a denial with its own reason', async () => {
    await bench.simulated.clicks('ada', lastSeenBy('ada'), 'Deny it', {
      inputs: { reason_apr_1: 'Not now' },
    });

    expect(bench.desk.decisions).toMatchObject([
      { approvalId: 'apr_1', verdict: { kind: 'deny', reason: 'Not now' } },
    ]);
  });
});
