import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { Dialogue, VoiceCallStore } from '../voice-call.ts';
import type { VoiceDeliveryStore } from '../voice-delivery.ts';
import { minutesAfter, NOW, sampleCall, sampleVoiceDelivery } from './samples.fixture.ts';
import { createVoiceCallStore } from './voice-call-store.ts';
import { createVoiceDeliveryStore } from './voice-delivery-store.ts';

let database: TestDatabase;
let calls: VoiceCallStore;
let deliveries: VoiceDeliveryStore;

beforeAll(async () => {
  database = await openTestDatabase();
  calls = createVoiceCallStore(database.connection);
  deliveries = createVoiceDeliveryStore(database.connection);
});
beforeEach(async () => {
  await database.connection.collection('voice_calls').deleteMany({});
  await database.connection.collection('voice_deliveries').deleteMany({});
});
afterAll(() => database.close());

describe('a call', () => {
  const asked: Dialogue = {
    questions: ['request', 'check'],
    at: 'check',
    misses: 0,
    rejections: 0,
    said: { request: 'I need access to Zendesk' },
  };

  it('begins once, however often it is announced', async () => {
    const call = sampleCall();
    expect(await calls.begin(call)).toEqual(call);
    await calls.advance(call, { dialogue: asked });

    expect(await calls.begin(sampleCall({ from: '+15555559999', startedAt: minutesAfter(1) }))).toMatchObject(
      {
        from: '+15555550501',
        startedAt: NOW,
        step: 1,
      },
    );
  });

  it('begins once when two announcements arrive at the same moment', async () => {
    const both = await Promise.all([
      calls.begin(sampleCall({ startedAt: minutesAfter(1) })),
      calls.begin(sampleCall({ startedAt: minutesAfter(2) })),
    ]);

    expect(both[0]).toEqual(both[1]);
  });

  it('takes one of two answers to the same question', async () => {
    const call = await calls.begin(sampleCall());
    const line = { who: 'caller' as const, text: 'I need access to Zendesk', at: NOW };
    const taken = await Promise.all([
      calls.advance(call, { dialogue: asked, transcript: [line] }),
      calls.advance(call, { dialogue: asked, transcript: [line] }),
    ]);

    expect(taken.filter((one) => one !== undefined)).toEqual([
      { ...call, step: 1, dialogue: asked, transcript: [line] },
    ]);
    expect(await calls.find(call.id)).toMatchObject({ step: 1, transcript: [line] });
  });

  it('that has ended takes nothing more, and does not keep what was said', async () => {
    const begun = await calls.begin(sampleCall());
    const call = (await calls.advance(begun, { dialogue: asked })) ?? begun;
    await calls.end(call.id, minutesAfter(2));
    await calls.end(call.id, minutesAfter(3));

    expect(await calls.advance(call, { dialogue: asked })).toBeUndefined();
    expect(await calls.find(call.id)).toMatchObject({
      endedAt: minutesAfter(2),
      dialogue: { at: 'check', said: {} },
    });
    expect(await calls.find('CA-none')).toBeUndefined();
  });
});

describe('something said by telephone', () => {
  it('is of unknown fate until the carrier has accepted it', async () => {
    const delivery = sampleVoiceDelivery();
    await deliveries.begin(delivery);
    expect(await deliveries.find(delivery.key)).toEqual(delivery);

    await deliveries.accepted(delivery.key, 'texting', 'SM1');
    await deliveries.accepted(delivery.key, 'calling', 'CA1');
    expect(await deliveries.find(delivery.key)).toEqual({ ...delivery, sid: 'SM1' });
  });

  it('moves on from where it is once, whoever reports it', async () => {
    const delivery = sampleVoiceDelivery({ sid: 'SM1' });
    await deliveries.begin(delivery);
    const later = minutesAfter(1);
    const moves = await Promise.all([
      deliveries.move(delivery.key, 'texting', 'calling', later),
      deliveries.move(delivery.key, 'texting', 'calling', later),
    ]);

    const { sid: _, ...calling } = delivery;
    expect(moves.filter((one) => one !== undefined)).toEqual([{ ...calling, state: 'calling', at: later }]);
    expect(await deliveries.move(delivery.key, 'calling', 'lost', later)).toMatchObject({ state: 'lost' });
  });

  it('is forgotten when it certainly took no effect', async () => {
    await deliveries.begin(sampleVoiceDelivery());
    await deliveries.forget('req_1/2.3');
    await deliveries.forget('req_1/2.3');
    expect(await deliveries.find('req_1/2.3')).toBeUndefined();
  });
});
