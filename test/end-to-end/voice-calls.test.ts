import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { PhoneCall } from '../../src/sandbox/twilio/index.ts';
import { accountOf } from '../support/accounts.ts';
import { callsAbout, codeIn, comesToRest, LAKESIDE_LINE, STRANGER, textsTo } from '../support/callers.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const ZENDESK = 'I need access to Zendesk';
const MANAGER = 'Who is my manager?';

let desk: TestDesk;
let other: App;
beforeAll(async () => {
  desk = await openDesk();
  other = await desk.anotherApp();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const requests = () => desk.app.stores.requests.recent(20);
const calls = () => desk.database.connection.collection('voice_calls').find().toArray();

describe('a call that is hung up', () => {
  /** How many requests there may be then. */
  const STEPS: readonly (readonly [string, (call: PhoneCall) => Promise<void>, readonly number[]])[] = [
    ['at the greeting', async () => undefined, [0]],
    ['after the request', (call) => call.says(ZENDESK), [0]],
    ['after the name', (call) => call.says(ZENDESK).then(() => call.says('Dana Diaz')), [0]],
    ['after silence', (call) => call.says(ZENDESK).then(() => call.staysSilent()), [0]],
    [
      'in the moment of the yes',
      (call) =>
        call
          .says(ZENDESK)
          .then(() => call.says('Dana Diaz'))
          .then(() => call.says('yes', { hangsUpMeanwhile: true })),
      // Which of the two webhooks is taken first is open.
      [0, 1],
    ],
    [
      'after the yes',
      (call) =>
        call
          .says(ZENDESK)
          .then(() => call.says('Dana Diaz'))
          .then(() => call.says('yes')),
      [1],
    ],
  ];

  it.each(STEPS)('%s leaves a whole request or none', async (_when, until, counts) => {
    const call = await desk.twilio.dials(STRANGER, LAKESIDE_LINE);
    await until(call);
    await call.hangsUp();
    await comesToRest(desk);

    const left = await requests();
    expect(counts).toContain(left.length);
    for (const request of left)
      expect(request).toMatchObject({ messages: [{ text: ZENDESK }], requester: { name: 'Dana Diaz' } });
    const [stored] = await calls();
    expect(stored?.['endedAt']).toBeInstanceOf(Date);
    expect(stored?.['dialogue'].said).toEqual({});
  });

  it('after silence at every question leaves none', async () => {
    const call = await desk.twilio.dials('dana', LAKESIDE_LINE);
    await call.staysSilent();
    await call.staysSilent();
    await comesToRest(desk);

    expect(call.status).toBe('completed');
    expect(await requests()).toEqual([]);
  });
});

describe('a call that is delivered again', () => {
  it('is one request, though every webhook comes twice at once', async () => {
    const call = await desk.twilio.dials('dana', LAKESIDE_LINE, { copies: 2 });
    await call.says(MANAGER, { copies: 2 });
    await call.says('yes', { copies: 2 });
    await comesToRest(desk);

    expect(await requests()).toHaveLength(1);
    expect(textsTo(desk, 'dana')).toHaveLength(1);
    expect(desk.connectwise.tickets).toHaveLength(1);
  });

  it('is no second request, even when nothing of the call is known any more', async () => {
    const { call } = await callsAbout(desk, 'dana', MANAGER);
    await desk.database.connection.collection('voice_calls').deleteMany({});
    for (const { request } of call.webhooks) await desk.twilio.replay(request);
    await comesToRest(desk);

    expect(await requests()).toHaveLength(1);
    expect(textsTo(desk, 'dana')).toHaveLength(1);
  });
});

describe('a webhook that Twilio did not send', () => {
  it.each(['unsigned', 'wrong_signature', 'tampered', 'other_url', 'json'] as const)(
    'is refused, and leaves nothing behind (%s)',
    async (flaw) => {
      const before = await desk.records();
      await desk.twilio.dials('dana', LAKESIDE_LINE, { flaw });
      await desk.twilio.texts('dana', LAKESIDE_LINE, '123456', { flaw });
      await comesToRest(desk);

      expect(desk.twilio.deliveries.slice(-1)[0]?.answer?.status).toBe(403);
      expect(await calls()).toEqual([]);
      expect(await desk.records()).toBe(before);
    },
  );
});

describe('an answer that no text brings', () => {
  it('is told by a call, once', async () => {
    desk.twilio.setManners('dana', { kind: 'landline' });
    await callsAbout(desk, 'dana', MANAGER);
    await comesToRest(desk);

    const back = desk.twilio.callsOf('dana').filter(({ direction }) => direction === 'outbound-api');
    expect(back.map(({ heard }) => heard.map(({ text }) => text).join(' '))).toEqual([
      expect.stringMatching(/answer to your request.*Max Moreno.*Once more.*Max Moreno.*Goodbye/s),
    ]);
    expect(desk.told('tess')).toEqual([]);
  });

  it('nor a call is left to the technicians, on the ticket and in chat', async () => {
    desk.twilio.setManners('dana', { kind: 'landline', calls: 'no_answer' });
    const { request } = await callsAbout(desk, 'dana', MANAGER);
    await comesToRest(desk);

    const alert = /could be told neither by text message nor by a call/;
    expect(desk.told('tess')).toEqual([expect.stringMatching(alert)]);
    expect(
      desk
        .notes(await desk.newest())
        .filter(({ internal }) => internal)
        .at(-1)?.text,
    ).toMatch(alert);
    expect(request.status).toBe('completed');
  });

  it('because Twilio is away is sent by the sweep, once', async () => {
    desk.twilio.faults.add({
      method: 'POST',
      path: /\/Messages\.json$/,
      answer: { kind: 'status', status: 503, body: '' },
    });
    await callsAbout(desk, 'dana', MANAGER);
    expect(textsTo(desk, 'dana')).toEqual([]);
    for (let round = 0; round < 12; round += 1) {
      desk.clock.advance({ minutes: 1 });
      await Promise.all([desk.app.runDue(), other.runDue()]);
      await comesToRest(desk);
    }

    expect(textsTo(desk, 'dana')).toEqual([expect.stringContaining('Max Moreno')]);
  });
});

it('the person finds the request of their call in Slack, and can take it back there', async () => {
  const { request } = await callsAbout(desk, 'dana', ZENDESK);
  const dana = accountOf('dana');
  expect(await desk.app.desk.requestsOf(dana)).toMatchObject([{ requestId: request.id, canWithdraw: true }]);
  expect(await desk.app.desk.withdraw(dana, request.id)).toMatchObject({ kind: 'done' });
  await comesToRest(desk);

  await desk.slack.says('dana', 'dm', codeIn(desk.told('dana')) ?? 'none');
  await comesToRest(desk);
  expect((await requests()).map(({ status }) => status)).toEqual(['cancelled']);
  expect(desk.writes()).toEqual([]);
});

it('nobody’s recording is asked for, and no call is recorded', async () => {
  await callsAbout(desk, 'dana', MANAGER);
  expect(desk.twilio.calls.filter(({ path }) => /Recordings/.test(path))).toEqual([]);
  const documents = desk.twilio.deliveries.map(({ answer }) => answer?.text ?? '').join('');
  expect(documents).not.toMatch(/<Record|record=/i);
});
