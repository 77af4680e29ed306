import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { msp } from '../../src/sandbox/demo-data.ts';
import type { SeenMessage } from '../../src/sandbox/teams/index.ts';
import { type Chat, type ChatName, chatsOf, liveIn, liveInBoth } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
beforeEach(() => desk.tickets({ approvalChannels: ['teams'] }));
afterEach(async () => {
  desk.teams.faults.clear();
  desk.teams.disableBot(msp.entraTenantId, false);
  desk.teams.blocks('tess', false);
  await liveInBoth(desk, 'tess', 'theo', 'ada', 'max', 'dana');
  await desk.reset();
});
afterAll(async () => {
  await desk.close();
  expect(problemsWithCards(cardsSentTo(desk.teams))).toEqual([]);
});

function cardMessage(who: string): SeenMessage {
  const found = desk.teams.messagesSeenBy(who).findLast(({ text }) => /Request [0-9A-Z]{6}$/mu.test(text));
  if (!found) throw new Error(`${who} was sent no card in Teams`);
  return found;
}
const callsTo = (method: string, path: RegExp) =>
  desk.teams.calls.filter((call) => call.method === method && path.test(call.path));

describe('a card that has not followed', () => {
  it('shows the present state as soon as it is opened, and is brought up to date by itself later', async () => {
    await chats.teams.ask('dana', ZENDESK);
    const stale = cardMessage('theo');
    const path = new RegExp(`/activities/${stale.id}$`, 'u');
    desk.teams.faults.add({ method: 'PUT', path, answer: { kind: 'status', status: 503 } });
    await chats.teams.card('tess').approve();
    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    expect(chats.teams.card('theo').buttons).toContain('Approve');

    await desk.teams.opens('theo', stale);
    expect(chats.teams.card('theo')).toMatchObject({
      buttons: [],
      text: expect.stringMatching(/Approved.*Tess Tanaka/su),
    });

    await desk.control.advance({ minutes: 30 });
    const { message } = cardMessage('theo');
    expect(JSON.stringify(message.attachments)).not.toContain('Action.ShowCard');
    expect((await desk.newest()).outbox).toEqual([]);
  });

  it('is told who decided when it is tapped all the same', async () => {
    await chats.teams.ask('dana', ZENDESK);
    const stale = chats.teams.card('theo');
    await chats.teams.card('tess').deny('Not now');

    expect(await stale.approve()).toMatch(/Tess Tanaka has denied this already/u);
    expect(desk.writes()).toEqual([]);
  });
});

it('shows what a technician writes on the ticket meanwhile, wherever it lies', async () => {
  await desk.tickets({ approvalChannels: ['slack', 'teams'] });
  const { ticket } = await chats.teams.ask('dana', ZENDESK);
  desk.connectwise.technicianWritesNote({
    ticketId: Number(ticket?.id),
    member: 'tbrandt',
    text: 'I called her: she *does* need it',
    visibility: 'internal',
  });
  await desk.settled();

  for (const chat of [chats.slack, chats.teams])
    for (const who of ['tess', 'theo', 'ada'])
      expect(chat.card(who)).toMatchObject({
        buttons: ['Approve', 'Deny'],
        text: expect.stringMatching(/On the ticket.*Theo Brandt.*I called her: she .does. need it/su),
      });
});

describe('on a client without Action.Execute', () => {
  const legacy = { client: 'legacy' } as const;

  it('a tap approves, and is answered by a message; a second one changes nothing', async () => {
    await chats.teams.ask('dana', ZENDESK);
    const card = cardMessage('tess');
    await desk.teams.clicks('tess', card, 'Approve', { ...legacy, copies: 2 });
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    expect(desk.writes()).toHaveLength(1);
    await expect.poll(() => chats.teams.told('tess')).toHaveLength(1);
    await desk.teams.clicks('tess', card, 'Approve', legacy);
    await expect.poll(() => chats.teams.told('tess').at(-1)).toMatch(/You have approved this already/u);
    expect(chats.teams.card('tess').buttons).toEqual([]);
    expect(desk.writes()).toHaveLength(1);
  });

  it('a denial brings its reason along', async () => {
    await chats.teams.ask('dana', ZENDESK);
    await desk.teams.clicks('theo', cardMessage('theo'), 'Deny it', {
      ...legacy,
      inputs: { reason: 'Ask Max first' },
    });
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'denied' });
    expect(chats.teams.told('dana')).toEqual([expect.stringMatching(/not approved.*Ask Max first/su)]);
  });
});

describe('a tap', () => {
  it('that Teams delivers three times at once decides once', async () => {
    await chats.teams.ask('dana', ZENDESK);
    await desk.teams.clicks('tess', cardMessage('tess'), 'approval_approve', { copies: 3 });
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'completed' });
    expect(desk.writes()).toHaveLength(1);
    expect((await desk.audit()).filter(({ action }) => action === 'approval_decided')).toHaveLength(1);
  });

  it('that arrives before an earlier one of somebody else counts, and the earlier one is told so', async () => {
    await chats.teams.ask('dana', ZENDESK);
    desk.teams.courier.hold();
    await desk.teams.clicks('tess', cardMessage('tess'), 'approval_approve');
    await desk.teams.clicks('theo', cardMessage('theo'), 'approval_deny');
    const [, approval] = await desk.teams.courier.release('reversed');
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'denied' });
    expect(JSON.stringify(approval?.answer)).toContain('Theo Brandt has denied this already');
    expect(desk.writes()).toEqual([]);
  });

  it('that was on its way for longer than a day decides nothing', async () => {
    await chats.teams.ask('dana', ZENDESK);
    desk.teams.courier.hold();
    await desk.teams.clicks('tess', cardMessage('tess'), 'approval_approve');
    desk.clock.advance({ hours: 24, ms: 1 });
    const [late] = await desk.teams.courier.release();
    await desk.settled();

    expect(JSON.stringify(late?.answer)).toContain('has expired');
    expect(await desk.newest()).toMatchObject({ status: 'awaiting_approval' });
    expect(desk.writes()).toEqual([]);
  });
});

describe('an approver who has never written to the bot', () => {
  it('is reached in a chat that is opened for them, in their own tenant', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    const opened = callsTo('POST', /\/v3\/conversations$/u).length;
    await chats.slack.ask('dana', ZENDESK);

    expect(chats.teams.cards('max')).toHaveLength(1);
    const openings = callsTo('POST', /\/v3\/conversations$/u).slice(opened);
    expect(new Set(openings.map(({ body }) => (body as { tenantId: string }).tenantId))).toEqual(
      new Set([desk.teams.user('max').tenantId, msp.entraTenantId]),
    );
  });

  it('is asked in Slack where the app is not installed for them', async () => {
    await desk.teams.uninstalls('tess');
    await chats.slack.ask('dana', ZENDESK);

    expect(chats.slack.cards('tess')).toHaveLength(1);
    for (const who of ['theo', 'ada']) {
      expect(chats.teams.cards(who)).toHaveLength(1);
      expect(chats.slack.cards(who)).toEqual([]);
    }
    await chats.slack.card('tess').approve();
    expect(await desk.newest()).toMatchObject({ status: 'completed', outbox: [] });
    expect(chats.teams.card('theo').buttons).toEqual([]);
  });

  it('is asked once in Slack when both were wanted and Teams does not let the bot in', async () => {
    await desk.tickets({ approvalChannels: ['slack', 'teams'] });
    desk.teams.disableBot(msp.entraTenantId);
    await chats.slack.ask('dana', ZENDESK);

    for (const who of ['tess', 'theo', 'ada']) expect(chats.slack.cards(who)).toHaveLength(1);
    await chats.slack.card('theo').approve();
    expect(await desk.newest()).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['the app is not installed for them', () => desk.teams.uninstalls('max')],
    ['they have blocked the bot', async () => desk.teams.blocks('max')],
  ])('and has nothing but Teams: where %s, technicians take over with the reason', async (_why, prevent) => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await liveIn(desk, 'max', 'teams');
    await prevent();
    const request = await chats.teams.ask('dana', ZENDESK);

    expect(request).toMatchObject({
      status: 'handed_over',
      outcome: { reason: 'The manager who should approve could not be reached.' },
    });
    expect(chats.slack.told('tess').at(-1)).toMatch(/The manager who should approve could not be reached/u);
    expect(chats.teams.told('dana')).toEqual([expect.stringMatching(/technician has taken over/u)]);
    for (const who of ['tess', 'theo', 'ada'])
      expect(chats.teams.card(who)).toMatchObject({ buttons: [], text: expect.stringContaining('Closed') });
    expect(desk.writes()).toEqual([]);
    desk.teams.blocks('max', false);
  });
});

describe('somebody who removes the bot', () => {
  it('keeps nobody else from deciding, nor the other copies from following', async () => {
    await chats.slack.ask('dana', ZENDESK);
    await desk.teams.uninstalls('theo');
    await chats.teams.card('tess').approve();

    expect(await desk.newest()).toMatchObject({ status: 'completed', outbox: [] });
    expect(chats.teams.card('ada').buttons).toEqual([]);
  });

  it('after asking still finds the answer on the ticket', async () => {
    await chats.teams.ask('dana', ZENDESK);
    await desk.teams.uninstalls('dana');
    await chats.teams.card('tess').approve();
    const request = await desk.newest();

    expect(request).toMatchObject({ status: 'completed' });
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    const answers = desk.notes(request).filter(({ internal }) => !internal);
    expect(answers.map(({ text }) => text).join()).toContain('was added to the group Zendesk Users');
  });
});
