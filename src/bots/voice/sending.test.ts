import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DANA,
  openVoiceBench,
  TESS,
  TEST_ACCOUNT,
  type VoiceBench,
  type VoiceBenchOptions,
} from '../../../test/support/voice-bench.ts';
import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import type { SurfaceDelivery } from '../../flows/surface.ts';
import { callerIdentity, phoneIdentity } from '../../models/phone-number.ts';
import { MSP_LINE } from '../../sandbox/demo-phones.ts';
import { connectVoice, VoiceSettings } from './index.ts';

const KEY = 'req_1/3.1';
const dana = phoneIdentity(DANA);
const once: SurfaceDelivery = { key: KEY, retry: false };
const again: SurfaceDelivery = { key: KEY, retry: true };
const POST_TEXT = { method: 'POST', path: /\/Messages\.json$/ };

let bench: VoiceBench;
const open = async (options?: VoiceBenchOptions) => {
  bench = await openVoiceBench(options);
};
beforeEach(() => open());
afterEach(() => bench.close());

const tell = (text = 'Done. Dana Diaz was added.', delivery = once) =>
  bench.voice.surface.tell(dana, text, delivery);
const textsTo = (who: string) => bench.simulated.messagesTo(who).map(({ body }) => body);
const callsTo = (who: string) =>
  bench.simulated.callsOf(who).filter(({ direction }) => direction !== 'inbound');
const textCalls = () => bench.simulated.calls.filter(({ path }) => POST_TEXT.path.test(path));

describe('a text', () => {
  it('goes to the number on file, and its arrival is known', async () => {
    const ref = await tell();
    await bench.settled();

    expect(textsTo('dana')).toEqual(['Done. Dana Diaz was added.']);
    expect(ref).toEqual({
      surface: 'voice',
      tenant: 'phone',
      conversation: DANA,
      message: bench.simulated.messagesTo('dana')[0]?.sid,
    });
    expect(await bench.deliveries.find(KEY)).toMatchObject({ state: 'reached', sid: ref.message });
    expect(bench.simulated.alerts).toEqual([]);
  });

  it.each([
    ['a caller of whom nothing is known', callerIdentity(`CA${'1'.repeat(32)}`)],
    ['a number that is nobody’s', phoneIdentity('+15555557777')],
    ['an account elsewhere', { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' } as const],
  ])('is never sent to %s', async (_who, identity) => {
    const person = bench.people.find(({ id }) => id === 'per_dana');
    if (person && identity.tenant !== 'phone') person.identities = [...person.identities, identity];
    await expect(bench.voice.surface.tell(identity, 'Done.', once)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(textCalls()).toEqual([]);
  });

  it('is never sent to somebody who has left', async () => {
    const person = bench.people.find(({ id }) => id === 'per_dana');
    if (person) person.active = false;
    await expect(tell()).rejects.toMatchObject({ code: 'not_found' });
    expect(textCalls()).toEqual([]);
  });

  it('is sent by the messaging service, where there is one, and with the API key', async () => {
    await bench.close();
    const messagingServiceSid = `MG${'02'.repeat(16)}`;
    await open({ settings: { messagingServiceSid, smsFrom: undefined } });
    await expect(tell()).rejects.toMatchObject({ code: 'not_found' });
    expect(textCalls()[0]?.body).toMatchObject({ MessagingServiceSid: messagingServiceSid, To: DANA });
    expect(textCalls()[0]?.body).not.toHaveProperty('From');
  });

  it('has nothing to tap on, and 480 characters at most', async () => {
    await tell(`See https://evil.example/login or www.evil.example. ${'word '.repeat(500)}`);
    await bench.settled();

    const [text = ''] = textsTo('dana');
    expect(text).toMatch(/^See \(link removed\) or \(link removed\) word/);
    expect(text.length).toBeLessThanOrEqual(480);
    expect(text.endsWith('…')).toBe(true);
  });
});

describe('a text whose answer was lost', () => {
  it('is not sent again when Twilio has reported on it', async () => {
    bench.simulated.faults.add({ ...POST_TEXT, answer: { kind: 'effect_then_cut' } });
    await expect(tell()).rejects.toMatchObject({ code: 'unavailable' });
    await bench.settled();

    const ref = await tell(undefined, again);
    expect(textsTo('dana')).toHaveLength(1);
    expect(ref.message).toBe(bench.simulated.messagesTo('dana')[0]?.sid);
  });

  it('is waited for while nobody knows, and sent again after five minutes without a word', async () => {
    bench.simulated.faults.add({ ...POST_TEXT, answer: { kind: 'status', status: 500, body: '' } });
    await expect(tell()).rejects.toMatchObject({ code: 'unavailable' });

    await expect(tell(undefined, again)).rejects.toMatchObject({
      code: 'unavailable',
      facts: { retryAfterMs: 20 * SECOND_MS },
    });
    expect(textsTo('dana')).toEqual([]);
    bench.clock.advance({ ms: 5 * MINUTE_MS });
    await tell(undefined, again);
    await bench.settled();
    expect(textsTo('dana')).toHaveLength(1);
  });

  it('is sent again at once when it certainly had no effect', async () => {
    bench.simulated.faults.add({ ...POST_TEXT, answer: { kind: 'status', status: 401, body: {} } });
    await expect(tell()).rejects.toMatchObject({ code: 'unauthenticated' });
    await tell(undefined, again);
    await bench.settled();

    expect(textsTo('dana')).toHaveLength(1);
  });

  it('is sent again by itself after Twilio asked us to slow down', async () => {
    const headers = { 'retry-after': '0' };
    bench.simulated.faults.add({ ...POST_TEXT, answer: { kind: 'status', status: 429, headers, body: {} } });
    await tell();
    await bench.settled();

    expect(textsTo('dana')).toHaveLength(1);
    expect(textCalls()).toHaveLength(2);
  });
});

describe('a number that no text reaches', () => {
  const sayings = () => callsTo('dana').map(({ heard }) => heard.map(({ text }) => text));

  it.each([
    ['a landline', { kind: 'landline' }],
    ['a text that comes back', { texts: { undelivered: 30003 } }],
    ['a text that fails', { texts: { failed: 30008 } }],
  ] as const)('is called instead, once (%s)', async (_why, manners) => {
    bench.simulated.setManners('dana', manners);
    await tell('Done. Ticket #48201');
    await bench.settled();

    expect(sayings()).toEqual([
      [
        'Hello, this is your IT service desk, with an answer to your request.',
        'Done. Ticket #4 8 2 0 1',
        'Once more.',
        'Done. Ticket #4 8 2 0 1',
        'That is all. Goodbye.',
      ],
    ]);
    expect(await bench.deliveries.find(KEY)).toMatchObject({ state: 'reached' });
    expect(bench.desk.unreached).toEqual([]);
    expect(bench.simulated.alerts).toEqual([]);
  });

  it.each([
    ['es', 'es-ES', /respuesta/],
    ['de', 'de-DE', /Antwort/],
    [undefined, 'en-US', /answer/],
  ] as const)('is called by a voice of the text’s language (%s)', async (language, locale, opening) => {
    bench.simulated.setManners('dana', { kind: 'landline' });
    await tell('Listo.', { ...once, ...(language && { language }) });
    await bench.settled();

    const heard = callsTo('dana')[0]?.heard ?? [];
    expect(heard).toHaveLength(5);
    expect(new Set(heard.map((line) => line.language))).toEqual(new Set([locale]));
    expect(heard[0]?.text).toMatch(opening);
  });

  it('is called at once when Twilio takes no text for it', async () => {
    await bench.simulated.texts('dana', MSP_LINE, 'STOP');
    const ref = await tell();
    await bench.settled();

    expect(sayings()).toHaveLength(1);
    expect(ref.message).toMatch(/^CA/);
  });

  it('is called once, however often the report comes', async () => {
    bench.simulated.setManners('dana', { kind: 'landline' });
    await tell();
    await bench.settled();
    const reports = bench.simulated.deliveries.filter(({ request }) => request.url.includes('/sms/status'));
    for (const { request } of reports) await bench.simulated.replay(request);
    await bench.settled();

    expect(sayings()).toHaveLength(1);
  });

  it.each(['busy', 'no_answer', 'unreachable'] as const)(
    'and is %s: technicians are told, once',
    async (calls) => {
      bench.simulated.setManners('dana', { kind: 'landline', calls });
      await tell();
      await bench.settled();
      const delivered = [...bench.simulated.deliveries];
      for (const { request } of delivered) await bench.simulated.replay(request);

      expect(bench.desk.unreached).toEqual([KEY]);
      expect(await bench.deliveries.find(KEY)).toMatchObject({ state: 'lost' });
    },
  );

  it('and cannot be called either: technicians are told', async () => {
    bench.simulated.setManners('dana', { kind: 'landline' });
    bench.simulated.faults.add({
      method: 'POST',
      path: /\/Calls\.json$/,
      answer: { kind: 'status', status: 400, body: { code: 21215 } },
    });
    await tell();
    await bench.settled();

    expect(bench.desk.unreached).toEqual([KEY]);
  });

  it('is not called where there is no number to call from', async () => {
    await bench.close();
    await open({
      settings: { callFrom: undefined, smsFrom: undefined, messagingServiceSid: `MG${'2'.repeat(32)}` },
    });
    bench.simulated.setManners('dana', { kind: 'landline' });
    await expect(tell()).rejects.toMatchObject({ code: 'not_found' });
    expect(callsTo('dana')).toEqual([]);
  });
});

describe('what is for somebody’s eyes only', () => {
  const secret: SurfaceDelivery = { ...once, writtenOnly: true };

  it('is never spoken: when its text does not arrive, technicians are told', async () => {
    bench.simulated.setManners('dana', { kind: 'landline' });
    await tell('Answer with this code: 123456', secret);
    await bench.settled();

    expect(callsTo('dana')).toEqual([]);
    expect(bench.desk.unreached).toEqual([KEY]);
  });

  it('is neither in the exchange log nor in what is kept of the text; other texts are', async () => {
    const logged: string[] = [];
    await bench.close();
    await open({ exchangeLog: { append: (exchange) => void logged.push(JSON.stringify(exchange)) } });
    await tell('Answer with this code: 123456', secret);
    await bench.settled();

    expect(textsTo('dana')).toEqual(['Answer with this code: 123456']);
    expect(logged).toEqual([]);
    expect(JSON.stringify(await bench.deliveries.find(KEY))).not.toContain('123456');
    await tell('Done.', { ...once, key: 'req_1/4.1' });
    expect(logged.join('')).toContain('Done.');
    expect(await bench.deliveries.find('req_1/4.1')).toMatchObject({ text: 'Done.' });
  });

  it('leaves the way to another surface when Twilio takes no text for the number', async () => {
    await bench.simulated.texts('dana', MSP_LINE, 'STOP');
    await expect(tell('Answer with this code: 123456', secret)).rejects.toMatchObject({ code: 'not_found' });
    expect(callsTo('dana')).toEqual([]);
  });
});

describe('Twilio’s API', () => {
  it('is called with the account’s own credentials, at its own address, and no other', async () => {
    await bench.close();
    await open({ settings: { authToken: 'another-token' } });
    await expect(tell()).rejects.toMatchObject({ code: 'unauthenticated', facts: { vendor: 'twilio' } });
  });

  it('is on this machine in the sandbox alone, where no public address is needed either', () => {
    const { calls, deliveries, clock, simulated } = bench;
    const connect = (given: Record<string, unknown>) => () =>
      connectVoice(
        {
          calls,
          deliveries,
          clock,
          people: { byIdentity: async () => undefined, byEmail: async () => [] },
          clients: { all: async () => [], find: async () => undefined, byVoiceNumber: async () => undefined },
          logger: undefined as never,
        },
        VoiceSettings.parse({ ...TEST_ACCOUNT, smsFrom: MSP_LINE, ...given }),
      );
    expect(connect({ publicUrl: 'https://desk.example.com', apiUrl: simulated.apiUrl })).toThrow(
      /public host name/,
    );
    expect(connect({})).toThrow(/PUBLIC_URL/);
    expect(connect({ publicUrl: 'https://desk.example.com' })).not.toThrow();
  });

  it('is a technician’s phone like any other', async () => {
    await bench.voice.surface.tell(phoneIdentity(TESS), 'Handed over to you.', once);
    await bench.settled();
    expect(textsTo(TESS)).toEqual(['Handed over to you.']);
  });
});
