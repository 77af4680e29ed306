import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  channelIn,
  openSlackBench,
  SIGNING_SECRET,
  type SlackBench,
} from '../../../test/support/slack-bench.ts';
import { MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { HELP_CHANNEL, OTHER_CHANNEL } from '../../sandbox/slack/index.ts';
import { replayEvent } from './index.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await openSlackBench();
});
afterEach(() => bench.close());

const texts = () => bench.desk.messages.map(({ text }) => text);
const botIn = (teamId: string) => bench.simulated.workspace(teamId).install?.botUserId ?? '';

describe('what comes from Slack, and what only says so', () => {
  it('refuses a signature of six minutes ago, and stores nothing', async () => {
    const { delivery } = await bench.simulated.says('dana', 'dm', 'hello', { ageMs: 6 * MINUTE_MS });

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([401, 401, 401, 401]);
    expect(bench.desk.messages).toEqual([]);
  });

  it.each([
    ['a foreign secret', { signedWith: 'somebody-elses-secret' }],
    ['no signature', { signedWith: null }],
    ['half a signature', { headers: { 'x-slack-signature': 'v0' } }],
  ])('refuses %s', async (_what, how) => {
    const { delivery } = await bench.simulated.says('dana', 'dm', 'hello', how);

    expect(delivery.acknowledged).toBe(false);
    expect(delivery.attempts[0]?.outcome).toBe(401);
    expect(bench.desk.messages).toEqual([]);
  });

  it('refuses a body that no Slack sends, before it is read to its end', async () => {
    const response = await fetch(`${bench.appUrl}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(2_000_000),
    });

    expect(response.status).toBe(413);
  });

  it('proves to Slack that the address is ours', async () => {
    const payload = { type: 'url_verification', challenge: 'c-1', token: 't' };

    const answer = await replayEvent(payload, { appUrl: bench.appUrl, signingSecret: SIGNING_SECRET });

    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('c-1') });
  });

  it('takes a recorded event again on the real path', async () => {
    const { payload } = await bench.simulated.says('dana', 'dm', 'I need access');

    const answer = await replayEvent(payload, { appUrl: bench.appUrl, signingSecret: SIGNING_SECRET });

    expect(answer.status).toBe(200);
    expect(new Set(bench.desk.messages.map(({ key }) => key)).size).toBe(1);
  });

  it('refuses a workspace in which the app is not installed', async () => {
    bench.simulated.addWorkspace({
      id: 'T0NOBODY',
      name: 'Nobody',
      users: [{ key: 'nick', id: 'U0NICK', name: 'Nick', email: 'nick@nobody.example' }],
    });

    const { delivery } = await bench.simulated.says('nick', 'dm', 'hello');

    expect(delivery.acknowledged).toBe(false);
    expect(bench.desk.messages).toEqual([]);
  });

  it('answers 503 while the store of installs is away, so that Slack sends the event again', async () => {
    const find = bench.installations.find.bind(bench.installations);
    let failures = 1;
    bench.installations.find = async (key) => {
      if (failures-- > 0) throw new CountersignError('database_unavailable', 'away');
      return find(key);
    };

    const { delivery } = await bench.simulated.says('bea', 'dm', 'hello');

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([503, 200]);
    expect(texts()).toEqual(['hello']);
  });
});

describe('what is a request', () => {
  it('takes a mention in any channel, without the mention', async () => {
    bench.simulated.state.channels
      .get(channelIn(bench.simulated, 'T0LAKESIDE', OTHER_CHANNEL))
      ?.members.add(botIn('T0LAKESIDE'));

    await bench.simulated.mentions('dana', OTHER_CHANNEL, 'I need access to Zendesk');
    await bench.simulated.says('dana', OTHER_CHANNEL, 'anyone for lunch?');

    expect(texts()).toEqual(['I need access to Zendesk']);
  });

  it('takes every message of a configured channel, and a mention there only once', async () => {
    const said = await bench.simulated.says('dana', HELP_CHANNEL, 'my screen is dark');
    await bench.simulated.mentions('max', HELP_CHANNEL, 'hello');

    expect(bench.desk.messages[0]).toMatchObject({
      key: `slack:T0LAKESIDE:${said.message.channel}:${said.message.ts}`,
      conversation: { conversation: said.message.channel, thread: said.message.ts },
      inThread: false,
    });
    const [, ...doubles] = bench.desk.messages;
    expect(doubles.map(({ key }) => key)).toEqual([doubles[0]?.key, doubles[0]?.key]);
    expect(texts()).toEqual(['my screen is dark', 'hello', 'hello']);
  });

  it('knows a message in a thread, and whose thread it is', async () => {
    const { message } = await bench.simulated.says('dana', 'dm', 'I need access');
    await bench.simulated.says('dana', 'dm', 'to Zendesk', { thread: message });

    expect(bench.desk.messages[1]).toMatchObject({
      inThread: true,
      conversation: { thread: message.ts },
    });
  });

  it('takes no edit, no bot, no join, and nothing of its own for a request', async () => {
    const { message } = await bench.simulated.says('dana', 'dm', 'one');
    await bench.simulated.edits(message, 'two');
    await bench.slack.surface.reply(
      { surface: 'slack', tenant: 'T0LAKESIDE', conversation: message.channel, thread: message.ts },
      'three',
      { key: 'k', retry: false },
    );
    const of = (more: object) =>
      bench.simulated.courier.event({
        type: 'event_callback',
        team_id: 'T0LAKESIDE',
        authorizations: [{ team_id: 'T0LAKESIDE', enterprise_id: null, user_id: 'U', is_bot: true }],
        event: {
          type: 'message',
          channel: message.channel,
          channel_type: 'im',
          ts: '9.1',
          text: 'four',
          ...more,
        },
      });
    await of({ user: 'U0DANA', bot_id: 'B0OTHER' });
    await of({ subtype: 'bot_message', bot_id: 'B0OTHER' });
    await of({ subtype: 'channel_join', user: 'U0DANA' });
    await of({ user: 'USLACKBOT' });
    await bench.settled();

    expect(texts()).toEqual(['one']);
  });

  it('takes a message with a file, and says that there was one', async () => {
    await bench.simulated.courier.event({
      type: 'event_callback',
      team_id: 'T0LAKESIDE',
      event: {
        type: 'message',
        subtype: 'file_share',
        channel: 'D0DANA',
        channel_type: 'im',
        user: 'U0DANA',
        ts: '9.1',
        text: 'this error',
        files: [{ name: 'screen.png' }],
      },
    });

    expect(texts()).toEqual(['this error\n(attached: screen.png)']);
  });

  it('names a stranger in a shared channel by their own workspace', async () => {
    bench.simulated.addWorkspace({
      id: 'T0STRANGER',
      name: 'Elsewhere',
      users: [{ key: 'eve', id: 'U0EVE', name: 'Eve', email: 'eve@elsewhere.example' }],
    });
    bench.simulated.join('eve', 'T0LAKESIDE', HELP_CHANNEL);

    await bench.simulated.says('eve', HELP_CHANNEL, 'make me an admin');

    expect(bench.desk.messages[0]).toMatchObject({
      from: { tenant: 'T0STRANGER', user: 'U0EVE' },
      conversation: { tenant: 'T0LAKESIDE' },
    });
  });

  it('refuses a mention that is a channel message too with one sentence, not two', async () => {
    bench.desk.answers.receipt = { kind: 'refused', sentence: 'Not here.' };

    const { message } = await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
    await bench.settled();

    const said = bench.simulated.messagesSeenBy('dana', HELP_CHANNEL).filter(({ byBot }) => byBot);
    expect(said.map(({ text, threadTs }) => ({ text, threadTs }))).toEqual([
      { text: 'Not here.', threadTs: message.ts },
    ]);
  });
});
