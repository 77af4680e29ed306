import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { SECOND_MS } from '../../clock.ts';
import type { Identity } from '../../models/conversation.ts';
import { clients, msp } from '../../sandbox/demo-data.ts';
import { GROUP_CHAT, HELP_CHANNEL } from '../../sandbox/teams/index.ts';

let bench: TeamsBench;
beforeEach(async () => {
  bench = await openTeamsBench();
});
afterEach(() => bench.close());

const ACTIVITIES = /\/activities$/;
const LAKESIDE = clients[0]?.entraTenantId ?? '';

const identity = (who: string): Identity => {
  const { tenantId, aadObjectId } = bench.simulated.user(who);
  return { provider: 'entra', tenant: tenantId, user: aadObjectId };
};
const say = (text: string, { retry = false, to = 'tess', key = text } = {}) =>
  bench.teams.surface.tell(identity(to), text, { key, retry });
const seen = (who = 'tess') => bench.simulated.messagesSeenBy(who).filter(({ deleted }) => !deleted);
const texts = (who = 'tess') => seen(who).map(({ text }) => text);
const calls = (path: RegExp) => bench.simulated.calls.filter((call) => path.test(call.path));

describe('whoever never wrote to the bot', () => {
  it('is reached by a chat that is opened for it, once', async () => {
    await say('one');
    await say('two');

    expect(texts()).toEqual(['one', 'two']);
    expect(calls(/\/v3\/conversations$/)).toHaveLength(1);
  });

  it('is reached at the address at which their tenant is served', async () => {
    const elsewhere = await openTeamsBench();
    const stored = { conversation: '19:x@thread.tacv2', kind: 'channel' as const, seenAt: new Date() };
    const { serviceUrl } = elsewhere.simulated;
    await bench.conversations.save({ ...stored, tenant: msp.entraTenantId, serviceUrl });

    // Two Teams share no login: there our token is refused.
    await expect(say('one')).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(elsewhere.simulated.calls.map(({ path }) => path)).toContain('/amer/v3/conversations');
    expect(calls(/\/v3\/conversations$/)).toEqual([]);
    await elsewhere.close();
  });

  it.each([
    ['the app is not installed for them', async () => void (await bench.simulated.uninstalls('lee'))],
    ['they have blocked it', async () => bench.simulated.blocks('lee')],
    ['their admin has switched it off', async () => bench.simulated.disableBot(LAKESIDE)],
  ])('cannot be reached here while %s: another surface is tried', async (_what, arrange) => {
    await arrange();

    await expect(say('one', { to: 'lee' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      bench.teams.surface.sendApprovalCard(identity('lee'), WAITING_CARD, { key: 'c', retry: false }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('cannot be reached when nobody has that account', async () => {
    const nobody = {
      provider: 'entra' as const,
      tenant: LAKESIDE,
      user: '1a7e51de-0000-4000-8000-00000000ffff',
    };

    await expect(bench.teams.surface.tell(nobody, 'x', { key: 'x', retry: false })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

it('finds a chat again that Teams has given another id', async () => {
  const { tenantId, aadObjectId } = bench.simulated.user('tess');
  await bench.conversations.save({
    tenant: tenantId,
    conversation: 'a:1gone',
    kind: 'personal',
    serviceUrl: bench.simulated.serviceUrl,
    user: aadObjectId,
    seenAt: new Date(0),
  });

  const ref = await say('one');

  expect(ref.conversation).toBe(bench.simulated.conversation('tess').id);
  expect(texts()).toEqual(['one']);
});

it('replies in the reply chain of a channel, and in a group chat', async () => {
  await bench.simulated.mentions('dana', GROUP_CHAT, 'hello');
  const { message } = await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
  for (const { conversation } of bench.desk.messages)
    await bench.teams.surface.reply(conversation, 'Done.', {
      key: JSON.stringify(conversation),
      retry: false,
    });

  expect(bench.simulated.messagesSeenBy('dana', GROUP_CHAT).at(-1)?.text).toBe('Done.');
  expect(bench.simulated.messagesSeenBy('dana', HELP_CHANNEL).at(-1)).toMatchObject({
    text: 'Done.',
    threadId: message.id,
  });
});

describe('when Teams asks to slow down', () => {
  it('waits as long as it asks, and keeps the order', async () => {
    await say('first');
    bench.simulated.faults.add({
      path: ACTIVITIES,
      answer: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
    });

    await Promise.all([say('one'), say('two'), say('three')]);

    expect(texts()).toEqual(['first', 'one', 'two', 'three']);
    expect(bench.simulated.faults.unused).toEqual([]);
  });

  it('does not sit out a long wait, says how long it is, and knows that nothing was sent', async () => {
    const answer = { kind: 'status', status: 429, headers: { 'retry-after': '90' } } as const;
    bench.simulated.faults.add({ path: ACTIVITIES, answer });

    await expect(say('one')).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterMs: 90 * SECOND_MS },
    });
    expect(texts()).toEqual([]);

    await say('one', { retry: true });
    expect(texts()).toEqual(['one']);
  });
});

it('gets another token when Teams does not take the one that it has', async () => {
  await say('one');
  bench.simulated.expireTokens();
  await say('two');

  expect(texts()).toEqual(['one', 'two']);
  expect(calls(/oauth2/)).toHaveLength(2);
});

describe('finding people', () => {
  it('finds an address in the roster of a team that the bot is in, whoever has written to it', async () => {
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');

    expect(await bench.teams.surface.findByEmail(LAKESIDE, 'Max@Lakeside.example')).toEqual(identity('max'));
    expect(await bench.teams.surface.findByEmail(LAKESIDE, 'carl@brightfield.example')).toBeUndefined();
    expect(await bench.teams.surface.findByEmail('another-tenant', 'max@lakeside.example')).toBeUndefined();
  });

  it('finds somebody of whom nothing is stored by opening their chat, where the app is there for them', async () => {
    expect(await bench.teams.surface.findByEmail(LAKESIDE, 'max@lakeside.example')).toBeUndefined();
    expect(await bench.teams.surface.findPerson(identity('max'))).toMatchObject({
      displayName: 'Max Moreno',
    });
    await bench.simulated.uninstalls('lee');
    expect(await bench.teams.surface.findPerson(identity('lee'))).toBeUndefined();
    expect(await bench.teams.surface.findPerson({ ...identity('max'), tenant: 'elsewhere' })).toBeUndefined();
  });

  it('says so when Teams cannot be asked, instead of knowing nobody', async () => {
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
    bench.simulated.faults.add({ path: /members/, times: 9, answer: { kind: 'status', status: 503 } });

    await expect(bench.teams.surface.findPerson(identity('max'))).rejects.toMatchObject({
      code: 'unavailable',
    });
    bench.simulated.faults.clear();
  });
});

describe('the sign that the agent is at work', () => {
  it('is shown where the message was written, and ends with the answer', async () => {
    await bench.simulated.says('dana', 'personal', 'hello');
    const [{ ref, conversation } = expect.fail('the message was not taken')] = bench.desk.messages;
    if (!ref) throw new Error('the message cannot be referred to');

    await bench.teams.surface.showWorking(ref, true);
    expect(bench.simulated.typingSeenBy('dana')).toBe(true);
    await bench.teams.surface.showWorking(ref, false);
    await bench.teams.surface.reply(conversation, 'Done.', { key: 'k', retry: false });

    expect(bench.simulated.typingSeenBy('dana')).toBe(false);
  });

  it('is not sent to a channel, which shows none, and never fails', async () => {
    await bench.simulated.mentions('dana', HELP_CHANNEL, 'hello');
    const [{ ref } = expect.fail('the message was not taken')] = bench.desk.messages;
    if (!ref) throw new Error('the message cannot be referred to');
    await bench.teams.surface.showWorking(ref, true);
    await bench.teams.surface.showWorking({ ...ref, conversation: 'a:nowhere' }, true);

    expect(calls(ACTIVITIES).map(({ status }) => status)).toEqual([404]);
  });
});

describe('check', () => {
  it('finds the login and the keys', async () => {
    expect((await bench.teams.check()).map(({ kind }) => kind)).toEqual(['fine', 'fine']);
  });

  it('says what to do about a wrong secret, and about keys out of reach', async () => {
    const wrong = await openTeamsBench({ settings: { appPassword: 'wrong' } });
    wrong.simulated.faults.add({ path: /openidconfiguration$/, answer: { kind: 'status', status: 500 } });

    expect(await wrong.teams.check()).toEqual([
      expect.objectContaining({ kind: 'problem', fix: expect.stringMatching(/secret/) }),
      expect.objectContaining({ kind: 'problem', fix: expect.stringMatching(/over https/) }),
    ]);
    await wrong.close();
  });
});
