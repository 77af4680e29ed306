import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { readCard } from '../../../test/support/teams-reading.ts';
import { CountersignError } from '../../errors.ts';
import type { ApprovalCard } from '../../flows/surface.ts';
import type { Identity } from '../../models/conversation.ts';
import type { SeenMessage } from '../../sandbox/teams/index.ts';
import { APPROVE, REVEAL_SECRET, WITHDRAW } from './cards/card-actions.ts';

let bench: TeamsBench;
beforeEach(async () => {
  bench = await openTeamsBench();
});
afterEach(() => bench.close());

const APPROVED: ApprovalCard = {
  ...WAITING_CARD,
  state: { kind: 'approved', by: 'Tess Tanaka', at: new Date('2026-11-26T15:30:00Z') },
};

const identity = (who: string): Identity => {
  const { tenantId, aadObjectId } = bench.simulated.user(who);
  return { provider: 'entra', tenant: tenantId, user: aadObjectId };
};
const lastSeenBy = (who: string): SeenMessage =>
  bench.simulated.messagesSeenBy(who).at(-1) ?? expect.fail(`${who} sees nothing`);

async function cardFor(who: string): Promise<SeenMessage> {
  await bench.teams.surface.sendApprovalCard(identity(who), WAITING_CARD, { key: `c/${who}`, retry: false });
  return lastSeenBy(who);
}

describe('a decision', () => {
  it('takes the place of the card in front of whoever made it', async () => {
    bench.desk.answers.approvalCard = APPROVED;

    await bench.simulated.clicks('tess', await cardFor('tess'), APPROVE);

    expect(bench.desk.looks).toEqual([{ by: identity('tess'), requestId: 'req_1', approvalId: 'apr_1' }]);
    expect(lastSeenBy('tess')).toMatchObject({
      buttons: [],
      text: expect.stringMatching(/Approved.*Tess Tanaka/s),
    });
    expect(lastSeenBy('tess').notice).toBeUndefined();
  });

  it.each(['already_decided', 'expired', 'outdated', 'refused', 'unknown_request'] as const)(
    'that does not count (%s) is explained under the card, which stays',
    async (kind) => {
      bench.desk.answers.approvalCard = APPROVED;
      bench.desk.answers.decision = { kind, sentence: 'Too late.' };

      await bench.simulated.clicks('tess', await cardFor('tess'), APPROVE);

      expect(lastSeenBy('tess').notice).toEqual({ kind: 'message', text: 'Too late.' });
      expect(lastSeenBy('tess').buttons).not.toEqual([]);
    },
  );

  it('by an old client is recorded the same way, and answered with a message', async () => {
    const card = await cardFor('tess');
    await bench.simulated.clicks('tess', card, 'Approve', { client: 'legacy' });
    await bench.simulated.clicks('tess', card, 'Deny it', {
      client: 'legacy',
      inputs: { reason: ' Not now ' },
    });
    await bench.settled();

    expect(bench.desk.decisions).toEqual([
      {
        by: identity('tess'),
        requestId: 'req_1',
        approvalId: 'apr_1',
        planDigest: 'abc',
        verdict: { kind: 'approve' },
      },
      {
        by: identity('tess'),
        requestId: 'req_1',
        approvalId: 'apr_1',
        planDigest: 'abc',
        verdict: { kind: 'deny', reason: 'Not now' },
      },
    ]);
    expect(lastSeenBy('tess').text).toBe('Your decision is recorded.');
    expect(bench.desk.messages).toEqual([]);
  });

  it('by an old client that could not be recorded comes again by itself', async () => {
    const card = await cardFor('tess');
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

    const delivery = await bench.simulated.clicks('tess', card, 'Approve', { client: 'legacy' });
    await bench.settled();

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([503, 200]);
    expect(bench.desk.decisions).toHaveLength(1);
    expect(bench.simulated.messagesSeenBy('tess').map(({ text }) => text)).toContain(
      'Your decision is recorded.',
    );
  });
});

describe('looking at a card again', () => {
  it('shows it in its present state', async () => {
    const card = await cardFor('tess');
    bench.desk.answers.approvalCard = APPROVED;

    await bench.simulated.opens('tess', card);

    expect(lastSeenBy('tess').text).toMatch(/Approved/);
    expect(bench.desk.decisions).toEqual([]);
  });

  it('leaves it as it is for somebody who may not see it, without a word', async () => {
    const card = await cardFor('tess');

    await bench.simulated.opens('tess', card);

    expect(lastSeenBy('tess')).toMatchObject({ text: card.text, buttons: card.buttons });
    expect(lastSeenBy('tess').notice).toBeUndefined();
  });

  it('leaves an answer as it is', async () => {
    await bench.teams.surface.tell(identity('tess'), 'Done.', { key: 'k', retry: false });
    const before = lastSeenBy('tess');

    const delivery = await bench.simulated.opens('tess', before);

    expect(delivery?.acknowledged).toBe(true);
    expect(lastSeenBy('tess').text).toBe('Done.');
  });
});

describe('tampering', () => {
  const forged = (card: SeenMessage, from: string, to: string): SeenMessage =>
    JSON.parse(JSON.stringify(card).replaceAll(from, to)) as SeenMessage;

  it('takes nothing from what a button carries about the person', async () => {
    const card = forged(await cardFor('theo'), '"planDigest"', `"by":"${identity('ada').user}","planDigest"`);

    await bench.simulated.clicks('theo', card, APPROVE);

    expect(bench.desk.decisions[0]?.by).toEqual(identity('theo'));
  });

  it('says that a button of no known kind is out of date', async () => {
    const card = forged(await cardFor('tess'), '"requestId"', '"requestID"');

    await bench.simulated.clicks('tess', card, APPROVE);

    expect(bench.desk.decisions).toEqual([]);
    expect(lastSeenBy('tess').notice?.text).toMatch(/out of date/);
  });

  it('takes a click in the name of another tenant for one of that tenant', async () => {
    const card = await cardFor('tess');
    const channelData = { tenant: { id: 'B419F1E1-0000-4000-8000-000000000002' } };

    await bench.simulated.clicks('tess', card, APPROVE, { change: { channelData } });

    expect(bench.desk.decisions[0]?.by).toEqual({
      ...identity('tess'),
      tenant: 'b419f1e1-0000-4000-8000-000000000002',
    });
  });

  it('does nothing for somebody without a directory account', async () => {
    const card = await cardFor('tess');
    const { id } = bench.simulated.user('tess');

    await bench.simulated.clicks('tess', card, APPROVE, { change: { from: { id, name: 'Tess' } } });

    expect(bench.desk.decisions).toEqual([]);
  });

  it('shows no secret but in a dialog', async () => {
    const card = forged(await cardFor('tess'), APPROVE, REVEAL_SECRET);

    await bench.simulated.clicks('tess', forged(card, '"planDigest":"abc"', '"step":0'), REVEAL_SECRET);

    expect(bench.desk.reveals).toEqual([]);
    expect(JSON.stringify(bench.simulated.courier.deliveries)).not.toContain('Correct-Horse-9');
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

  async function openHome(): Promise<SeenMessage> {
    await bench.simulated.says('dana', 'personal', 'requests');
    await bench.settled();
    return lastSeenBy('dana');
  }

  it('shows a person their requests: who holds them, until when, and under which ticket', async () => {
    bench.desk.answers.requests = [
      waiting,
      { ...waiting, requestId: 'req_0', title: 'Old', open: false, canWithdraw: false },
    ];

    const { cards, buttons } = await openHome();

    const text = cards.map(readCard).join();
    for (const part of ['Zendesk', 'Max Moreno (your manager)', '27 Nov 2026, 10:00 UTC', '#4711', 'Old'])
      expect(text).toContain(part);
    expect(buttons.filter(({ verb }) => verb === WITHDRAW)).toHaveLength(1);
  });

  it('withdraws a request, and says what came of it', async () => {
    bench.desk.answers.requests = [waiting];
    const home = await openHome();
    bench.desk.answers.requests = [];

    await bench.simulated.clicks('dana', home, WITHDRAW);

    expect(bench.desk.withdrawals).toEqual([{ by: identity('dana'), requestId: 'req_1' }]);
    expect(lastSeenBy('dana').text).toMatch(/Your request is withdrawn.*Nothing is open/s);
  });

  it('does the same for an old client, with a new message', async () => {
    bench.desk.answers.requests = [waiting];
    const home = await openHome();

    await bench.simulated.clicks('dana', home, 'Withdraw it', { client: 'legacy' });
    await bench.settled();

    expect(bench.desk.withdrawals).toHaveLength(1);
    expect(lastSeenBy('dana').text).toMatch(/Your request is withdrawn/);
  });

  it('follows what happens when it is looked at again', async () => {
    bench.desk.answers.requests = [waiting];
    const home = await openHome();
    bench.desk.answers.requests = [{ ...waiting, state: 'Done' }];

    await bench.simulated.opens('dana', home);

    expect(lastSeenBy('dana').text).toContain('Done');
  });
});

describe('a one-time secret', () => {
  const offer = { requestId: 'req_1', step: 0, text: 'Ready', expiresAt: new Date('2026-11-27T10:00:00Z') };

  async function tapReveal(change?: Record<string, unknown>) {
    await bench.teams.surface.offerSecret(identity('dana'), offer, { key: 's', retry: false });
    await bench.simulated.clicks('dana', lastSeenBy('dana'), 'Show it to me', change ? { change } : {});
    const dialog = bench.simulated.dialogOf('dana') ?? expect.fail('no dialog was opened');
    return dialog.shows.kind === 'card' ? readCard(dialog.shows.card) : dialog.shows.text;
  }

  it('is shown in a dialog, and is in no message and no call of ours', async () => {
    expect(await tapReveal()).toContain('Correct-Horse-9');
    expect(JSON.stringify([bench.simulated.calls, [...bench.simulated.state.messages]])).not.toContain(
      'Correct-Horse-9',
    );
  });

  it('is asked for again when it could not be fetched', async () => {
    bench.desk.failures.push(new CountersignError('database_unavailable', 'away'));

    expect(await tapReveal()).toMatch(/try again/);
  });

  it('is not for a button that is none of ours', async () => {
    expect(await tapReveal({ value: { data: { msteams: { type: 'task/fetch' } } } })).toMatch(/out of date/);
    expect(bench.desk.reveals).toEqual([]);
  });
});

it('answers an invoke that it does not know with 501', async () => {
  const { activity } = await bench.simulated.says('dana', 'personal', 'hello');
  const delivery = await bench.simulated.courier.deliver({
    ...activity,
    type: 'invoke',
    name: 'composeExtension/query',
  });

  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([501]);
});
