import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RawBot, rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import {
  GROUP_CHAT,
  HELP_CHANNEL,
  OTHER_CHANNEL,
  type SimulatedTeams,
  startSimulatedTeams,
} from './index.ts';

const [lakeside, brightfield] = clients.map(({ entraTenantId }) => entraTenantId);
const clock = new MovableClock();
let teams: SimulatedTeams;
let bot: RawBot;

beforeEach(async () => {
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT, clock, retryDelaysMs: [] });
  bot = await rawBot(teams);
});

afterEach(() => teams.close());

const chat = (who: string) => teams.conversation(who).id;
const card = (content: object) => ({
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', version: '1.5', body: [], ...content },
    },
  ],
});
const words = (text: string) => ({ type: 'TextBlock', text });

it('lets the bot speak only where it is installed, not blocked, and not switched off', async () => {
  await teams.uninstalls('sam');
  teams.blocks('lee');
  teams.disableBot(brightfield ?? '');
  const codeOf = async (conversation: string) => (await bot.says(conversation, { text: 'x' })).code;

  expect(await codeOf('not-a-conversation')).toBe('BadSyntax');
  expect(await codeOf('a:1nobody')).toBe('ConversationNotFound');
  expect(await codeOf(`${teams.conversation('dana', HELP_CHANNEL).id};messageid=1`)).toBe(
    'ConversationNotFound',
  );
  expect(await codeOf(teams.conversation('dana', OTHER_CHANNEL).id)).toBe('BotNotInConversationRoster');
  expect(await codeOf(chat('sam'))).toBe('BotNotInConversationRoster');
  expect(await codeOf(chat('lee'))).toBe('ConversationBlockedByUser');
  expect(await codeOf(chat('bea'))).toBe('BotDisabledByAdmin');
  expect(await codeOf(chat('dana'))).toBeUndefined();
});

it('opens the one chat with a person, by either id, in their own tenant', async () => {
  const dana = teams.user('dana');
  const open = (id: string, tenant: string | undefined) =>
    bot.call('POST', '', { members: [{ id }], channelData: { tenant: { id: tenant } } });

  expect(await open(dana.aadObjectId, lakeside)).toMatchObject({ status: 201, body: { id: chat('dana') } });
  expect(await open(dana.id, lakeside)).toMatchObject({ status: 201, body: { id: chat('dana') } });
  expect(await open(dana.aadObjectId, brightfield)).toMatchObject({ status: 403, code: 'BadArgument' });
  expect(await open(`29:${dana.aadObjectId}`, lakeside)).toMatchObject({
    status: 403,
    body: { error: { message: 'Failed to decrypt pairwise id' } },
  });
  expect(await open(dana.id, undefined)).toMatchObject({ status: 400 });
  await teams.uninstalls('dana');
  expect(await open(dana.id, lakeside)).toMatchObject({
    status: 403,
    body: { error: { message: "Bot is not installed in user's personal scope" } },
  });
});

it('opens no new group chats', async () => {
  const members = ['dana', 'max'].map((who) => ({ id: teams.user(who).id }));

  const answer = await bot.call('POST', '', { members, channelData: { tenant: { id: lakeside } } });

  expect(answer).toMatchObject({ status: 400, code: 'BadSyntax' });
});

it('holds a channel’s replies together in their chain', async () => {
  const channel = teams.conversation('dana', HELP_CHANNEL).id;
  const opened = await bot.call('POST', '', {
    isGroup: true,
    channelData: { channel: { id: channel } },
    activity: { type: 'message', text: 'first', from: { id: `28:${TEST_BOT.appId}` } },
  });
  await bot.says(String(opened.body['id']), { text: 'second' });
  await bot.says(channel, { text: 'another chain' });

  const [first, second, another] = teams.messagesSeenBy('max', HELP_CHANNEL);
  expect(opened.body['id']).toBe(`${channel};messageid=${first?.id}`);
  expect(second).toMatchObject({ text: 'second', threadId: first?.id });
  expect(another?.threadId).toBe(another?.id);
});

it('refuses what is too big, and what is nothing', async () => {
  const dana = chat('dana');

  expect(await bot.says(dana, { text: 'x'.repeat(28 * 1_024) })).toMatchObject({
    status: 413,
    code: 'MessageSizeTooBig',
  });
  expect((await bot.says(dana, { text: ' ' })).code).toBe('BadArgument');
  expect((await bot.says(dana, { text: 'hello', from: { id: '28:another-bot' } })).code).toBe('BadArgument');
  expect((await bot.says(dana, { text: 'hi', channelData: { tenant: { id: brightfield } } })).code).toBe(
    'BadArgument',
  );
  expect(teams.messagesSeenBy('dana')).toEqual([]);
});

it.each([
  ['a newer version', { version: '1.6' }],
  ['an unknown element', { body: [{ type: 'Carousel' }] }],
  ['a text without words, deep inside', { body: [{ type: 'Container', items: [{ type: 'TextBlock' }] }] }],
  ['an unknown action', { actions: [{ type: 'Action.Http', title: 'x' }] }],
  ['a link that is none', { actions: [{ type: 'Action.OpenUrl', title: 'x', url: 'javascript:alert(1)' }] }],
  ['Action.Execute in an old version', { version: '1.3', actions: [{ type: 'Action.Execute', title: 'x' }] }],
  ['two inputs of one name', { body: ['a', 'a'].map((id) => ({ type: 'Input.Text', id })) }],
  [
    'more than sixty people to refresh for',
    {
      refresh: {
        action: { type: 'Action.Execute' },
        userIds: Array.from({ length: 61 }, (_, index) => `29:${index}`),
      },
    },
  ],
])('takes no card with %s', async (_what, content) => {
  expect(await bot.says(chat('dana'), card(content))).toMatchObject({ status: 400, code: 'BadArgument' });
});

it('makes two messages of one that has words and a card, and names neither', async () => {
  const answer = await bot.says(chat('dana'), { text: 'words', ...card({ body: [words('on a card')] }) });

  expect(answer.body).toEqual({});
  expect(teams.messagesSeenBy('dana').map(({ text }) => text)).toEqual(['words', 'on a card']);
});

it('lets the bot change and take back its own messages, once', async () => {
  const dana = encodeURIComponent(chat('dana'));
  const said = String((await bot.says(chat('dana'), { text: 'one' })).body['id']);
  const { message } = await teams.says('dana', 'personal', 'mine');
  const from = { id: `28:${TEST_BOT.appId}` };
  const change = (id: string) =>
    bot.call('PUT', `/${dana}/activities/${id}`, { type: 'message', text: 'two', from });

  expect(await change(said)).toMatchObject({ status: 200, body: { id: said } });
  expect(await change(message.id)).toMatchObject({ status: 403, code: 'NotEnoughPermissions' });
  expect(teams.messagesSeenBy('dana')[0]).toMatchObject({ text: 'two', edited: true });
  expect((await bot.call('DELETE', `/${dana}/activities/${said}`)).status).toBe(200);
  expect(teams.messagesSeenBy('dana')[0]).toMatchObject({ text: '', deleted: true });
  expect(await change(said)).toMatchObject({ status: 404, code: 'ActivityNotFoundInConversation' });
});

it('answers 429 with Retry-After to the eighth message in a second, when told to, and to nobody else’s', async () => {
  teams.conversationLimit.enabled = true;
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async () => (await bot.says(chat('dana'), { text: 'x' })).status),
  );
  const late = await bot.says(chat('dana'), { text: 'x' });

  expect(statuses.filter((status) => status === 201)).toHaveLength(7);
  expect({ status: late.status, code: late.code }).toEqual({ status: 429, code: 'Throttled' });
  expect(late.headers.get('retry-after')).toBe('1');
  expect((await bot.says(chat('max'), { text: 'x' })).status).toBe(201);
  clock.advance({ ms: 1_000 });
  expect((await bot.says(chat('dana'), { text: 'x' })).status).toBe(201);
});

it('shows the bot as typing until it has said something, ten seconds at most', async () => {
  await bot.says(chat('dana'), { type: 'typing' });
  expect([teams.typingSeenBy('dana'), teams.typingSeenBy('max')]).toEqual([true, false]);
  await bot.says(chat('dana'), { text: 'here' });
  expect(teams.typingSeenBy('dana')).toBe(false);

  await bot.says(chat('dana'), { type: 'typing' });
  clock.advance({ ms: 10_000 });
  expect(teams.typingSeenBy('dana')).toBe(false);
});

it('says who is in a conversation, and who of them is a guest or of another organization', async () => {
  const { id } = teams.conversation('dana', GROUP_CHAT);
  const guest = teams.addGuest('bea', lakeside ?? '');
  teams.join('carl', id);
  const path = encodeURIComponent(id);

  const page = await bot.call('GET', `/${path}/pagedmembers?pageSize=1`);

  const members = page.body['members'] as Record<string, unknown>[];
  const named = (name: string) => members.find((member) => member['name'] === name);
  expect(named('Dana Diaz')).toMatchObject({
    email: 'dana@lakeside.example',
    userRole: 'user',
    tenantId: lakeside,
  });
  expect(named('Bea Berg')).toMatchObject({
    userRole: 'guest',
    tenantId: lakeside,
    aadObjectId: guest.aadObjectId,
  });
  expect(guest.aadObjectId).not.toBe(teams.user('bea').aadObjectId);
  expect(named('Carl Chen')).toMatchObject({ tenantId: brightfield });
  const byDirectoryId = await bot.call('GET', `/${path}/members/${teams.user('max').aadObjectId}`);
  expect(byDirectoryId.body).toMatchObject({ name: 'Max Moreno' });
  expect((await bot.call('GET', `/${path}/members/29:nobody`)).code).toBe('MemberNotFoundInConversation');
});

it('answers unknown addresses as nothing that is there', async () => {
  expect(await bot.call('GET', '/a:1/attachments')).toMatchObject({ status: 404, code: 'NotFound' });
});
