import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openSlackBench, type SlackBench } from '../../../test/support/slack-bench.ts';
import { readBlocks } from '../../../test/support/slack-reading.ts';
import { CountersignError } from '../../errors.ts';
import type { HomeView } from '../../flows/desk.ts';
import type { FormSpec } from '../../flows/form.ts';
import type { ApprovalCard } from '../../flows/surface.ts';
import type { SlackMessage, SlackView } from '../../sandbox/slack/index.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await openSlackBench();
});
afterEach(() => bench.close());

const ADA = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0ADA' } as const;

const FORM: FormSpec = {
  id: 'policy set',
  state: 'lakeside|3',
  title: 'Policies',
  intro: 'What holds at *Lakeside* now:\n• add_to_group: `auto`',
  submit: 'Look at it',
  fields: [
    { kind: 'text', name: 'reason', label: 'Why', value: 'because', optional: true, maxLength: 200 },
    { kind: 'secret', name: 'apiKey', label: 'API key', hint: 'Settings > API' },
    {
      kind: 'choice',
      name: 'policy',
      label: 'Policy',
      options: [
        { value: 'auto', label: 'auto' },
        { value: 'disabled', label: 'disabled' },
      ],
      value: 'auto',
    },
    {
      kind: 'choices',
      name: 'tools',
      label: 'Tools',
      options: [
        { value: 'add_to_group', label: 'add_to_group' },
        { value: 'reset_password', label: 'reset_password' },
      ],
      values: ['add_to_group'],
    },
  ],
};

function lastSeen(who: string): SlackMessage {
  return bench.simulated.messagesSeenBy(who).at(-1) ?? expect.fail('nothing was said');
}

function windowOf(who: string): SlackView {
  return bench.simulated.modalOf(who) ?? expect.fail('no window is open');
}

describe('the answer to a command', () => {
  it('shows what to type exactly as it is typed, and nothing else in it comes alive', async () => {
    const text = 'Try `mode lakeside_law plan`, *not* <!channel> `<@U1>`';
    bench.desk.answers.command = { kind: 'answer', text };
    await bench.simulated.slashCommand('ada', 'help');

    const { blocks } = lastSeen('ada');
    expect(JSON.stringify(blocks)).toContain(
      'Try `mode lakeside_law plan`, ∗not∗ &lt;!channel&gt; `&lt;@U1&gt;`',
    );
  });

  it('is whole, however long it is, up to what a message can hold', async () => {
    const lines = Array.from(
      { length: 300 },
      (_, index) => `• tool_number_${index}: approval_needed with manager`,
    );
    bench.desk.answers.command = { kind: 'answer', text: lines.join('\n') };
    await bench.simulated.slashCommand('ada', 'policy list');

    expect(readBlocks(lastSeen('ada').blocks)).toContain('tool_number_299');

    bench.desk.answers.command = { kind: 'answer', text: 'x '.repeat(200_000) };
    const delivery = await bench.simulated.slashCommand('ada', 'policy list');
    expect(delivery.acknowledged).toBe(true);
    expect(readBlocks(lastSeen('ada').blocks)).toMatch(/^x x .*…$/su);
  });

  it('has choices to tap: each gives its command in the name of whoever taps, and its answer takes their place', async () => {
    const command = 'mode lakeside plan';
    bench.desk.answers.command = {
      kind: 'not_understood',
      text: 'Which one?',
      choices: [
        { label: 'Lakeside', command },
        { label: 'Brightfield', command: 'mode bright plan', style: 'danger' },
      ],
    };
    await bench.simulated.slashCommand('ada', 'mode l plan');
    bench.desk.answers.command = { kind: 'answer', text: 'Lakeside is in plan mode now.' };
    await bench.simulated.clicks('ada', lastSeen('ada'), 'Lakeside');
    await bench.settled();

    expect(bench.desk.commands.at(-1)).toEqual({ by: ADA, text: command });
    const seen = bench.simulated.messagesSeenBy('ada');
    expect(seen.filter(({ text }) => text.includes('Which one?'))).toEqual([]);
    expect(lastSeen('ada')).toMatchObject({ text: 'Lakeside is in plan mode now.', ephemeralTo: 'U0ADA' });
  });

  it('leads to a file of the product by its name', async () => {
    const link = { label: 'Download CSV', url: 'https://desk.example/audit/exports/v1.k1.a_b-_c' };
    bench.desk.answers.command = { kind: 'answer', text: 'Ready.', link };
    await bench.simulated.slashCommand('ada', 'audit export csv');
    await bench.settled();

    expect(JSON.stringify(lastSeen('ada').blocks)).toContain(`<${link.url}|Download CSV>`);
  });

  it('comes later when it takes longer than Slack waits', async () => {
    let finish = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bench.desk.command = async () => {
      await slow;
      return { kind: 'answer', text: 'All is well.' };
    };
    const delivery = await bench.simulated.slashCommand('ada', 'integration check');
    expect(delivery.acknowledged).toBe(true);
    expect(lastSeen('ada').text).toBe('One moment…');
    finish();
    await bench.settled();

    expect(lastSeen('ada')).toMatchObject({ text: 'All is well.', ephemeralTo: 'U0ADA' });
  });
});

describe('a form', () => {
  beforeEach(async () => {
    bench.desk.answers.command = { kind: 'form', form: FORM };
    await bench.simulated.slashCommand('ada', 'policy');
  });

  it('opens with what holds now', () => {
    const view = windowOf('ada');
    expect(readBlocks(view.content.blocks)).toContain('What holds at ∗Lakeside∗ now');
    const elements = view.content.blocks.flatMap(({ element }) => element ?? []);
    expect(elements).toMatchObject([
      { type: 'plain_text_input', initial_value: 'because', max_length: 200 },
      { type: 'plain_text_input' },
      { type: 'static_select', initial_option: { value: 'auto' } },
      { type: 'multi_static_select', initial_options: [{ value: 'add_to_group' }] },
    ]);
    expect(bench.simulated.messagesSeenBy('ada')).toEqual([]);
  });

  it('gives the desk what was filled in, by whoever sent it, and shows the answer in its place', async () => {
    bench.desk.answers.form = { kind: 'answer', text: 'It would change `add_to_group`.' };
    await bench.simulated.submits(windowOf('ada'), {
      apiKey: ' k-1 ',
      policy: 'disabled',
      tools: ['add_to_group', 'reset_password'],
    });

    expect(bench.desk.forms).toEqual([
      {
        by: ADA,
        form: { id: 'policy set', state: 'lakeside|3' },
        values: {
          reason: 'because',
          apiKey: 'k-1',
          policy: 'disabled',
          tools: ['add_to_group', 'reset_password'],
        },
      },
    ]);
    expect(readBlocks(windowOf('ada').content.blocks)).toContain('It would change `add_to_group`.');
    expect(JSON.stringify(bench.simulated.messagesSeenBy('ada'))).not.toContain('k-1');
  });

  it('says at the field what is wrong, and stays as it was filled in', async () => {
    const problems = { apiKey: 'This key is too short.', elsewhere: 'And something else.' };
    bench.desk.answers.form = { kind: 'invalid', problems };
    await bench.simulated.submits(windowOf('ada'), { apiKey: 'k' });

    expect(windowOf('ada').errors).toEqual({
      apiKey: 'This key is too short.',
      reason: 'And something else.',
    });
  });

  it('leads to another form in the same window, which begins with its own values', async () => {
    const ids = () =>
      windowOf('ada').content.blocks.flatMap(({ block_id, element }) =>
        element ? [JSON.stringify([block_id, (element as { action_id?: string }).action_id])] : [],
      );
    const before = ids();
    bench.desk.answers.form = { kind: 'form', form: { ...FORM, id: 'client map', state: 'lakeside' } };
    await bench.simulated.submits(windowOf('ada'), { apiKey: 'k' });

    expect(ids()).toHaveLength(before.length);
    expect(ids().filter((id) => before.includes(id))).toEqual([]);
    bench.desk.answers.form = { kind: 'answer', text: 'Done.' };
    await bench.simulated.submits(windowOf('ada'), { apiKey: 'k-2' });
    expect(bench.desk.forms.at(-1)).toMatchObject({
      form: { id: 'client map', state: 'lakeside' },
      values: { reason: 'because', apiKey: 'k-2' },
    });
    expect(readBlocks(windowOf('ada').content.blocks)).toBe('Done.');
  });

  it('has choices in its answer that are given from the window', async () => {
    const choices = [
      { label: 'Apply', command: 'policy set x auto --confirm abc', style: 'primary' as const },
    ];
    bench.desk.answers.form = { kind: 'answer', text: 'Shall I?', choices };
    await bench.simulated.submits(windowOf('ada'), { apiKey: 'k' });
    bench.desk.answers.command = { kind: 'answer', text: 'Done.' };
    await bench.simulated.clicks('ada', windowOf('ada'), 'Apply');
    await bench.settled();

    expect(bench.desk.commands.at(-1)).toEqual({ by: ADA, text: 'policy set x auto --confirm abc' });
    expect(readBlocks(windowOf('ada').content.blocks)).toBe('Done.');
  });

  it('shows an answer that takes longer than Slack waits when it is there', async () => {
    let finish = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bench.desk.submitForm = async () => {
      await slow;
      return { kind: 'answer', text: 'ConnectWise is connected.' };
    };
    const delivery = await bench.simulated.submits(windowOf('ada'), { apiKey: 'k' });
    expect(delivery.acknowledged).toBe(true);
    expect(readBlocks(windowOf('ada').content.blocks)).toContain('One moment…');
    finish();
    await bench.settled();

    expect(readBlocks(windowOf('ada').content.blocks)).toContain('ConnectWise is connected.');
  });

  it('says so when it could not be taken, and nothing that was typed is logged', async () => {
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));
    await bench.simulated.submits(windowOf('ada'), { apiKey: 'k' });

    expect(readBlocks(windowOf('ada').content.blocks)).toMatch(/could not be recorded just now/u);
  });
});

describe('the home', () => {
  const card: ApprovalCard = {
    ...WAITING_CARD,
    requesterName: 'Dana <Diaz>',
    steps: [
      { summary: 'Add Dana Diaz to Zendesk Users', before: [], after: [], highRisk: false, riskReasons: [] },
    ],
    ticket: { label: '#4711' },
  };
  const view: HomeView = {
    requests: [],
    isStaff: true,
    waiting: { cards: [card, { ...card, approvalId: 'apr_2' }], total: 12 },
    desk: {
      clients: [{ id: 'lakeside', name: 'Lakeside Dental', mode: 'plan', waitingForApproval: 2 }],
      integrations: [
        { name: 'connectwise', title: 'ConnectWise', state: 'trouble', problem: 'the key was refused' },
        { name: 'hudu', title: 'Hudu', state: 'well' },
      ],
      undelivered: [{ requestId: 'req_9', title: 'VPN', clientName: 'Lakeside Dental' }],
    },
  };
  const homeText = (who: string) => readBlocks(bench.simulated.homeOf(who)?.content.blocks ?? []);

  beforeEach(async () => {
    bench.desk.answers.home = view;
    await bench.simulated.opensHome('ada');
    await bench.settled();
  });

  it('shows what waits with its buttons, and how the desk is', () => {
    for (const part of [
      'Waiting for you: 12',
      'Dana <Diaz>',
      'Add Dana Diaz to Zendesk Users',
      '27 Nov 2026, 10:00 UTC',
      '…and 10 more',
      'Lakeside Dental: plan mode, 2 waiting for approval',
      'ConnectWise: the key was refused',
      'retry req_9',
      'Nothing is open.',
    ])
      expect(homeText('ada')).toContain(part);
    expect(homeText('ada')).not.toMatch(/Write me/);
  });

  it('shows of high risk what will change from what, the risk and the words of whoever asks, as their card does', async () => {
    const risky = {
      ...card,
      requestText: 'I lost my phone',
      steps: [
        {
          summary: 'Remove the sign-in methods of Dana Diaz',
          before: [{ label: 'Methods', value: 'phone, app' }],
          after: [{ label: 'Methods', value: 'none' }],
          highRisk: true,
          riskReasons: ['the password alone is enough then'],
        },
      ],
    };
    bench.desk.answers.home = { ...view, waiting: { cards: [risky], total: 1 } };
    await bench.simulated.opensHome('ada');
    await bench.settled();

    for (const part of [
      'I lost my phone',
      'Methods: phone, app → none',
      'High risk: the password alone is enough then',
    ])
      expect(homeText('ada')).toContain(part);
  });

  it('takes a signature, and shows what came of it there', async () => {
    bench.desk.answers.home = { requests: [], waiting: { cards: [], total: 0 } };
    const home = bench.simulated.homeOf('ada') ?? expect.fail('there is no home');
    await bench.simulated.clicks('ada', home, 'Approve');
    await bench.settled();

    expect(bench.desk.decisions).toMatchObject([
      { by: ADA, requestId: 'req_1', approvalId: 'apr_1', planDigest: 'abc', verdict: { kind: 'approve' } },
    ]);
    expect(homeText('ada')).toContain('Your decision is recorded.');
    expect(homeText('ada')).toContain('Nothing waits for you');
  });

  it('asks for the reason of a denial, and shows what came of it there', async () => {
    const home = bench.simulated.homeOf('ada') ?? expect.fail('there is no home');
    await bench.simulated.clicks('ada', home, 'Deny');
    await bench.simulated.submits(windowOf('ada'), { reason: 'Not now' });
    await bench.settled();

    expect(bench.desk.decisions).toMatchObject([{ by: ADA, verdict: { kind: 'deny', reason: 'Not now' } }]);
    expect(homeText('ada')).toContain('Your decision is recorded.');
  });

  it('holds with everything at its longest', async () => {
    const long = 'W'.repeat(5_000);
    const longCard = {
      ...card,
      requesterName: long,
      clientName: long,
      steps: Array.from({ length: 10 }, () => ({
        ...card.steps[0],
        summary: long,
        highRisk: true,
        before: Array.from({ length: 5 }, (_, index) => ({ label: `${index}${long}`, value: long })),
        after: [],
        riskReasons: [long],
      })),
      requestText: long,
      alsoNeeded: long,
    };
    bench.desk.answers.home = {
      requests: Array.from({ length: 20 }, (_, index) => ({
        requestId: `req_${index}`,
        title: long,
        state: long,
        open: true,
        askedAt: card.expiresAt,
        canWithdraw: true,
      })),
      waiting: {
        cards: Array.from({ length: 10 }, (_, index) => ({ ...longCard, approvalId: `apr_${index}` })),
        total: 10,
      },
      desk: {
        clients: Array.from({ length: 500 }, (_, index) => ({
          id: `c${index}`,
          name: long,
          mode: 'execute' as const,
          waitingForApproval: 9_999,
        })),
        integrations: Array.from({ length: 10 }, () => ({
          name: 'x',
          title: long,
          state: 'trouble' as const,
          problem: long,
          checkedAt: card.expiresAt,
        })),
        undelivered: Array.from({ length: 10 }, () => ({
          requestId: 'req_9',
          title: long,
          clientName: long,
        })),
      },
    };
    await bench.simulated.opensHome('ada');
    await bench.settled();

    expect(homeText('ada')).toContain('Waiting for you: 10');
    const blocks = bench.simulated.homeOf('ada')?.content.blocks ?? [];
    const buttons = blocks.filter(({ block_id }) => String(block_id).startsWith('approval:'));
    expect(buttons.length).toBeGreaterThan(5);
    expect(blocks.map(({ block_id }) => block_id)).toContain('withdraw:req_0');
  });
});
