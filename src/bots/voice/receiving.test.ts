import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberingLogger } from '../../../test/support/desk.ts';
import {
  DANA,
  LINE,
  openVoiceBench,
  TESS,
  TEST_ACCOUNT,
  type VoiceBench,
  type VoiceBenchOptions,
} from '../../../test/support/voice-bench.ts';
import { CountersignError } from '../../errors.ts';
import { MSP_LINE } from '../../sandbox/demo-phones.ts';
import type { PhoneCall, WebhookFlaw } from '../../sandbox/twilio/index.ts';

const NEED = 'I need access to the finance share';
const STRANGER = '+15555557777';

let bench: VoiceBench;
const open = async (options?: VoiceBenchOptions) => {
  bench = await openVoiceBench(options);
  return bench;
};
beforeEach(() => open());
afterEach(async () => {
  expect(bench.simulated.alerts, 'what Twilio’s debugger shows').toEqual([]);
  await bench.close();
});

const lastHeard = (call: PhoneCall) => call.heard.at(-1)?.text;
const stored = () => bench.calls.all();
const away = new CountersignError('database_unavailable', 'inner words');

/** Dana calls Lakeside, and says what she needs. */
async function danaAsks(): Promise<PhoneCall> {
  const call = await bench.simulated.dials('dana', LINE);
  await call.says(NEED);
  return call;
}

describe('a call from a number on file', () => {
  it('becomes one message for the desk, in the words that were read back', async () => {
    const call = await danaAsks();
    expect(lastHeard(call)).toContain(NEED);
    expect(bench.desk.messages).toEqual([]);
    await call.says('Yes.');

    expect(lastHeard(call)).toMatch(/Thank you, I am passing it on/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([
      {
        key: `voice:${call.sid}`,
        from: { provider: 'phone', tenant: 'phone', user: DANA },
        clientId: 'lakeside',
        conversation: { surface: 'voice', tenant: LINE, conversation: call.sid },
        inThread: false,
        text: NEED,
        identification: { how: 'number_on_file' },
      },
    ]);
  });

  it('is greeted like any other: nobody learns that it is on file', async () => {
    const [dana, stranger] = [
      await bench.simulated.dials('dana', LINE),
      await bench.simulated.dials(STRANGER, LINE),
    ];
    expect(dana.heard.map(({ text }) => text)).toEqual(stranger.heard.map(({ text }) => text));
    expect(dana.heard[0]?.text).toMatch(/automated assistant.*not recorded/);
  });

  it('can be answered while it is still speaking, but the notice is heard', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    expect(call.waitingFor).toMatchObject({ kind: 'gather', bargeIn: true, speech: true, dtmf: true });
    await call.says(NEED, { interrupting: true });

    expect(call.heard[0]).toMatchObject({ interrupted: false });
    expect(call.heard[1]).toMatchObject({ interrupted: true });
    expect(lastHeard(call)).toContain(NEED);
  });

  it('is the desk’s word: what it does not take is not said to be taken', async () => {
    bench.desk.answers.receipt = { kind: 'refused', sentence: 'You have sent many requests.' };
    const call = await danaAsks();
    await call.presses('1');

    expect(lastHeard(call)).toMatch(/too many requests/);
  });
});

describe('a caller who is not on file', () => {
  it.each([
    ['a strange number', STRANGER, {}, { calledFrom: STRANGER }],
    ['a withheld number', 'dana', { withheld: true }, {}],
    ['a number shown as restricted', 'dana', { withheld: 'restricted' }, {}],
    ['a number of another client', 'bea', {}, { calledFrom: '+15555550601' }],
  ] as const)(
    'with %s says their name, and is nobody until it is confirmed',
    async (_what, who, how, more) => {
      const call = await bench.simulated.dials(who, LINE, how);
      await call.says(NEED);
      expect(lastHeard(call)).toMatch(/first and last name/);
      await call.says('This is Dana Diaz.');
      expect(lastHeard(call)).toMatch(/You are Dana Diaz.*finance share/);
      await call.says('yes');

      expect(bench.desk.messages).toMatchObject([
        {
          from: { provider: 'phone', tenant: 'call', user: call.sid },
          clientId: 'lakeside',
          identification: { how: 'said_name', saidName: 'Dana Diaz', ...more },
        },
      ]);
      expect(bench.desk.messages[0]?.identification).toEqual({
        how: 'said_name',
        saidName: 'Dana Diaz',
        ...more,
      });
    },
  );

  it('who has left is on file no more', async () => {
    const dana = bench.people.find(({ id }) => id === 'per_dana');
    if (dana) dana.active = false;
    const call = await danaAsks();

    expect(lastHeard(call)).toMatch(/first and last name/);
  });

  it('is asked for their company on the MSP’s own number, and it is read back', async () => {
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    expect(call.waitingFor).toMatchObject({ hints: 'Lakeside Dental, Brightfield Law' });
    await call.says('Brightfield');
    await call.says('Bea Berg');
    expect(lastHeard(call)).toMatch(/You are Bea Berg of Brightfield Law/);
    await call.presses('1');

    expect(bench.desk.messages).toMatchObject([
      { clientId: 'brightfield', identification: { saidName: 'Bea Berg' } },
    ]);
  });

  it('of a company that is nobody’s client is told so, and there is no request', async () => {
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    await call.says('Umbrella');
    expect(lastHeard(call)).toMatch(/do not know that company/);
    await call.says('Umbrella Corporation');

    expect(lastHeard(call)).toMatch(/could not find your company/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([]);
  });

  it('is known on the MSP’s own number when theirs is on file', async () => {
    const call = await bench.simulated.dials('bea', MSP_LINE);
    await call.says(NEED);
    await call.says('yes');

    expect(bench.desk.messages).toMatchObject([
      { clientId: 'brightfield', identification: { how: 'number_on_file' } },
    ]);
  });

  it('is nobody’s employee when they are the MSP’s own', async () => {
    const call = await bench.simulated.dials(TESS, MSP_LINE);
    await call.says(NEED);

    expect(lastHeard(call)).toMatch(/Which company/);
  });
});

describe('a language', () => {
  it('is the client’s, on its own number', async () => {
    const [lakeside] = bench.clients;
    if (lakeside) lakeside.language = 'de';
    const call = await danaAsks();
    expect(call.heard.map(({ language }) => language)).toEqual(['de-DE', 'de-DE', 'de-DE']);
    expect(call.waitingFor).toMatchObject({ language: 'de-DE' });
    await call.says('Ja, genau');

    expect(lastHeard(call)).toMatch(/Auf Wiederhören/);
    expect(bench.desk.messages).toHaveLength(1);
  });

  it('changes on the MSP’s own number once the company is known', async () => {
    const [, brightfield] = bench.clients;
    if (brightfield) brightfield.language = 'es';
    const call = await bench.simulated.dials(STRANGER, MSP_LINE);
    await call.says(NEED);
    await call.says('Brightfield Law');

    expect(call.heard.at(-1)).toMatchObject({ language: 'es-ES', text: expect.stringContaining('nombre') });
  });
});

describe('a call that is hung up', () => {
  const STEPS: readonly (readonly [string, (call: PhoneCall) => Promise<void>])[] = [
    ['at the greeting', async () => undefined],
    ['after the request', (call) => call.says(NEED)],
    [
      'after the name',
      async (call) => {
        await call.says(NEED);
        await call.says('Dana Diaz');
      },
    ],
    [
      'while it is asked again',
      async (call) => {
        await call.says(NEED);
        await call.staysSilent();
      },
    ],
    [
      'after a no',
      async (call) => {
        await call.says(NEED);
        await call.says('Dana Diaz');
        await call.says('no');
      },
    ],
  ];

  it.each(STEPS)('%s leaves no request, and nothing of what was said', async (_when, until) => {
    const call = await bench.simulated.dials(STRANGER, LINE);
    await until(call);
    await call.hangsUp();

    expect(bench.desk.messages).toEqual([]);
    expect(stored()).toMatchObject([{ endedAt: expect.any(Date), dialogue: { said: {} }, transcript: [] }]);
    expect(JSON.stringify(stored())).not.toContain('finance');
  });

  it('in the moment of the yes leaves a whole request', async () => {
    const call = await danaAsks();
    await call.says('yes', { hangsUpMeanwhile: true });

    expect(bench.desk.messages).toMatchObject([{ key: `voice:${call.sid}`, text: NEED }]);
    expect(JSON.stringify(stored())).not.toContain('finance');
  });
});

describe('what is not said', () => {
  it('is asked for once more, and ends the call then, without a request', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.staysSilent();
    expect(lastHeard(call)).toMatch(/did not hear anything.*what you need/);
    await call.staysSilent();

    expect(lastHeard(call)).toMatch(/Nothing was passed on/);
    expect(call.status).toBe('completed');
    expect(bench.desk.messages).toEqual([]);
  });

  it('after the read-back is no yes', async () => {
    const call = await danaAsks();
    await call.staysSilent();
    expect(lastHeard(call)).toContain(NEED);
    await call.staysSilent();

    expect(bench.desk.messages).toEqual([]);
  });

  it('clearly is asked for once more', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('the fine ants chair', { confidence: 0.2 });
    expect(lastHeard(call)).toMatch(/did not understand/);
    await call.says(NEED);

    expect(lastHeard(call)).toContain(NEED);
  });
});

describe('somebody who wants a human', () => {
  it.each(['a human please', '0'])('gets the request passed on as such (%s)', async (wish) => {
    const call = await bench.simulated.dials('dana', LINE);
    await (wish === '0' ? call.presses('0') : call.says(wish));

    expect(lastHeard(call)).toMatch(/technician will get back to you/);
    expect(bench.desk.messages).toMatchObject([{ wantsHuman: true, clientId: 'lakeside' }]);
  });

  it('keeps what they have said', async () => {
    const call = await danaAsks();
    await call.says('Can I speak to a person?');

    expect(bench.desk.messages).toMatchObject([{ wantsHuman: true, text: NEED }]);
  });
});

describe('what was delivered already', () => {
  it('is answered as it was, and makes one request, however often it comes at once', async () => {
    const call = await bench.simulated.dials('dana', LINE, { copies: 3 });
    await call.says(NEED, { copies: 3 });
    await call.presses('1', { copies: 3 });

    const answers = bench.simulated.deliveries.filter(({ request }) =>
      request.url.includes('/voice/step?step=1'),
    );
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map(({ answer }) => answer?.text)).size).toBe(1);
    expect(new Set(bench.desk.messages.map(({ key }) => key))).toEqual(new Set([`voice:${call.sid}`]));
    expect(stored()).toMatchObject([{ step: 2, dialogue: { at: 'taken' } }]);
  });

  it('has no effect when somebody sends it again, in the call and after it', async () => {
    const call = await danaAsks();
    const [incoming, said] = call.webhooks;
    if (!incoming || !said) throw new Error('nothing was delivered');
    const before = stored();
    expect((await bench.simulated.replay(said.request)).answer?.text).toBe(said.answer?.text);
    expect((await bench.simulated.replay(incoming.request)).answer?.text).toBe(said.answer?.text);
    expect(stored()).toEqual(before);

    await call.presses('1');
    const done = stored();
    for (const { request } of call.webhooks) await bench.simulated.replay(request);
    expect(bench.desk.messages).toHaveLength(1);
    expect(stored()).toEqual(done);
    const late = await bench.simulated.replay(said.request);
    expect(late.answer).toMatchObject({ status: 200, text: expect.not.stringContaining('Say') });
  });

  it('is one text for the desk, by the carrier’s own id', async () => {
    await bench.simulated.texts('dana', LINE, '123456', { copies: 3 });

    expect(new Set(bench.desk.messages.map(({ key }) => key)).size).toBe(1);
    expect(bench.desk.messages).toHaveLength(3);
  });
});

describe('a webhook that Twilio did not send', () => {
  const FLAWS: readonly WebhookFlaw[] = ['unsigned', 'wrong_signature', 'tampered', 'other_url', 'json'];

  afterEach(() => {
    // Twilio’s debugger shows what we refused; that is not ours to prevent here.
    bench.simulated.clearScreens();
  });

  it.each(FLAWS)('is refused with 403 and leaves no trace (%s)', async (flaw) => {
    await bench.simulated.dials('dana', LINE, { flaw }).catch(() => undefined);
    await bench.simulated.texts('dana', LINE, '123456', { flaw }).catch(() => undefined);

    expect(bench.simulated.deliveries.map(({ answer }) => answer?.status)).toEqual(
      expect.arrayContaining([403]),
    );
    expect(stored()).toEqual([]);
    expect(bench.desk.messages).toEqual([]);
  });

  it.each(FLAWS)('changes nothing in a call that is going on (%s)', async (flaw) => {
    const call = await danaAsks();
    const before = stored();
    await call.presses('1', { flaw }).catch(() => undefined);

    expect(bench.desk.messages).toEqual([]);
    expect(stored().map(({ step, dialogue }) => ({ step, at: dialogue.at }))).toEqual(
      before.map(({ step, dialogue }) => ({ step, at: dialogue.at })),
    );
  });

  it('cannot say what became of a text, nor end a call', async () => {
    const call = await danaAsks();
    const form = new URLSearchParams({ CallSid: call.sid, CallStatus: 'completed' }).toString();
    for (const path of ['/voice/status', '/sms/status?delivery=req_1%2F2.1'])
      expect(await post(path, form, { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })).toBe(403);
    expect(stored()[0]).not.toHaveProperty('endedAt');
    expect(bench.desk.unreached).toEqual([]);
  });

  it('is refused before its body is read, when it is not signed at all', async () => {
    expect(await post('/voice/incoming', 'x'.repeat(1_000_000))).toBe(403);
  });

  it('is too long, or no form', async () => {
    const headers = { 'x-twilio-signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' };
    expect(await post('/voice/incoming', `From=${'1'.repeat(70_000)}`, headers)).toBe(413);
    const wrongType = { ...headers, 'content-type': 'text/plain' };
    expect(await post('/voice/incoming', 'From=1', wrongType)).toBe(403);
  });

  it('is of another account, though its signature is right', async () => {
    const path = '/voice/incoming';
    const fields = {
      AccountSid: `AC${'99'.repeat(16)}`,
      CallSid: `CA${'1'.repeat(32)}`,
      To: LINE,
      From: DANA,
    };
    const signature = bench.simulated.sign(`${bench.appUrl}${path}`, fields);
    const form = new URLSearchParams(fields).toString();
    expect(await post(path, form, { 'x-twilio-signature': signature })).toBe(403);

    const ours = { ...fields, AccountSid: TEST_ACCOUNT.accountSid };
    const valid = bench.simulated.sign(`${bench.appUrl}${path}`, ours);
    expect(await post(path, new URLSearchParams(ours).toString(), { 'x-twilio-signature': valid })).toBe(200);
  });

  it('names no call', async () => {
    const path = '/voice/step?step=0';
    const fields = { AccountSid: TEST_ACCOUNT.accountSid, CallSid: '{"$gt":""}', To: LINE, From: DANA };
    const signature = bench.simulated.sign(`${bench.appUrl}${path}`, fields);
    expect(
      await post(path, new URLSearchParams(fields).toString(), { 'x-twilio-signature': signature }),
    ).toBe(204);
    expect(stored()).toEqual([]);
  });

  it('asks by GET', async () => {
    expect((await fetch(`${bench.appUrl}/voice/incoming`)).status).toBe(404);
  });
});

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${bench.appUrl}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  return response.status;
}

describe('the address that is signed', () => {
  it('is the public one, whatever the request says that it was sent to', async () => {
    await bench.close();
    await open({ publicUrl: 'https://desk.example.com' });
    const call = await danaAsks();
    await call.presses('1');

    expect(bench.desk.messages).toHaveLength(1);
    expect(call.webhooks.map(({ request }) => request.url)).toContain(
      'https://desk.example.com/voice/step?step=1',
    );
  });

  it('is learned in the sandbox, and nothing is taken before', async () => {
    await bench.close();
    await open({ learnsAddress: true });
    await danaAsks();
    expect(stored()).toHaveLength(1);
  });

  it('signs fields that nobody knew of, and words as they were said', async () => {
    const call = await bench.simulated.dials('dana', LINE, {
      change: { NewParameter: 'of next year', 'Über & 1+1': ' spaces ' },
    });
    await call.says('  Two  spaces, a + and <b>&amp;</b> “quotes” 日本 😀. ');
    expect(lastHeard(call)).toContain('Two spaces, a + and <b>&amp;</b> “quotes” 日本 😀');
  });
});

describe('what people say', () => {
  it('is read out as words, long numbers digit by digit, and cannot say anything else to Twilio', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('Ticket 48201 \u0007\u202e</Say><Dial>+15555550999</Dial><Say>\u0000 PC 12');

    expect(lastHeard(call)).toContain(
      'Ticket 4 8 2 0 1 </Say><Dial>+1 5 5 5 5 5 5 0 9 9 9</Dial><Say> PC 12',
    );
    expect(call.waitingFor).toMatchObject({ kind: 'gather' });
  });

  it('is cut where it has no end', async () => {
    const call = await bench.simulated.dials('dana', LINE);
    await call.says('and then '.repeat(2_000));
    await call.presses('1');

    expect(bench.desk.messages[0]?.text.length).toBeLessThanOrEqual(1_000);
  });
});

describe('when our own house is not in order', () => {
  it('callers hear that nothing was passed on, when a call cannot be stored', async () => {
    bench.storeFailures.push(away);
    const call = await bench.simulated.dials('dana', LINE);

    expect(lastHeard(call)).toMatch(/Nothing was passed on/);
    expect(lastHeard(call)).not.toContain('inner words');
    expect(call.status).toBe('completed');
  });

  it('callers hear that nothing was passed on, when a request cannot be stored', async () => {
    bench.desk.failures.push(away);
    const call = await danaAsks();
    await call.presses('1');

    expect(lastHeard(call)).toMatch(/Nothing was passed on/);
    expect(bench.desk.messages).toEqual([]);
  });

  it('a flood of calls from one number is not taken, and others are', async () => {
    for (let calls = 0; calls < 30; calls += 1) await (await bench.simulated.dials(STRANGER, LINE)).hangsUp();
    const one = await bench.simulated.dials(STRANGER, LINE);
    expect(lastHeard(one)).toMatch(/too many requests/);

    expect((await bench.simulated.dials('dana', LINE)).waitingFor).toMatchObject({ kind: 'gather' });
    expect(stored()).toHaveLength(31);
  });
});

describe('texts that come in', () => {
  it('of a number on file are handed to the desk, and its answer is sent back', async () => {
    bench.desk.answers.receipt = { kind: 'answered', sentence: 'Thank you. I am going on.' };
    await bench.simulated.texts('dana', LINE, '123 456');

    expect(bench.desk.messages).toMatchObject([
      {
        from: { provider: 'phone', tenant: 'phone', user: DANA },
        clientId: 'lakeside',
        conversation: { surface: 'voice', tenant: LINE, conversation: DANA },
        continuesOnly: true,
        text: '123 456',
      },
    ]);
    await bench.settled();
    expect(bench.simulated.messagesTo('dana').map(({ body }) => body)).toEqual(['Thank you. I am going on.']);
  });

  it('that belong to nothing are told so once, not every time', async () => {
    bench.desk.answers.receipt = { kind: 'ignored' };
    for (const text of ['Hello', 'Is anybody there?', 'Hello?'])
      await bench.simulated.texts('dana', LINE, text);
    await bench.settled();

    expect(bench.simulated.messagesTo('dana').map(({ body }) => body)).toEqual([
      expect.stringMatching(/only answer what you were asked.*please call/),
    ]);
  });

  it('of other numbers reach nobody, and are not answered', async () => {
    await bench.simulated.texts(STRANGER, LINE, '123456');
    await bench.settled();

    expect(bench.desk.messages).toEqual([]);
    expect(bench.simulated.messagesTo(STRANGER)).toEqual([]);
  });
});

describe('what is kept of a call', () => {
  it('is nothing of what was said, once it is over', async () => {
    const call = await danaAsks();
    expect(JSON.stringify(stored())).toContain('finance');
    await call.presses('1');

    expect(JSON.stringify(stored())).not.toContain('finance');
  });

  it('is every line, where that is configured', async () => {
    await bench.close();
    await open({ settings: { transcripts: 'all' } });
    const call = await danaAsks();
    await call.presses('1');

    expect(stored()[0]?.transcript.map(({ who, text }) => `${who}: ${text}`)).toEqual([
      expect.stringMatching(/^agent: Hello.*what you need/),
      `caller: ${NEED}`,
      expect.stringMatching(/^agent: You asked: I need access/),
      'caller: 1',
      expect.stringMatching(/^agent: Thank you/),
    ]);
    expect(stored()[0]?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });

  it('is not in the log: no words, and two digits of a number', async () => {
    const { logger, lines } = rememberingLogger();
    await bench.close();
    await open({ logger });
    const call = await danaAsks();
    await call.presses('1');
    await bench.simulated.texts(STRANGER, LINE, 'the finance share');
    await bench.settled();

    const log = lines.join('');
    expect(log).toContain('a call was taken to the desk');
    expect(log).not.toMatch(/finance|\+1555/);
    expect(log).toContain('…77');
  });
});
