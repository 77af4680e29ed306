import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openSlackBench, type SlackBench } from '../../../test/support/slack-bench.ts';
import { readBlocks } from '../../../test/support/slack-reading.ts';
import { CountersignError } from '../../errors.ts';
import type { SlackMessage } from '../../sandbox/slack/index.ts';
import { WITHDRAW } from './buttons.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await openSlackBench();
});
afterEach(() => bench.close());

async function cardFor(who: { tenant: string; user: string }): Promise<SlackMessage> {
  const ref = await bench.slack.surface.sendApprovalCard({ provider: 'slack', ...who }, WAITING_CARD, {
    key: 'c',
    retry: false,
  });
  const message = bench.simulated.message(ref.conversation, ref.message);
  if (!message) throw new Error('the card was not posted');
  return message;
}

const cardForTess = () => cardFor({ tenant: 'T0HARBOR', user: 'U0TESS' });

describe('denying', () => {
  it('is recorded without a reason when the form cannot be opened any more', async () => {
    const card = await cardForTess();
    bench.simulated.faults.add({
      path: /views\.open$/,
      answer: { kind: 'status', status: 200, body: { ok: false, error: 'expired_trigger_id' } },
    });

    await bench.simulated.clicks('tess', card, 'Deny');

    expect(bench.desk.decisions.map(({ verdict }) => verdict)).toEqual([{ kind: 'deny' }]);
    expect(bench.simulated.modalOf('tess')).toBeUndefined();
  });

  it('is recorded without a reason, and answered in time, when Slack does not open the form', async () => {
    const card = await cardForTess();
    bench.simulated.faults.add({ path: /views\.open$/, answer: { kind: 'hang' } });

    const delivery = await bench.simulated.clicks('tess', card, 'Deny');

    expect(delivery.acknowledged).toBe(true);
    expect(bench.desk.decisions).toHaveLength(1);
  });

  it('decides nothing when the form is left open or sent by somebody else', async () => {
    await bench.simulated.clicks('tess', await cardForTess(), 'Deny');
    const form = bench.simulated.modalOf('tess');
    if (!form) throw new Error('no form was opened');
    expect(bench.desk.decisions).toEqual([]);

    await bench.simulated.submits({ ...form, userId: 'U0THEO' }, { reason: 'x' });

    expect(bench.desk.decisions).toEqual([]);
  });

  it('keeps its form open for another try when it could not be recorded', async () => {
    await bench.simulated.clicks('tess', await cardForTess(), 'Deny');
    const form = bench.simulated.modalOf('tess');
    if (!form) throw new Error('no form was opened');
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

    const delivery = await bench.simulated.submits(form, { reason: 'no' });
    expect(delivery.acknowledged).toBe(false);
    await bench.simulated.submits(form, { reason: 'no' });

    expect(bench.desk.decisions.map(({ verdict }) => verdict)).toEqual([{ kind: 'deny', reason: 'no' }]);
  });
});

describe('tampering', () => {
  it('takes nothing from what a button carries about the person', async () => {
    const card = await cardForTess();
    const forged = JSON.parse(
      JSON.stringify(card).replaceAll('\\"planDigest\\"', '\\"by\\":\\"U0ADA\\",\\"planDigest\\"'),
    ) as SlackMessage;

    await bench.simulated.clicks('theo', forged, 'Approve');

    expect(bench.desk.decisions[0]?.by).toEqual({ provider: 'slack', tenant: 'T0HARBOR', user: 'U0THEO' });
  });

  it('says that a button of no known kind is out of date', async () => {
    const card = await cardForTess();
    const forged = JSON.parse(JSON.stringify(card).replaceAll('requestId', 'requestID')) as SlackMessage;

    await bench.simulated.clicks('tess', forged, 'Approve');
    await bench.settled();

    expect(bench.desk.decisions).toEqual([]);
    expect(bench.simulated.messagesSeenBy('tess').at(-1)?.text).toMatch(/out of date/);
  });

  it('refuses a forged click', async () => {
    const delivery = await bench.simulated.clicks('tess', await cardForTess(), 'Approve', {
      signedWith: 'forged',
    });

    expect(delivery.acknowledged).toBe(false);
    expect(bench.desk.decisions).toEqual([]);
  });
});

describe('an organization-wide install', () => {
  beforeEach(async () => {
    bench.simulated.addWorkspace({
      id: 'T0GRID',
      name: 'Grid Corp',
      enterpriseId: 'E0GRID',
      orgWide: true,
      users: [{ key: 'gina', id: 'W0GINA', name: 'Gina', email: 'gina@grid.example' }],
    });
    await bench.slack.adoptToken(bench.simulated.workspace('T0GRID').install?.token ?? '');
  });

  it('is known by the organization, and so are its people', async () => {
    expect(await bench.installations.find('E0GRID')).toMatchObject({ key: 'E0GRID' });

    await bench.simulated.says('gina', 'dm', 'hello');
    await bench.simulated.clicks('gina', await cardFor({ tenant: 'E0GRID', user: 'W0GINA' }), 'Approve');
    await bench.simulated.slashCommand('gina', 'help');

    const gina = { provider: 'slack', tenant: 'E0GRID', user: 'W0GINA' };
    expect(bench.desk.messages[0]?.from).toEqual(gina);
    expect(bench.desk.decisions[0]?.by).toEqual(gina);
    expect(bench.desk.commands[0]?.by).toEqual(gina);
  });

  it('does not take a stranger for one of its people', async () => {
    const card = await cardFor({ tenant: 'E0GRID', user: 'W0GINA' });

    await bench.simulated.clicks('bea', card, 'Approve');

    expect(bench.desk.decisions[0]?.by).toEqual({ provider: 'slack', tenant: 'T0BRIGHT', user: 'U0BEA' });
  });
});

describe('the home', () => {
  const waiting = {
    requestId: 'req_1',
    title: 'I need access to <Zendesk>',
    state: 'Waiting for Max Moreno (your manager)',
    open: true,
    until: new Date('2026-11-27T10:00:00Z'),
    ticketLabel: '#4711',
    askedAt: new Date('2026-11-26T10:00:00Z'),
    canWithdraw: true,
  };
  const home = (who: string) => readBlocks(bench.simulated.homeOf(who)?.content.blocks ?? []);

  it('shows a person their requests: who holds them, until when, and under which ticket', async () => {
    bench.desk.answers.requests = [
      waiting,
      { ...waiting, requestId: 'req_0', title: 'Old', open: false, canWithdraw: false },
    ];

    await bench.simulated.opensHome('dana');
    await bench.settled();

    for (const part of [
      'I need access to <Zendesk>',
      'Max Moreno (your manager)',
      '27 Nov 2026, 10:00 UTC',
      '#4711',
      'Old',
    ])
      expect(home('dana')).toContain(part);
    const buttons = bench.simulated.homeOf('dana')?.content.blocks.filter(({ type }) => type === 'actions');
    expect(buttons).toHaveLength(1);
  });

  it('says when nothing is open', async () => {
    await bench.simulated.opensHome('dana');
    await bench.settled();

    expect(home('dana')).toMatch(/Nothing is open/);
  });

  it('withdraws a request, and says what came of it', async () => {
    bench.desk.answers.requests = [waiting];
    await bench.simulated.opensHome('dana');
    await bench.settled();
    const view = bench.simulated.homeOf('dana');
    if (!view) throw new Error('there is no home');
    bench.desk.answers.requests = [];

    await bench.simulated.clicks('dana', view, WITHDRAW, { value: 'req_1' });
    await bench.settled();

    expect(bench.desk.withdrawals).toEqual([
      { by: { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' }, requestId: 'req_1' },
    ]);
    expect(home('dana')).toContain('Your request is withdrawn.');
  });
});

describe('/countersign', () => {
  it('answers to the person alone, with what was typed in plain words', async () => {
    bench.desk.answers.command = { kind: 'answer', text: 'Modes:\n• lakeside: *execute* <@U1>' };

    await bench.simulated.slashCommand('ada', 'mode lakeside & co');

    expect(bench.desk.commands).toEqual([
      { by: { provider: 'slack', tenant: 'T0HARBOR', user: 'U0ADA' }, text: 'mode lakeside & co' },
    ]);
    expect(bench.simulated.messagesSeenBy('ada').at(-1)).toMatchObject({
      ephemeralTo: 'U0ADA',
      text: 'Modes:\n• lakeside: ∗execute∗ &lt;@U1&gt;',
    });
  });
});

describe('a one-time secret', () => {
  const offer = { requestId: 'req_1', step: 0, text: 'Ready', expiresAt: new Date('2026-11-27T10:00:00Z') };
  const dana = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' } as const;

  async function tapReveal(): Promise<void> {
    const ref = await bench.slack.surface.offerSecret(dana, offer, { key: 's', retry: false });
    const message = bench.simulated.message(ref.conversation, ref.message);
    if (!message) throw new Error('no offer was posted');
    await bench.simulated.clicks('dana', message, 'Show it to me');
    await bench.settled();
  }

  it('is not fetched when there is no window to show it in', async () => {
    bench.simulated.faults.add({ path: /views\.open$/, answer: { kind: 'status', status: 500 } });

    await tapReveal();

    expect(bench.desk.reveals).toEqual([]);
    expect(bench.simulated.messagesSeenBy('dana').at(-1)?.text).toMatch(/tap the button again/);
  });

  it('is shown another way when the window fails after it was fetched', async () => {
    bench.simulated.faults.add({ path: /views\.update$/, answer: { kind: 'status', status: 500 } });

    await tapReveal();

    const shown = bench.simulated.messagesSeenBy('dana').at(-1);
    expect(shown?.ephemeralTo).toBe('U0DANA');
    expect(readBlocks(shown?.blocks ?? [])).toContain('Correct-Horse-9');
  });
});
