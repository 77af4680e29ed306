import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DANA,
  LINE,
  openVoiceBench,
  TEST_ACCOUNT,
  type VoiceBench,
  type VoiceBenchOptions,
} from '../../../test/support/voice-bench.ts';
import { CountersignError } from '../../errors.ts';
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

  it('comes too late for a call that was hung up, even if it is a yes', async () => {
    const call = await danaAsks();
    await call.hangsUp();
    const path = '/voice/step?step=1';
    const fields = {
      AccountSid: TEST_ACCOUNT.accountSid,
      CallSid: call.sid,
      From: DANA,
      To: LINE,
      Digits: '1',
    };
    const signature = bench.simulated.sign(`${bench.appUrl}${path}`, fields);
    const form = new URLSearchParams(fields).toString();

    expect(await post(path, form, { 'x-twilio-signature': signature })).toBe(200);
    expect(bench.desk.messages).toEqual([]);
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
