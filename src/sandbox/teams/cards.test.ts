import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RawBot, rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { type RecordingBot, startRecordingBot } from '../../../test/support/recording-bot.ts';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { GROUP_CHAT, type SeenMessage, type SimulatedTeams, startSimulatedTeams } from './index.ts';

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
let clock: MovableClock;
let teams: SimulatedTeams;
let app: RecordingBot;
let bot: RawBot;

beforeEach(async () => {
  clock = new MovableClock();
  app = await startRecordingBot();
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT, acknowledgeWithinMs: 5_000, clock });
  teams.deliverTo(app.url);
  bot = await rawBot(teams);
});

afterEach(async () => {
  await teams.close();
  app.close();
});

const cardOf = (words: string, more: object = {}) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: words }],
  ...more,
});

const approve = {
  type: 'Action.Execute',
  title: 'Approve',
  verb: 'approve',
  data: { request: 'req_1' },
  fallback: { type: 'Action.Submit', title: 'Approve', data: { verb: 'approve', request: 'req_1' } },
};
const reason = { type: 'Input.Text', id: 'reason', label: 'Why not?', maxLength: 10, isRequired: true };
const deny = { ...approve, title: 'Deny', verb: 'deny' };
const ASKING = cardOf('Shall we?', {
  body: [
    { type: 'TextBlock', text: 'Shall **we**?' },
    { type: 'ActionSet', actions: [approve] },
  ],
  actions: [
    {
      type: 'Action.ShowCard',
      title: 'No…',
      card: { type: 'AdaptiveCard', body: [reason], actions: [deny] },
    },
    { type: 'Action.OpenUrl', title: 'Ticket', url: 'https://psa.example/1' },
  ],
});

/** The same without a form. */
const PLAIN = { ...ASKING, actions: [] };

/** Posts a card in the group chat and gives it as this person sees it. */
async function post(who: string, card: object): Promise<SeenMessage> {
  const { id } = teams.conversation(who, GROUP_CHAT);
  await bot.says(id, { attachments: [{ contentType: ADAPTIVE_CARD, content: card }] });
  return seen(who);
}

function seen(who: string): SeenMessage {
  const last = teams.messagesSeenBy(who, GROUP_CHAT).at(-1);
  if (!last) throw new Error('nothing was posted');
  return last;
}

it('shows a card’s words, inputs and buttons to everybody', async () => {
  expect(await post('dana', ASKING)).toMatchObject({
    from: 'bot',
    text: 'Shall we?\nWhy not?',
    buttons: [
      { title: 'Approve', kind: 'execute', verb: 'approve', enabled: true },
      { title: 'No…', kind: 'show_card' },
      { title: 'Deny', kind: 'execute', verb: 'deny' },
      { title: 'Ticket', kind: 'open_url' },
    ],
  });
});

it('brings the answer to a tap in the card’s place, for who tapped alone, until the card itself is changed', async () => {
  const asked = await post('dana', PLAIN);
  app.answers.push({
    status: 200,
    body: { statusCode: 200, type: ADAPTIVE_CARD, value: cardOf('You approved') },
  });

  await teams.clicks('dana', asked, 'Approve');

  expect(app.activities().at(-1)).toMatchObject({
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: asked.id,
    from: { id: teams.user('dana').id },
    value: {
      action: { type: 'Action.Execute', verb: 'approve', data: { request: 'req_1' } },
      trigger: 'manual',
    },
  });
  expect([seen('dana').text, seen('max').text]).toEqual(['You approved', 'Shall we?']);

  const path = `/${encodeURIComponent(asked.message.conversationId)}/activities/${asked.id}`;
  const attachments = [{ contentType: ADAPTIVE_CARD, content: cardOf('Approved by Dana') }];
  await bot.call('PUT', path, { type: 'message', from: { id: `28:${TEST_BOT.appId}` }, attachments });
  expect([seen('dana').text, seen('max').text]).toEqual(['Approved by Dana', 'Approved by Dana']);
});

it('sends what was filled in beside what the button carries, and only when it is filled in right', async () => {
  const asked = await post('dana', ASKING);

  await expect(teams.clicks('dana', asked, 'Deny')).rejects.toThrow('must be filled in');
  await expect(teams.clicks('dana', asked, 'Deny', { inputs: { reason: 'x'.repeat(11) } })).rejects.toThrow(
    '10',
  );
  await expect(teams.clicks('dana', asked, 'Delete')).rejects.toThrow('no button');
  await teams.clicks('dana', asked, 'Deny', { inputs: { reason: 'no' } });
  await teams.clicks('dana', asked, 'Approve');

  const sent = app.activities().map(({ value }) => (value as { action: { data: unknown } }).action.data);
  expect(sent).toEqual([{ request: 'req_1', reason: 'no' }, { request: 'req_1' }]);
});

it('taps what was on the screen when it was looked at, though it has changed since', async () => {
  const asked = await post('max', PLAIN);
  const path = `/${encodeURIComponent(asked.message.conversationId)}/activities/${asked.id}`;
  await bot.call('PUT', path, { type: 'message', text: 'Closed', from: { id: `28:${TEST_BOT.appId}` } });

  await teams.clicks('max', asked, 'Approve');

  expect(seen('max').buttons).toEqual([]);
  expect(app.activities()).toMatchObject([{ name: 'adaptiveCard/action' }]);
});

it.each([
  [
    'words of the bot',
    {
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Too late' },
    },
    { kind: 'message', text: 'Too late' },
  ],
  [
    'its own sentence for an error of the bot',
    {
      status: 200,
      body: {
        statusCode: 500,
        type: 'application/vnd.microsoft.error',
        value: { code: '500', message: 'stack trace' },
      },
    },
    { kind: 'error', text: 'Something went wrong. Please try again.' },
  ],
  [
    'its own sentence for a card that is none',
    { status: 200, body: { statusCode: 200, type: ADAPTIVE_CARD, value: { type: 'Card' } } },
    { kind: 'error', text: 'Something went wrong. Please try again.' },
  ],
  [
    'its own sentence when the bot fails',
    { status: 500, body: 'TypeError: x is not a function' },
    { kind: 'error', text: 'Unable to reach app. Please try again.' },
  ],
])('shows %s under the card, to who tapped alone', async (_what, answer, notice) => {
  const asked = await post('dana', PLAIN);
  app.answers.push(answer);

  const { attempts } = await teams.clicks('dana', asked, 'Approve');

  expect(attempts).toHaveLength(1);
  expect([seen('dana').notice, seen('max').notice]).toEqual([notice, undefined]);
});

it('refreshes a card that is looked at, for those whom it names', async () => {
  const refresh = { action: { type: 'Action.Execute', verb: 'refresh' }, userIds: [teams.user('dana').id] };
  const asked = await post('dana', { ...ASKING, refresh });
  app.answers.push({
    status: 200,
    body: { statusCode: 200, type: ADAPTIVE_CARD, value: cardOf('Nothing to do any more') },
  });

  await teams.opens('dana', asked);
  expect(await teams.opens('max', asked)).toBeUndefined();

  expect(app.activities()).toMatchObject([{ value: { action: { verb: 'refresh' }, trigger: 'automatic' } }]);
  expect([seen('dana').text, seen('max').buttons.length]).toEqual(['Nothing to do any more', 4]);
});

it('leaves what a tap was answered with for a minute, whoever looks at the card meanwhile', async () => {
  const refresh = { action: { type: 'Action.Execute', verb: 'refresh' }, userIds: [teams.user('dana').id] };
  const asked = await post('dana', { ...PLAIN, refresh });
  const answer = (words: string) => ({
    status: 200,
    body: { statusCode: 200, type: ADAPTIVE_CARD, value: cardOf(words, { refresh }) },
  });
  app.answers.push(answer('Done'), answer('Nothing to do any more'));

  await teams.clicks('dana', asked, 'Approve');
  expect(await teams.opens('dana', asked)).toBeUndefined();
  expect(seen('dana').text).toBe('Done');

  clock.advance({ minutes: 1 });
  await teams.opens('dana', asked);
  expect(seen('dana').text).toBe('Nothing to do any more');
});

it('sends a message with the value instead, from a client that does not know Action.Execute', async () => {
  const asked = await post('dana', PLAIN);

  await teams.clicks('dana', asked, 'Approve', { client: 'legacy' });

  expect(app.activities()).toMatchObject([
    { type: 'message', replyToId: asked.id, value: { verb: 'approve', request: 'req_1' } },
  ]);
  expect(app.activities()[0]).not.toHaveProperty('text');
});

it('follows a link without telling the bot', async () => {
  const asked = await post('dana', ASKING);

  await teams.clicks('dana', asked, 'Ticket');

  expect(teams.state.openedUrls).toEqual([{ userId: teams.user('dana').id, url: 'https://psa.example/1' }]);
  expect(app.received).toEqual([]);
});

it('reads formatting, dates and entities as a person does, and nothing that is not shown', async () => {
  const words = String.raw`**Dana** asks [here](https://psa.example) for \*all\* &lt;b&gt; until {{DATE(2026-11-27T10:00:00Z, SHORT)}} {{TIME(2026-11-27T10:05:00Z)}}`;

  const unseen = { type: 'Container', isVisible: false, items: [{ type: 'TextBlock', text: 'secret' }] };
  const literal = {
    type: 'RichTextBlock',
    inlines: ['*as* ', 'typed'].map((text) => ({ type: 'TextRun', text })),
  };
  const facts = { type: 'FactSet', facts: [{ title: 'Until', value: '**noon**' }] };
  const body = [{ type: 'TextBlock', text: words }, unseen, literal, facts];

  const { text } = await post('dana', cardOf('', { body }));

  expect(text.split('\n')).toEqual([
    'Dana asks here for *all* <b> until 2026-11-27 10:05',
    '*as* typed',
    'Until: noon',
  ]);
});
