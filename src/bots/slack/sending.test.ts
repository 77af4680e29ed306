import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSlackBench, type SlackBench } from '../../../test/support/slack-bench.ts';
import { CountersignError } from '../../errors.ts';
import type { Identity } from '../../models/conversation.ts';

let bench: SlackBench;
beforeEach(async () => {
  bench = await openSlackBench();
});
afterEach(() => bench.close());

const tess: Identity = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' };
const say = (text: string, retry = false) => bench.slack.surface.tell(tess, text, { key: text, retry });
const seen = () => bench.simulated.messagesSeenBy('tess').map(({ text }) => text);
const posts = () => bench.simulated.calls.filter(({ path }) => path.endsWith('/chat.postMessage'));

it('waits as long as Slack asks when it is told to slow down, and keeps the order', async () => {
  bench.simulated.postLimit.enabled = true;

  await Promise.all([say('one'), say('two')]);

  expect(seen()).toEqual(['one', 'two']);
  expect(posts().map(({ status }) => status)).toEqual([200, 429, 200]);
});

it('does not sit out a long wait, and says how long it is', async () => {
  bench.simulated.faults.add({
    path: /chat\.postMessage$/,
    answer: { kind: 'status', status: 429, headers: { 'retry-after': '90' } },
  });

  await expect(say('one')).rejects.toMatchObject({ code: 'rate_limited', facts: { retryAfterMs: 90_000 } });
  expect(seen()).toEqual([]);
});

it.each([500, 503])(
  'sends a message once when Slack answers %i, since it may have arrived',
  async (status) => {
    bench.simulated.faults.add({ path: /chat\.postMessage$/, answer: { kind: 'status', status } });

    await expect(say('one')).rejects.toMatchObject({ code: 'unavailable' });
    expect(posts()).toHaveLength(1);
  },
);

it('comes back later for an earlier message when history may not be read so often', async () => {
  bench.simulated.historyLimit.enabled = true;
  await say('one', true);

  await expect(say('two', true)).rejects.toMatchObject({ code: 'rate_limited' });
  expect(seen()).toEqual(['one']);
});

it('does not take another app’s message with our key for ours', async () => {
  const { channel } = { channel: 'D0TESS' };
  bench.simulated.state.messages.set(`${channel}:1.1`, {
    channel,
    ts: '1.1',
    user: 'U0OTHERBOT',
    byBot: true,
    text: 'not ours',
    blocks: [],
    reactions: [],
    edited: false,
    metadata: { event_type: 'countersign', event_payload: { key: 'one' } },
  });

  const ref = await say('one', true);

  expect(ref.message).not.toBe('1.1');
});

it('makes no previews and puts its key where people do not see it', async () => {
  await say('see https://x.example');

  expect(posts()[0]?.body).toMatchObject({
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: 'countersign', event_payload: { key: 'see https://x.example' } },
  });
});

it('says who cannot be reached, and why', async () => {
  bench.simulated.deactivate('tess');
  await expect(say('one')).rejects.toMatchObject({
    code: 'forbidden',
    facts: { vendorCode: 'user_disabled' },
  });

  await bench.simulated.uninstall('T0LAKESIDE');
  const dana: Identity = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' };
  await expect(bench.slack.surface.tell(dana, 'x', { key: 'x', retry: false })).rejects.toThrow(
    CountersignError,
  );
});

it('serves neither guests nor people who have left', async () => {
  const findPerson = (identity: Identity) => bench.slack.surface.findPerson(identity);
  const dana: Identity = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' };
  expect(await findPerson(dana)).toEqual({ displayName: 'Dana Diaz', email: 'dana@lakeside.example' });

  const account = bench.simulated.state.users.get('U0DANA');
  if (account) account.guest = true;
  expect(await findPerson(dana)).toBeUndefined();
  bench.simulated.deactivate('max');
  expect(await findPerson({ ...dana, user: 'U0MAX' })).toBeUndefined();
});
