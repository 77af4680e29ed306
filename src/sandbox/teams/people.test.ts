import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RawBot, rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { type RecordingBot, startRecordingBot } from '../../../test/support/recording-bot.ts';
import { clients, msp } from '../demo-data.ts';
import {
  GROUP_CHAT,
  HELP_CHANNEL,
  OTHER_CHANNEL,
  type SimulatedTeams,
  startSimulatedTeams,
} from './index.ts';

const lakeside = clients[0]?.entraTenantId ?? '';
let teams: SimulatedTeams;
let app: RecordingBot;
let bot: RawBot;

beforeEach(async () => {
  app = await startRecordingBot();
  teams = await startSimulatedTeams({
    clients,
    msp,
    ...TEST_BOT,
    retryDelaysMs: [0, 0],
    acknowledgeWithinMs: 5_000,
  });
  teams.deliverTo(app.url);
  bot = await rawBot(teams);
});

afterEach(async () => {
  await teams.close();
  app.close();
});

it('delivers what somebody writes, signed, with who wrote it, where, and in which organization', async () => {
  const { delivery } = await teams.says('dana', 'personal', 'I am <locked> out & late');

  const [{ headers, activity } = { headers: {}, activity: {} }] = app.received;
  expect(delivery).toMatchObject({ acknowledged: true, attempts: [{ outcome: 200 }] });
  expect(headers.authorization).toMatch(/^Bearer \S+\.\S+\.\S+$/);
  expect(headers['x-ms-tenant-id']).toBe(lakeside);
  expect(activity).toMatchObject({
    type: 'message',
    text: 'I am <locked> out & late',
    attachments: [{ contentType: 'text/html', content: '<p>I am &lt;locked&gt; out &amp; late</p>' }],
    serviceUrl: teams.serviceUrl,
    channelId: 'msteams',
    from: { id: teams.user('dana').id, name: 'Dana Diaz', aadObjectId: teams.user('dana').aadObjectId },
    recipient: { id: `28:${TEST_BOT.appId}` },
    conversation: { id: teams.conversation('dana').id, conversationType: 'personal', tenantId: lakeside },
    channelData: { tenant: { id: lakeside } },
  });
});

it('tells the bot of a shared conversation only what mentions it, and never of a team it is not in', async () => {
  await teams.says('dana', GROUP_CHAT, 'lunch?');
  await teams.says('dana', HELP_CHANNEL, 'anybody there?');
  await teams.mentions('dana', OTHER_CHANNEL, 'help');
  const { message } = await teams.mentions('dana', HELP_CHANNEL, 'help');
  await teams.mentions('max', HELP_CHANNEL, 'me too', { inReplyTo: message });
  await teams.mentions('max', GROUP_CHAT, 'and here');

  const channel = teams.conversation('dana', HELP_CHANNEL).id;
  expect(app.activities()).toMatchObject([
    {
      text: '<at>Countersign</at> help',
      entities: [
        { type: 'clientInfo' },
        { type: 'mention', text: '<at>Countersign</at>', mentioned: { id: `28:${TEST_BOT.appId}` } },
      ],
      conversation: { id: `${channel};messageid=${message.id}`, conversationType: 'channel', isGroup: true },
      channelData: { channel: { id: channel }, team: { aadGroupId: expect.any(String) as string } },
    },
    { text: '<at>Countersign</at> me too', conversation: { id: `${channel};messageid=${message.id}` } },
    { text: '<at>Countersign</at> and here', conversation: { conversationType: 'groupChat' } },
  ]);
});

it('tells of a change and of a withdrawal under the id of the message itself', async () => {
  const { message } = await teams.says('dana', 'personal', 'helo');
  await teams.edits(message, 'hello');
  await teams.deletes(message);

  expect(app.activities().map(({ type, id, text }) => [type, id, text])).toEqual([
    ['message', message.id, 'helo'],
    ['messageUpdate', message.id, 'hello'],
    ['messageDelete', message.id, undefined],
  ]);
  expect(teams.messagesSeenBy('dana')).toMatchObject([{ text: '', deleted: true }]);
});

it('delivers again after a 5xx and after silence, but not what the bot refused', async () => {
  app.answers.push({ status: 500 }, { status: 503 }, { status: 200 }, { status: 400 });

  const again = await teams.says('dana', 'personal', 'one');
  const refused = await teams.says('dana', 'personal', 'two');

  expect(again.delivery.attempts.map(({ outcome }) => outcome)).toEqual([500, 503, 200]);
  expect(refused.delivery.attempts.map(({ outcome }) => outcome)).toEqual([400]);
  expect(new Set(app.activities().map(({ id }) => id))).toEqual(
    new Set([again.message.id, refused.message.id]),
  );
});

it('gives up on a bot that never answers', async () => {
  await teams.close();
  teams = await startSimulatedTeams({
    clients,
    msp,
    ...TEST_BOT,
    retryDelaysMs: [0],
    acknowledgeWithinMs: 50,
  });
  teams.deliverTo(app.url);
  app.answers.push({}, {});

  const { delivery } = await teams.says('dana', 'personal', 'hello?');

  expect(delivery).toMatchObject({ acknowledged: false });
  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout']);
});

it('can deliver twice at once, late, and in the wrong order', async () => {
  await teams.says('dana', 'personal', 'double', { copies: 2 });
  teams.courier.hold();
  const { delivery } = await teams.says('dana', 'personal', 'first');
  await teams.says('dana', 'personal', 'second');
  expect({ attempts: delivery.attempts, arrived: app.received.length }).toEqual({ attempts: [], arrived: 2 });

  await teams.courier.release('reversed');

  expect(app.activities().map(({ text }) => text)).toEqual(['double', 'double', 'second', 'first']);
  expect(teams.courier.deliveries).toHaveLength(4);
});

it('takes turns between the addresses of several processes', async () => {
  const other = await startRecordingBot();
  teams.deliverTo(app.url, other.url);

  for (const text of ['one', 'two', 'three', 'four']) await teams.says('dana', 'personal', text);

  expect([app.received.length, other.received.length]).toEqual([2, 2]);
  other.close();
});

it('can forge what is delivered, and who signed it', async () => {
  const genuine = await teams.says('dana', 'personal', 'hello');
  await teams.says('dana', 'personal', 'hello', {
    flaw: 'missing',
    change: { serviceUrl: 'https://attacker.example/' },
  });
  await teams.courier.deliver(genuine.activity);

  expect(app.received[1]?.headers.authorization).toBeUndefined();
  expect(app.received[1]?.activity['serviceUrl']).toBe('https://attacker.example/');
  expect(app.received[2]?.activity).toEqual(app.received[0]?.activity);
});

it('tells the bot that it was added and taken away, and lets nobody reach it where it is not', async () => {
  await teams.uninstalls('sam');
  const { delivery } = await teams.says('sam', 'personal', 'anybody?');
  await teams.installs('sam');
  await teams.installs('sam', OTHER_CHANNEL);

  const teamId = teams.conversation('sam', OTHER_CHANNEL).team?.id;
  expect(delivery.attempts).toEqual([]);
  expect(app.activities()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'installationUpdate', action: 'remove' }),
      expect.objectContaining({
        type: 'conversationUpdate',
        membersRemoved: [expect.objectContaining(itself())],
      }),
      expect.objectContaining({ type: 'installationUpdate', action: 'add' }),
      expect.objectContaining({
        type: 'conversationUpdate',
        membersAdded: [expect.objectContaining(itself())],
      }),
    ]),
  );
  expect(app.activities()).toHaveLength(6);
  expect(app.activities().at(-1)).toMatchObject({ channelData: { team: { id: teamId } } });
  const said = await bot.says(teams.conversation('sam', OTHER_CHANNEL).id, { text: 'here' });
  expect(said.status).toBe(201);
});

const itself = () => ({ id: `28:${TEST_BOT.appId}` });

it('names the host’s organization for a guest with an object id of it, and for a stranger with one of their own', async () => {
  const guest = teams.addGuest('bea', lakeside);
  teams.join('carl', teams.conversation('dana', GROUP_CHAT).id);
  await teams.mentions('bea-guest', GROUP_CHAT, 'as a guest');
  await teams.mentions('carl', teams.conversation('dana', GROUP_CHAT).id, 'from outside');

  expect(app.activities()).toMatchObject([
    { from: { aadObjectId: guest.aadObjectId }, channelData: { tenant: { id: lakeside } } },
    { from: { aadObjectId: teams.user('carl').aadObjectId }, channelData: { tenant: { id: lakeside } } },
  ]);
});

it('lets nobody act whose account is closed, nor where they are not', async () => {
  teams.disable('noor');

  await expect(teams.says('noor', 'personal', 'hello')).rejects.toThrow('closed');
  await expect(teams.says('bea', teams.conversation('dana', GROUP_CHAT).id, 'x')).rejects.toThrow(
    'no conversation',
  );
  expect(app.received).toEqual([]);
});

it('forgets what was said, not who is there, when its screens are cleared', async () => {
  let changes = 0;
  teams.onChange(() => {
    changes += 1;
  });
  await teams.uninstalls('sam');
  await teams.says('dana', 'personal', 'hello');
  teams.clearScreens();

  expect(teams.everythingSeenBy('dana')).toEqual([]);
  expect(teams.conversation('sam').installed).toBe(false);
  expect(changes).toBe(3);
});
