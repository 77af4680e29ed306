import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_CARD } from '../../../test/support/approval-card.ts';
import { openTeamsBench, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import type { Identity } from '../../models/conversation.ts';

let bench: TeamsBench;
beforeEach(async () => {
  bench = await openTeamsBench();
});
afterEach(() => bench.close());

const ACTIVITIES = /\/activities$/;

const identity = (who: string): Identity => {
  const { tenantId, aadObjectId } = bench.simulated.user(who);
  return { provider: 'entra', tenant: tenantId, user: aadObjectId };
};
const say = (text: string, { retry = false, to = 'tess', key = text } = {}) =>
  bench.teams.surface.tell(identity(to), text, { key, retry });
const seen = (who = 'tess') => bench.simulated.messagesSeenBy(who).filter(({ deleted }) => !deleted);
const texts = (who = 'tess') => seen(who).map(({ text }) => text);

async function portOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

describe('a message whose fate is unknown', () => {
  const lose = async (how: 'arrives' | 'never arrives') => {
    const answer =
      how === 'arrives' ? ({ kind: 'effect_then_cut' } as const) : ({ kind: 'status', status: 502 } as const);
    bench.simulated.faults.add({ path: ACTIVITIES, answer });
    await expect(say('one')).rejects.toMatchObject({ code: 'unavailable' });
  };

  it('is sent once: a retry waits for somebody to look at it', async () => {
    await lose('arrives');

    await expect(say('one', { retry: true })).rejects.toMatchObject({
      code: 'unavailable',
      facts: { retryAfterMs: 20 * SECOND_MS },
    });
    const [card = expect.fail('nothing arrived')] = seen();
    await bench.simulated.opens('tess', card);
    const ref = await say('one', { retry: true });

    expect(ref.message).toBe(card.id);
    expect(texts()).toEqual(['one']);
  });

  it('is known to another process as well', async () => {
    await lose('arrives');
    const other = bench.secondTeams().surface;
    const retry = () => other.tell(identity('tess'), 'one', { key: 'one', retry: true });

    await expect(retry()).rejects.toMatchObject({ code: 'unavailable' });
    const [card = expect.fail('nothing arrived')] = seen();
    await bench.simulated.opens('tess', card);

    expect((await retry()).message).toBe(card.id);
  });

  it('is sent again when nobody has seen it for five minutes: it may never have arrived', async () => {
    await lose('never arrives');
    expect(texts()).toEqual([]);

    bench.clock.advance({ minutes: 5 });
    await say('one', { retry: true });

    expect(texts()).toEqual(['one']);
  });

  it('is taken away when it shows itself after it was sent again', async () => {
    await lose('arrives');
    bench.clock.advance({ ms: 5 * MINUTE_MS });
    const second = await say('one', { retry: true });
    expect(texts()).toEqual(['one', 'one']);

    const [first = expect.fail('nothing arrived')] = seen();
    await bench.simulated.opens('tess', first);

    expect(seen().map(({ id }) => id)).toEqual([second.message]);
  });

  it('is not decided by what a card of another conversation says about it', async () => {
    await lose('arrives');
    await say('two', { to: 'theo' });
    const [elsewhere = expect.fail('nothing arrived')] = seen('theo');
    const forged = JSON.parse(
      JSON.stringify(elsewhere.message).replaceAll('"two"', '"one"'),
    ) as typeof elsewhere.message;
    bench.simulated.state.messages.set(`${forged.conversationId} ${forged.id}`, forged);

    await bench.simulated.opens('theo', forged);

    await expect(say('one', { retry: true })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not exist when the connection never came about', async () => {
    await say('first');
    const { port } = new URL(bench.simulated.url);
    const known = await bench.conversations.personal(identity('tess').tenant, identity('tess').user);
    if (!known) throw new Error('the chat is not known');
    const serviceUrl = bench.simulated.serviceUrl.replace(port, await portOfNobody());
    await bench.conversations.save({ ...known, serviceUrl });
    await expect(say('one')).rejects.toMatchObject({ code: 'unavailable' });

    await bench.conversations.save(known);
    await say('one', { retry: true });
    expect(texts()).toEqual(['first', 'one']);
  });
});

describe('approval cards', () => {
  it('of an attempt that was lost are brought up to date all the same when somebody looks', async () => {
    bench.simulated.faults.add({ path: ACTIVITIES, answer: { kind: 'effect_then_cut' } });
    const send = (retry: boolean) =>
      bench.teams.surface.sendApprovalCard(identity('tess'), WAITING_CARD, { key: 'c', retry });
    await expect(send(false)).rejects.toMatchObject({ code: 'unavailable' });
    bench.desk.answers.approvalCard = { ...WAITING_CARD, state: { kind: 'expired' } };

    const [card = expect.fail('no card arrived')] = seen();
    await bench.simulated.opens('tess', card);

    expect(seen().at(-1)?.text).toContain('Expired');
    expect(await bench.teams.surface.findApprovalCard(identity('tess'), 'c')).toMatchObject({
      message: card.id,
    });
    expect((await send(true)).message).toBe(card.id);
  });

  it('are not updated where the bot was thrown out, and nobody minds', async () => {
    const ref = await bench.teams.surface.sendApprovalCard(identity('tess'), WAITING_CARD, {
      key: 'c',
      retry: false,
    });
    await bench.simulated.uninstalls('tess');

    await bench.teams.surface.updateApprovalCard(ref, { ...WAITING_CARD, state: { kind: 'expired' } });
  });

  it('are updated again when the first update failed', async () => {
    const ref = await bench.teams.surface.sendApprovalCard(identity('tess'), WAITING_CARD, {
      key: 'c',
      retry: false,
    });
    const update = () =>
      bench.teams.surface.updateApprovalCard(ref, { ...WAITING_CARD, state: { kind: 'expired' } });
    bench.simulated.faults.add({
      method: 'PUT',
      path: /activities/,
      answer: { kind: 'status', status: 503 },
    });

    await expect(update()).rejects.toMatchObject({ code: 'unavailable' });
    await update();

    expect(seen().map(({ text }) => text)).toEqual([expect.stringContaining('Expired')]);
  });
});
