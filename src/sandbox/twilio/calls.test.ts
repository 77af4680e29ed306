import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clients } from '../demo-data.ts';
import { CLIENT_LINES } from '../demo-phones.ts';
import { type SimulatedTwilio, startSimulatedTwilio, WITHHELD } from './index.ts';
import { startWebhooks, type Webhooks } from './webhooks.fixture.ts';

const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a-token-of-the-tests' };
const line = CLIENT_LINES['lakeside'] ?? '';
const publicUrl = 'https://desk.example.test';

let webhooks: Webhooks;
let twilio: SimulatedTwilio;

beforeEach(async () => {
  webhooks = await startWebhooks();
  twilio = await startSimulatedTwilio({ ...account, clients, answerWithinMs: 2_000 });
  deliver('');
});

afterEach(async () => {
  await twilio.close();
  await webhooks.close();
});

function deliver(suffix: string) {
  twilio.deliverTo({
    voiceUrl: `${publicUrl}/voice/incoming${suffix}`,
    statusUrl: `${publicUrl}/voice/status`,
    reachedAt: webhooks.url,
  });
}

const twiml = (content: string) => `<Response>${content}</Response>`;
const gather = (attributes = '', prompt = 'How can I help?') =>
  `<Gather input="speech dtmf" action="/voice/step" ${attributes}><Say>${prompt}</Say></Gather>`;
const asked = (path: string) => webhooks.received.filter((one) => one.path.startsWith(path));
const codes = () => twilio.alerts.map(({ code }) => code);
const texts = (call: { heard: readonly { text: string }[] }) => call.heard.map(({ text }) => text);

describe('a call that comes in', () => {
  it('is a form that is signed for the public address with every field, empty ones too', async () => {
    webhooks.answer('/voice/incoming', twiml('<Say>Hello</Say>'));

    await twilio.dials('dana', line);

    const [came] = asked('/voice/incoming');
    expect(came?.method).toBe('POST');
    expect(came?.headers['content-type']).toBe('application/x-www-form-urlencoded; charset=UTF-8');
    expect(came?.form).toMatchObject({
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: '+15555550501',
      Caller: '+15555550501',
      To: line,
      Called: line,
      FromCountry: 'US',
      FromCity: '',
    });
    expect(came?.form['CallSid']).toMatch(/^CA[0-9a-f]{32}$/);
    const fields = Object.entries(came?.form ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
    const signed = `${publicUrl}/voice/incoming${fields.flat().join('')}`;
    expect(came?.headers['x-twilio-signature']).toBe(
      createHmac('sha1', account.authToken).update(signed).digest('base64'),
    );
  });

  it('is heard to its end, in its languages, and its end is told', async () => {
    webhooks.answer('/voice/incoming', twiml('<Say language="de-DE">Guten Tag</Say><Say>Bye</Say>'));

    const call = await twilio.dials('dana', line);

    expect(call.heard).toMatchObject([
      { kind: 'spoken', text: 'Guten Tag', language: 'de-DE' },
      { kind: 'spoken', text: 'Bye', language: 'en-US' },
    ]);
    expect(call.status).toBe('completed');
    expect(asked('/voice/status')).toMatchObject([
      { form: { CallSid: call.sid, CallStatus: 'completed', CallbackSource: 'call-progress-events' } },
    ]);
    await expect(call.says('wait')).rejects.toThrow('does not listen');
    expect(twilio.alerts).toEqual([]);
  });

  it('shows a withheld number as Twilio does, and what the carrier vouches for', async () => {
    webhooks.answer('/voice/incoming', twiml('<Hangup/>'));

    await twilio.dials('dana', line, { withheld: true });
    await twilio.dials('dana', line, { withheld: 'restricted', stirVerstat: 'TN-Validation-Passed-C' });
    await twilio.dials('+4930123456', line);

    expect(asked('/voice/incoming').map(({ form }) => [form['From'], form['StirVerstat']])).toEqual([
      [WITHHELD.anonymous, undefined],
      [WITHHELD.restricted, 'TN-Validation-Passed-C'],
      ['+4930123456', undefined],
    ]);
    expect(JSON.stringify(webhooks.received)).not.toContain('5550501');
  });

  it('can be rejected before it is answered', async () => {
    webhooks.answer('/voice/incoming', twiml('<Reject reason="busy"/>'));

    const call = await twilio.dials('dana', line);

    expect(call).toMatchObject({ status: 'busy', heard: [{ kind: 'tone', text: 'busy' }] });
  });

  it('cannot be placed by somebody without a phone, or to a number that is not ours', async () => {
    await expect(twilio.dials('noor', line)).rejects.toThrow('nobody called noor has a phone');
    await expect(twilio.dials('dana', '+15555550199')).rejects.toThrow('no line');
  });
});

describe('what the caller says', () => {
  it('goes to the action as it was said, with how sure the recognition is', async () => {
    webhooks.answer('/voice/incoming', twiml(gather('speechTimeout="auto" language="en-US"')));
    webhooks.answer('/voice/step', twiml('<Say>Thank you</Say>'));

    const call = await twilio.dials('dana', line);
    expect(call.waitingFor).toMatchObject({ kind: 'gather', speech: true, dtmf: true, language: 'en-US' });
    await call.says(' I need Zendesk ', { confidence: 0.41 });

    expect(asked('/voice/step')).toMatchObject([
      { form: { CallStatus: 'in-progress', SpeechResult: ' I need Zendesk ', Confidence: '0.41' } },
    ]);
    expect(texts(call)).toEqual(['How can I help?', 'Thank you']);
    expect(call.deeds).toMatchObject([{ kind: 'spoke', text: ' I need Zendesk ', after: 1 }]);
  });

  it('cuts the prompt off, unless the prompt goes on regardless: then it is lost', async () => {
    webhooks.answer('/voice/incoming', twiml(gather()));
    webhooks.answer('/voice/step', twiml(`${gather('bargeIn="false"', 'Listen.')}<Say>Goodbye</Say>`));

    const call = await twilio.dials('dana', line);
    await call.says('hello', { interrupting: true });
    expect(call.heard[0]).toMatchObject({ text: 'How can I help?', interrupted: true });
    await call.says('hello?', { interrupting: true });

    expect(call.heard.slice(1)).toMatchObject([
      { text: 'Listen.', interrupted: false },
      { text: 'Goodbye', interrupted: false },
    ]);
    expect(asked('/voice/step')).toHaveLength(1);
  });

  it('is silence where only keys are listened for, and the other way round', async () => {
    webhooks.answer(
      '/voice/incoming',
      twiml(
        '<Gather numDigits="1" action="/voice/step"><Say>Press</Say></Gather>' +
          '<Gather input="speech" action="/voice/step"><Say>Speak</Say></Gather><Say>Goodbye</Say>',
      ),
    );

    const call = await twilio.dials('dana', line);
    await call.says('one');
    await call.presses('1');

    expect(texts(call)).toEqual(['Press', 'Speak', 'Goodbye']);
    expect(asked('/voice/step')).toEqual([]);
  });

  it('is nothing when the caller is silent: the next verb, or the action where that is wanted', async () => {
    webhooks.answer('/voice/incoming', twiml(`${gather()}${gather('actionOnEmptyResult="true"', 'Hello?')}`));
    webhooks.answer('/voice/step', twiml('<Say>Goodbye</Say>'));

    const call = await twilio.dials('dana', line);
    await call.staysSilent();
    await call.staysSilent();

    expect(texts(call)).toEqual(['How can I help?', 'Hello?', 'Goodbye']);
    expect(asked('/voice/step')[0]?.form).toMatchObject({ Digits: '' });
    expect(asked('/voice/step')[0]?.form).not.toHaveProperty('SpeechResult');
  });
});

describe('keys', () => {
  it.each([
    ['numDigits="1"', '12', '1', ''],
    ['', '123#9', '123', '#'],
    ['finishOnKey="*"', '12#*', '12#', '*'],
    ['finishOnKey=""', '12#', '12#', ''],
    ['numDigits="6"', '123', '123', ''],
  ])('with %s: %s is %s', async (attributes, keys, digits, finishedOn) => {
    webhooks.answer('/voice/incoming', twiml(gather(attributes)));
    webhooks.answer('/voice/step', twiml('<Hangup/>'));

    await (await twilio.dials('dana', line)).presses(keys);

    expect(asked('/voice/step')).toMatchObject([{ form: { Digits: digits, FinishedOnKey: finishedOn } }]);
  });
});

describe('addresses', () => {
  it('are relative to the document that names them, and may be asked for with GET', async () => {
    webhooks.answer('/voice/incoming', twiml('<Redirect method="GET">steps/one?a=1</Redirect>'));
    webhooks.answer('/voice/steps/one', twiml('<Gather input="speech" action="two"/>'));
    webhooks.answer('/voice/steps/two', twiml('<Say>there</Say>'));

    const call = await twilio.dials('dana', line);
    await call.says('go on');

    expect(texts(call)).toEqual(['there']);
    const [redirected] = asked('/voice/steps/one');
    expect(redirected?.method).toBe('GET');
    expect(redirected?.form).toMatchObject({ a: '1', CallSid: call.sid });
    expect(redirected?.headers['x-twilio-signature']).toBe(twilio.sign(`${publicUrl}${redirected?.path}`));
  });

  it('that are missing mean the document itself; one that asks for itself without end is stopped', async () => {
    webhooks.answer('/voice/incoming', twiml('<Gather input="speech"><Say>Yes?</Say></Gather>'));
    const call = await twilio.dials('dana', line);
    await call.says('hello');
    expect(asked('/voice/incoming')).toHaveLength(2);
    await call.hangsUp();

    webhooks.answer('/voice/incoming', twiml('<Redirect/>'));
    const lost = await twilio.dials('dana', line);
    expect(lost).toMatchObject({ status: 'completed', heard: [{ kind: 'application_error' }] });
    expect(codes()).toEqual([14106]);
  });
});

describe('an answer that is wrong', () => {
  it.each([
    [12300, { type: 'application/json', body: '{}' }],
    [12300, { type: '', body: twiml('') }],
    [12100, { body: '<Response><Say>x</Response>' }],
    [12100, { body: '' }],
    [11200, { status: 403, body: '' }],
    [11200, { status: 500, body: twiml('<Say>Hello</Say>') }],
    [11200, { status: 302, body: '' }],
    [11750, { body: twiml(`<Say>${'x'.repeat(70_000)}</Say>`) }],
    [11205, { instead: 'silence' as const }],
    [13750, { body: twiml('<Record/>') }],
  ])('is %d, and the caller hears that there is an error', async (code, answer) => {
    webhooks.answer('/voice/incoming', answer);

    const call = await twilio.dials('dana', line);

    expect(codes()).toEqual([code]);
    expect(call).toMatchObject({
      status: 'completed',
      heard: [{ kind: 'application_error' }],
      waitingFor: undefined,
    });
    expect(asked('/voice/incoming')).toHaveLength(1);
    expect(asked('/voice/status')).toHaveLength(1);
  });

  it('is skipped where Twilio only warns', async () => {
    webhooks.answer('/voice/incoming', twiml('<Say tone="kind">Hello</Say>'));

    expect(texts(await twilio.dials('dana', line))).toEqual(['Hello']);
    expect(twilio.alerts).toMatchObject([{ code: 12200, level: 'warning' }]);
  });

  it('is read out when it is plain text', async () => {
    webhooks.answer('/voice/incoming', { type: 'text/plain; charset=utf-8', body: 'Hello' });

    expect(await twilio.dials('dana', line)).toMatchObject({
      heard: [{ text: 'Hello' }],
      status: 'completed',
    });
  });

  it('sends the caller to the fallback, which hears why', async () => {
    twilio.deliverTo({
      voiceUrl: `${publicUrl}/voice/incoming`,
      voiceFallbackUrl: `${publicUrl}/voice/fallback`,
      reachedAt: webhooks.url,
    });
    webhooks.answer('/voice/incoming', { status: 500, body: '' });
    webhooks.answer('/voice/fallback', twiml('<Say>Please call again.</Say>'));

    expect(texts(await twilio.dials('dana', line))).toEqual(['Please call again.']);
    expect(asked('/voice/fallback')).toMatchObject([
      { form: { ErrorCode: '11200', ErrorUrl: `${publicUrl}/voice/incoming` } },
    ]);
  });
});

describe('a webhook that cannot be reached', () => {
  it('is tried once more, with the same request, when the connection was cut', async () => {
    webhooks.answer('/voice/incoming', { instead: 'cut' }, twiml('<Say>Hello</Say>'));

    expect(texts(await twilio.dials('dana', line))).toEqual(['Hello']);
    const [first, second] = asked('/voice/incoming');
    expect(second).toEqual(first);
    expect(first?.headers['i-twilio-idempotency-token']).toMatch(/^[0-9a-f-]{36}$/);
    expect(twilio.deliveries[0]?.attempts).toMatchObject([{ outcome: 'unreachable' }, { outcome: 200 }]);
  });

  it('is tried as often, and after such answers, as its address says', async () => {
    deliver('#rc=2&rp=5xx,ct');
    webhooks.answer(
      '/voice/incoming',
      { status: 503, body: '' },
      { instead: 'cut' },
      twiml('<Say>Hello</Say>'),
    );

    expect(texts(await twilio.dials('dana', line))).toEqual(['Hello']);
    expect(asked('/voice/incoming')).toHaveLength(3);
    expect(twilio.deliveries[0]?.request.url).toBe(`${publicUrl}/voice/incoming`);

    deliver('#rc=0');
    webhooks.answer('/voice/incoming', { instead: 'cut' });
    await twilio.dials('dana', line);
    expect(asked('/voice/incoming')).toHaveLength(4);
  });

  it('takes turns where several processes answer', async () => {
    const other = await startWebhooks();
    for (const one of [webhooks, other]) {
      one.answer('/voice/incoming', twiml(gather()));
      one.answer('/voice/step', twiml('<Hangup/>'));
    }
    twilio.deliverTo({
      voiceUrl: `${publicUrl}/voice/incoming`,
      reachedAt: [webhooks.url, other.url],
    });

    await (await twilio.dials('dana', line)).says('hello');

    expect(webhooks.received.map(({ path }) => path)).toEqual(['/voice/incoming']);
    expect(other.received.map(({ path }) => path)).toEqual(['/voice/step']);
    await other.close();
  });
});

describe('hanging up', () => {
  it('ends the call where it is, and is told', async () => {
    webhooks.answer('/voice/incoming', twiml(gather()));

    const call = await twilio.dials('dana', line);
    await call.hangsUp();
    await call.hangsUp();

    expect(call).toMatchObject({ status: 'completed', waitingFor: undefined });
    expect(asked('/voice/step')).toEqual([]);
    expect(asked('/voice/status')).toHaveLength(1);
    await expect(call.presses('1')).rejects.toThrow('does not listen');
  });

  it('may come before our answer, which nobody hears then', async () => {
    webhooks.answer('/voice/incoming', twiml(gather()));
    webhooks.answer('/voice/step', twiml('<Say>Too late</Say>'));
    webhooks.beforeAnswer = ({ path }) =>
      path === '/voice/step' ? expect.poll(() => asked('/voice/status').length).toBe(1) : undefined;

    const call = await twilio.dials('dana', line);
    await call.says('never mind', { hangsUpMeanwhile: true });

    expect(texts(call)).toEqual(['How can I help?']);
    expect(call.status).toBe('completed');
    expect(webhooks.received.map(({ path }) => path)).toEqual([
      '/voice/incoming',
      '/voice/step',
      '/voice/status',
    ]);
  });
});

describe('a transfer', () => {
  it('connects the caller, and the document goes on when the other side hangs up', async () => {
    webhooks.answer('/voice/incoming', twiml('<Dial>+15555550177</Dial><Say>And now?</Say>'));

    const call = await twilio.dials('dana', line);
    expect(call.waitingFor).toEqual({ kind: 'connected', to: '+15555550177' });
    await call.says('Hello, is that the desk?');
    await call.otherSideHangsUp();

    expect(texts(call)).toEqual(['ringing +15555550177', 'And now?']);
  });

  it('tells the action what became of it', async () => {
    webhooks.answer('/voice/incoming', twiml('<Dial action="/voice/dialled">+15555550177</Dial>'));
    webhooks.answer('/voice/dialled', twiml('<Say>Nobody is there.</Say>'));
    twilio.setManners('+15555550177', { calls: 'no_answer' });

    expect(texts(await twilio.dials('dana', line))).toContain('Nobody is there.');
    expect(asked('/voice/dialled')).toMatchObject([{ form: { DialCallStatus: 'no-answer' } }]);
  });
});

describe('an attacker', () => {
  const signatureOf = (index: number) => webhooks.received[index]?.headers['x-twilio-signature'];
  const rightFor = (index: number) =>
    twilio.sign(`${publicUrl}/voice/incoming`, webhooks.received[index]?.form);

  beforeEach(() => webhooks.answer('/voice/incoming', { status: 403, body: '' }));

  it('can send what is not signed, wrongly signed, changed on the way or meant for another address', async () => {
    await twilio.dials('dana', line, { flaw: 'unsigned' });
    expect(signatureOf(0)).toBeUndefined();

    for (const flaw of ['wrong_signature', 'tampered', 'other_url'] as const) {
      const before = webhooks.received.length;
      await twilio.dials('dana', line, { flaw });
      expect(signatureOf(before), flaw).toMatch(/^[\w+/]{27}=$/);
      expect(signatureOf(before), flaw).not.toBe(rightFor(before));
    }
  });

  it('can send JSON that is signed as Twilio signs JSON', async () => {
    await twilio.dials('dana', line, { flaw: 'json' });

    const [came] = webhooks.received;
    expect(came?.headers['content-type']).toBe('application/json');
    expect(came?.path).toMatch(/^\/voice\/incoming\?bodySHA256=[0-9a-f]{64}$/);
    expect(signatureOf(0)).toBe(twilio.sign(`${publicUrl}${came?.path}`));
  });

  it('can repeat a genuine request to the byte, and send it several times at once', async () => {
    const [delivery] = (await twilio.dials('dana', line)).webhooks;
    if (!delivery) throw new Error('there was no webhook');
    await twilio.replay(delivery.request);
    expect(webhooks.received.filter(({ path }) => path === '/voice/incoming')).toEqual([
      webhooks.received[0],
      webhooks.received[0],
    ]);

    const before = asked('/voice/incoming').length;
    await twilio.dials('dana', line, { copies: 3, change: { NewParameter: 'of tomorrow' } });
    const copies = asked('/voice/incoming').slice(before);
    expect(copies).toHaveLength(3);
    for (const copy of copies) {
      expect(copy.form['NewParameter']).toBe('of tomorrow');
      expect(copy.headers['x-twilio-signature']).toBe(twilio.sign(`${publicUrl}/voice/incoming`, copy.form));
    }
  });
});
