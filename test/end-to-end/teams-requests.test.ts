import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AUTO } from '../../src/models/tool-policy.ts';
import { GROUP_CHAT, HELP_CHANNEL, type SeenMessage } from '../../src/sandbox/teams/index.ts';
import { type Chat, type ChatName, chatsOf } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { pause } from '../support/moments.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';
const SHARE = 'I need access to the finance share';
const QUESTION = /Do you need to change files/u;
const ANSWER = 'I have to change files there';

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
afterEach(() => desk.reset());
afterAll(async () => {
  await desk.close();
  expect(problemsWithCards(cardsSentTo(desk.teams))).toEqual([]);
});

const requests = () => desk.app.stores.requests.recent(10);
const fromBot = (who: string, where: string): readonly SeenMessage[] =>
  desk.teams.messagesSeenBy(who, where).filter(({ from }) => from === 'bot');

describe.each([
  { place: 'a personal chat', where: 'personal', typing: true },
  { place: 'a group chat', where: GROUP_CHAT, typing: true },
  { place: 'a channel', where: HELP_CHANNEL, typing: false },
])('a request in $place', ({ where, typing }) => {
  const ask = (text: string) =>
    where === 'personal' ? desk.teams.says('dana', where, text) : desk.teams.mentions('dana', where, text);

  it('shows that the agent is at work while it is, and is answered where it was asked', async () => {
    const thinking = pause(desk, { vendor: 'openai', call: /^POST /u, at: 'arrived' });
    const { message } = await ask(ZENDESK);
    await thinking.reached;
    await expect.poll(() => desk.teams.typingSeenBy('dana', where)).toBe(typing);
    thinking.release();
    await desk.settled();
    expect(fromBot('dana', where)).toEqual([]);
    await chats.slack.card('tess').approve();

    const [reply, ...others] = fromBot('dana', where);
    expect(others).toEqual([]);
    expect(reply?.text).toMatch(/^Done\. Dana Diaz was added to the group Zendesk Users/u);
    if (where === HELP_CHANNEL) expect(reply?.threadId).toBe(message.id);
    for (const elsewhere of ['personal', GROUP_CHAT, HELP_CHANNEL])
      if (elsewhere !== where) expect(fromBot('dana', elsewhere)).toEqual([]);
  });

  it('is asked back where it was asked, and the answer there sends it on', async () => {
    const { message } = await ask(SHARE);
    await desk.settled();
    const asked = await desk.newest();
    expect(asked.status).toBe('awaiting_requester');
    expect(fromBot('dana', where)).toEqual([
      expect.objectContaining({ text: expect.stringMatching(QUESTION) }),
    ]);

    if (where === 'personal') await desk.teams.says('dana', where, ANSWER);
    else await desk.teams.mentions('dana', where, ANSWER, { inReplyTo: message });
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ id: asked.id, status: 'awaiting_approval' });
    expect(await requests()).toHaveLength(1);
  });
});

describe('where several people write', () => {
  it.each([GROUP_CHAT, HELP_CHANNEL])(
    'nobody else answers for the requester, who answers later all the same: %s',
    async (where) => {
      const { message } = await desk.teams.mentions('dana', where, SHARE);
      await desk.settled();
      const { id } = await desk.newest();
      await desk.teams.mentions('lee', where, ANSWER, { inReplyTo: message });
      await desk.settled();
      expect(await desk.app.stores.requests.find(id)).toMatchObject({ status: 'awaiting_requester' });
      expect((await desk.newest()).requester.name).toBe('Lee Larsen');
      await desk.teams.mentions('dana', where, ANSWER, { inReplyTo: message });
      await desk.settled();

      expect(await desk.app.stores.requests.find(id)).toMatchObject({ status: 'awaiting_approval' });
      expect(await requests()).toHaveLength(2);
    },
  );

  it.each([GROUP_CHAT, HELP_CHANNEL])(
    'what does not mention the bot is none of its business: %s',
    async (where) => {
      await desk.teams.says('dana', where, ZENDESK);
      await desk.settled();

      expect(await requests()).toEqual([]);
    },
  );

  it('a request that is answered stays so: another one in its reply chain is another request that names it', async () => {
    await desk.policy('add_to_group', AUTO);
    const { message } = await desk.teams.mentions('dana', HELP_CHANNEL, ZENDESK);
    await desk.settled();
    const first = await desk.newest();
    await desk.teams.mentions('dana', HELP_CHANNEL, 'Who is my manager?', { inReplyTo: message });
    await desk.settled();

    expect(await desk.newest()).toMatchObject({ status: 'completed', previousRequestId: first.id });
    expect(fromBot('dana', HELP_CHANNEL).map(({ threadId }) => threadId)).toEqual([message.id, message.id]);
  });
});

describe('somebody who writes in Slack and in Teams', () => {
  it.each([
    ['slack', 'teams'],
    ['teams', 'slack'],
  ] as const)(
    'is one person, known by tenant and object id: first in %s, then in %s',
    async (first, second) => {
      const { requester: one } = await chats[first].ask('dana', ZENDESK);
      const { requester: other } = await chats[second].ask('dana', ZENDESK);

      expect(other.personId).toBe(one.personId);
      expect(other.directoryUserId).toBe(desk.teams.user('dana').aadObjectId);
      expect(chats[second].told('dana')).toEqual([expect.stringContaining('still waiting for approval')]);
      const { identities } = (await desk.app.stores.people.find(one.personId ?? '')) ?? {};
      const providers = identities?.map(({ provider }) => provider).sort();
      // The setup file has named her with her telephone.
      expect(providers).toEqual(['entra', 'phone', 'slack']);
    },
  );

  it('cannot sign in one what they have asked for in the other', async () => {
    await desk.tickets({ approvalChannels: ['slack', 'teams'] });
    await chats.slack.ask('dana', ZENDESK);
    const { tenantId: tenant, aadObjectId: user } = desk.teams.user('dana');
    const dana = await desk.app.stores.people.byIdentity({ provider: 'entra', tenant, user });
    if (dana) await desk.app.stores.people.setRole(dana, 'msp_technician');
    const { id, approvals } = await desk.newest();

    const answer = await desk.app.desk.decide({
      by: { provider: 'entra', tenant, user },
      requestId: id,
      approvalId: approvals[0]?.id ?? '',
      planDigest: approvals[0]?.planDigest ?? '',
      verdict: { kind: 'approve' },
    });
    expect(answer).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('your own request') });
  });
});

describe('a message that Teams delivers', () => {
  it('three times at once is one request', async () => {
    await desk.teams.says('dana', 'personal', ZENDESK, { copies: 3 });
    await desk.settled();

    expect(await requests()).toHaveLength(1);
    expect(chats.slack.cards('tess')).toHaveLength(1);
  });

  it('again long after it was answered is still one request, and answered once', async () => {
    await desk.policy('add_to_group', AUTO);
    const { activity } = await desk.teams.says('dana', 'personal', ZENDESK);
    await desk.settled();
    desk.clock.advance({ hours: 30 });
    await desk.teams.courier.deliver(activity);
    await desk.settled();

    expect(await requests()).toHaveLength(1);
    expect(chats.teams.told('dana')).toHaveLength(1);
    expect(desk.writes()).toHaveLength(1);
  });

  it('in the wrong order makes the requests that were meant', async () => {
    desk.teams.courier.hold();
    await desk.teams.says('dana', 'personal', ZENDESK);
    await desk.teams.says('max', 'personal', 'I need access to Salesforce');
    await desk.teams.courier.release('reversed');
    await desk.settled();

    const made = (await requests()).map(
      ({ requester, status, messages }) => `${requester.name}, ${status}: ${messages[0]?.text}`,
    );
    expect(new Set(made)).toEqual(
      new Set([
        `Dana Diaz, awaiting_approval: ${ZENDESK}`,
        'Max Moreno, awaiting_approval: I need access to Salesforce',
      ]),
    );
  });

  it('as an edit, or as taken back, changes nothing of what was asked', async () => {
    const { message } = await desk.teams.says('dana', 'personal', ZENDESK);
    await desk.settled();
    await desk.teams.edits(message, 'I need access to Salesforce');
    await desk.teams.deletes(message);
    await desk.settled();

    expect(await requests()).toHaveLength(1);
    expect((await desk.newest()).messages.map(({ text }) => text)).toEqual([ZENDESK]);
  });
});
