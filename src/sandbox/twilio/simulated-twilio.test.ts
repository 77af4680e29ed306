import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients } from '../demo-data.ts';
import { CLIENT_LINES, MSP_LINE } from '../demo-phones.ts';
import { type SimulatedTwilio, startSimulatedTwilio } from './index.ts';
import { startWebhooks, type Webhooks } from './webhooks.fixture.ts';

const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a-token-of-the-tests' };
const apiKey = { sid: `SK${'2'.repeat(32)}`, secret: 'an-api-secret' };
const messagingServiceSid = `MG${'3'.repeat(32)}`;
const line = CLIENT_LINES['lakeside'] ?? '';
const dana = '+15555550501';

let webhooks: Webhooks;
let twilio: SimulatedTwilio;
let clock: MovableClock;

beforeEach(async () => {
  clock = new MovableClock();
  webhooks = await startWebhooks();
  twilio = await startSimulatedTwilio({ ...account, apiKey, messagingServiceSid, clients, clock });
  twilio.deliverTo({
    voiceUrl: `${webhooks.url}/voice/incoming`,
    smsUrl: `${webhooks.url}/sms/incoming`,
    statusUrl: `${webhooks.url}/voice/status`,
  });
});

afterEach(async () => {
  await twilio.close();
  await webhooks.close();
});

interface Answered {
  status: number;
  // What an answer holds is what the test is about to find out.
  body: Record<string, unknown>;
}

async function call(
  path: string,
  form?: Record<string, string> | URLSearchParams,
  {
    user = account.accountSid,
    password = account.authToken,
    headers = {},
    accountSid = account.accountSid,
  } = {},
): Promise<Answered> {
  const response = await fetch(`${twilio.apiUrl}/2010-04-01/Accounts/${accountSid}${path}`, {
    method: form ? 'POST' : 'GET',
    headers: { authorization: `Basic ${btoa(`${user}:${password}`)}`, ...headers },
    ...(form ? { body: new URLSearchParams(form) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const text = (form: Record<string, string> = {}) =>
  call('/Messages.json', { To: dana, From: line, Body: 'Done.', ...form });
const ring = (form: Record<string, string> = {}) =>
  call('/Calls.json', { To: dana, From: line, Twiml: '<Response><Say>Done.</Say></Response>', ...form });
const asked = (path: string) => webhooks.received.filter((one) => one.path.startsWith(path));
const refusal = async (answered: Promise<Answered>) => {
  const { status, body } = await answered;
  return [status, body['code']];
};

describe('the API', () => {
  it('is for the account with its token, or with an API key', async () => {
    expect((await text()).status).toBe(201);
    const keyed = { user: apiKey.sid, password: apiKey.secret };
    expect((await call('/Messages.json', { To: dana, From: line, Body: 'x' }, keyed)).status).toBe(201);

    for (const wrong of [{ password: 'guessed' }, { user: apiKey.sid }, { user: '', password: '' }])
      expect(await call('/Messages.json', { To: dana, From: line, Body: 'x' }, wrong)).toEqual({
        status: 401,
        body: {
          code: 20003,
          message: 'Authenticate',
          more_info: 'https://www.twilio.com/docs/errors/20003',
          status: 401,
        },
      });
    await twilio.settled();
    expect(twilio.messagesTo('dana')).toHaveLength(2);
  });

  it('has nothing at other addresses, nor for other accounts', async () => {
    expect(await refusal(call('/Nothing.json'))).toEqual([404, 20404]);
    expect(await refusal(call(`/Calls/CA${'0'.repeat(32)}.json`))).toEqual([404, 20404]);
    expect(await refusal(call('/Calls.json', undefined, { accountSid: `AC${'9'.repeat(32)}` }))).toEqual([
      404, 20404,
    ]);
    expect(await refusal(call('/Nothing.json', undefined, { password: 'guessed' }))).toEqual([401, 20003]);
  });

  it('takes forms only: a JSON body is as good as none', async () => {
    const response = await fetch(`${twilio.apiUrl}/2010-04-01/Accounts/${account.accountSid}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ To: dana, From: line, Body: 'x' }),
    });

    expect([response.status, await response.json()]).toMatchObject([400, { code: 21604 }]);
  });

  it.each([
    [{ To: '' }, 21604],
    [{ To: '0049301234' }, 21211],
    [{ To: '+1555555' }, 21211],
    [{ From: '' }, 21603],
    [{ From: '+15555559999' }, 21659],
    [{ Body: '' }, 21602],
    [{ Body: 'x'.repeat(1_601) }, 21617],
    [{ StatusCallback: 'not an address' }, 21609],
    [{ MessagingServiceSid: `MG${'0'.repeat(32)}` }, 21701],
  ])('refuses a text with %o as %d', async (form, code) => {
    expect(await refusal(text(form))).toEqual([400, code]);
    expect(twilio.messagesTo('dana')).toEqual([]);
  });

  it.each([
    [{ To: '' }, 21201],
    [{ To: 'dana' }, 21211],
    [{ From: '' }, 21213],
    [{ From: '+15555559999' }, 21210],
    [{ Twiml: '' }, 21205],
    [{ Twiml: '<Response><Say>' }, 12100],
    [{ Twiml: '<Response><Shout/></Response>' }, 12200],
    [{ Twiml: `<Response>${' '.repeat(4_000)}</Response>` }, 21264],
    [{ StatusCallback: 'ftp://x' }, 21609],
    [{ StatusCallback: 'https://x.test/', StatusCallbackEvent: 'sneezed' }, 21626],
  ])('refuses a call with %o as %d', async (form, code) => {
    expect(await refusal(ring(form))).toEqual([400, code]);
    expect(twilio.callsOf('dana')).toEqual([]);
  });

  it('limits calls in a second where the limit is on', async () => {
    twilio.apiLimit.enabled = true;
    twilio.apiLimit.perSecond = 2;

    expect([(await text()).status, (await text()).status]).toEqual([201, 201]);
    expect(await refusal(text())).toEqual([429, 20429]);
    clock.advance({ ms: 1_000 });
    expect((await text()).status).toBe(201);
  });

  it('lists the numbers of the account, and takes where they deliver', async () => {
    const { body } = await call(`/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(MSP_LINE)}`);
    const [number] = body['incoming_phone_numbers'] as Record<string, unknown>[];
    expect(number).toMatchObject({ phone_number: MSP_LINE, voice_url: `${webhooks.url}/voice/incoming` });
    webhooks.answer('/elsewhere', '<Response><Say>Elsewhere</Say></Response>');

    const path = `/IncomingPhoneNumbers/${String(number?.['sid'])}.json`;
    expect(await refusal(call(path, { VoiceUrl: 'nowhere' }))).toEqual([400, 21502]);
    await call(path, { VoiceUrl: `${webhooks.url}/elsewhere` });

    expect((await call(path)).body).toMatchObject({
      voice_url: `${webhooks.url}/elsewhere`,
      sms_url: `${webhooks.url}/sms/incoming`,
    });
    expect((await twilio.dials('dana', MSP_LINE)).heard).toMatchObject([{ text: 'Elsewhere' }]);
  });
});

describe('a text that we send', () => {
  const statuses = () => asked('/sms/status').map(({ form }) => [form['MessageStatus'], form['ErrorCode']]);
  const withCallback = (form: Record<string, string> = {}) =>
    text({ StatusCallback: `${webhooks.url}/sms/status?for=r-1`, ...form });

  it('is queued, sent, delivered and shown; what follows the queue is told by signed callbacks', async () => {
    const { status, body } = await withCallback({ Body: 'Request R-1: done.' });
    await twilio.settled();

    expect([status, body]).toMatchObject([
      201,
      {
        status: 'queued',
        from: line,
        to: dana,
        body: 'Request R-1: done.',
        direction: 'outbound-api',
        num_segments: '1',
        error_code: null,
        account_sid: account.accountSid,
        uri: `/2010-04-01/Accounts/${account.accountSid}/Messages/${String(body['sid'])}.json`,
      },
    ]);
    expect(body['sid']).toMatch(/^SM[0-9a-f]{32}$/);
    expect(body['date_created']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    expect(statuses()).toEqual([
      ['sent', undefined],
      ['delivered', undefined],
    ]);
    for (const { path, form, headers } of asked('/sms/status')) {
      expect(path).toBe('/sms/status?for=r-1');
      expect(form['MessageSid']).toBe(body['sid']);
      expect(headers['x-twilio-signature']).toBe(twilio.sign(`${webhooks.url}${path}`, form));
    }
    expect(twilio.messagesTo('dana')).toMatchObject([{ from: line, body: 'Request R-1: done.' }]);
    expect((await call(`/Messages/${String(body['sid'])}.json`)).body).toMatchObject({ status: 'delivered' });
    expect(twilio.alerts).toEqual([]);
  });

  it('is accepted first by a messaging service, which chooses the number', async () => {
    const { body } = await withCallback({ From: '', MessagingServiceSid: messagingServiceSid });
    await twilio.settled();

    expect(body).toMatchObject({
      status: 'accepted',
      from: null,
      messaging_service_sid: messagingServiceSid,
    });
    expect(statuses().map(([status]) => status)).toEqual(['queued', 'sent', 'delivered']);
    expect(twilio.messagesTo('dana')).toMatchObject([{ from: MSP_LINE }]);
  });

  it.each([
    ['a landline', () => twilio.setManners('dana', { kind: 'landline' }), 'undelivered', 30006],
    ['an unregistered line', () => twilio.setRegistered(line, false), 'undelivered', 30034],
    [
      'a phone that is off',
      () => twilio.setManners('dana', { texts: { undelivered: 30003 } }),
      'undelivered',
      30003,
    ],
    ['a full queue', () => twilio.setManners('dana', { texts: { failed: 30001 } }), 'failed', 30001],
  ] as const)('comes back from %s', async (_what, arrange, status, code) => {
    arrange();
    const { body } = await withCallback();
    await twilio.settled();

    expect(statuses().at(-1)).toEqual([status, String(code)]);
    expect((await call(`/Messages/${String(body['sid'])}.json`)).body).toMatchObject({
      status,
      error_code: code,
    });
    expect(twilio.messagesTo('dana')).toEqual([]);
  });

  it('is refused to somebody who texted STOP to that line, until they text START', async () => {
    await twilio.texts('dana', line, 'Stop');
    expect(await refusal(text())).toEqual([400, 21610]);
    expect((await text({ From: MSP_LINE })).status).toBe(201);
    expect(asked('/sms/incoming')).toMatchObject([{ form: { Body: 'Stop', OptOutType: 'STOP' } }]);

    await twilio.texts('dana', line, 'START');
    expect((await text()).status).toBe(201);
    await twilio.settled();
    expect(twilio.messagesTo('dana').map(({ from }) => from)).toEqual([line, MSP_LINE, line, line]);
  });

  it('counts its parts as carriers do', async () => {
    const parts = async (body: string) => (await text({ Body: body })).body['num_segments'];

    expect(await parts('x'.repeat(160))).toBe('1');
    expect(await parts('x'.repeat(161))).toBe('2');
    expect(await parts('€'.repeat(80))).toBe('1');
    expect(await parts('✓'.repeat(70))).toBe('1');
    expect(await parts('✓'.repeat(71))).toBe('2');
  });

  it('says in the debugger that nobody took its callback', async () => {
    webhooks.answer('/sms/status', { status: 403, body: '' });
    await withCallback();
    await twilio.settled();

    expect(twilio.alerts.map(({ code }) => code)).toEqual([11200, 11200]);
    expect(twilio.messagesTo('dana')).toHaveLength(1);
  });
});

describe('a text that somebody writes', () => {
  it('comes to the line’s webhook, signed, and is on their phone', async () => {
    const { message, delivery } = await twilio.texts('dana', line, ' 123456 ');

    expect(message).toMatchObject({ kind: 'written', from: dana, to: line, body: ' 123456 ' });
    const [came] = asked('/sms/incoming');
    expect(came?.form).toMatchObject({
      MessageSid: message.sid,
      SmsStatus: 'received',
      From: dana,
      To: line,
      Body: ' 123456 ',
      NumMedia: '0',
      NumSegments: '1',
      FromCity: '',
    });
    expect(came?.headers['x-twilio-signature']).toBe(twilio.sign(`${webhooks.url}/sms/incoming`, came?.form));
    expect(delivery?.answer?.status).toBe(204);
    expect(twilio.messagesOf('dana')).toHaveLength(1);
    expect(twilio.alerts).toEqual([]);
  });

  it('is answered by the messages of the answer', async () => {
    webhooks.answer(
      '/sms/incoming',
      '<Response><Message>One &amp; all</Message><Message><Body>Two</Body></Message></Response>',
      { type: 'text/plain', body: 'Three' },
      { type: 'application/json', body: '{}' },
      { body: '<Response><Message>' },
    );
    for (const body of ['a', 'b', 'c', 'd']) await twilio.texts('dana', line, body);

    expect(twilio.messagesTo('dana').map(({ body }) => body)).toEqual(['One & all', 'Two', 'Three']);
    expect(twilio.alerts.map(({ code }) => code)).toEqual([12300, 12100]);
  });

  it('can be forged like a call', async () => {
    await twilio.texts('dana', line, 'x', { flaw: 'unsigned', copies: 2 });

    expect(asked('/sms/incoming').map(({ headers }) => headers['x-twilio-signature'])).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('a call that we place', () => {
  const states = () =>
    asked('/calls/status').map(({ form }) => [
      form['CallStatus'],
      form['SequenceNumber'],
      form['AnsweredBy'],
    ]);
  const withCallback = (form: Record<string, string> = {}) =>
    ring({ StatusCallback: `${webhooks.url}/calls/status`, ...form });

  it('rings, is answered, is heard, and its end is told', async () => {
    const { status, body } = await withCallback();
    await twilio.settled();

    expect([status, body['status'], body['direction']]).toEqual([201, 'queued', 'outbound-api']);
    const [answered] = twilio.callsOf('dana');
    expect(answered).toMatchObject({ status: 'completed', heard: [{ text: 'Done.' }], line });
    expect(states()).toEqual([['completed', '0', undefined]]);
    const [came] = asked('/calls/status');
    expect(came?.form).toMatchObject({ From: line, To: dana, Direction: 'outbound-api' });
    expect(came?.headers['x-twilio-signature']).toBe(twilio.sign(`${webhooks.url}/calls/status`, came?.form));
    expect((await call(`/Calls/${String(body['sid'])}.json`)).body).toMatchObject({ status: 'completed' });
  });

  it('tells of as much as is asked for, and whether a machine answered', async () => {
    twilio.setManners('dana', { calls: 'machine' });
    const form = new URLSearchParams({
      To: dana,
      From: line,
      Twiml: '<Response><Say>Done.</Say></Response>',
      MachineDetection: 'Enable',
      StatusCallback: `${webhooks.url}/calls/status`,
    });
    for (const event of ['initiated', 'ringing', 'answered', 'completed'])
      form.append('StatusCallbackEvent', event);
    await call('/Calls.json', form);
    await twilio.settled();

    expect(states()).toEqual([
      ['initiated', '0', undefined],
      ['ringing', '1', undefined],
      ['in-progress', '2', 'machine_start'],
      ['completed', '3', 'machine_start'],
    ]);
  });

  it.each([
    ['busy', 'busy'],
    ['no_answer', 'no-answer'],
    ['unreachable', 'failed'],
  ] as const)('is not heard when the phone is %s', async (manners, status) => {
    twilio.setManners('dana', { calls: manners });
    await withCallback();
    await twilio.settled();

    expect(twilio.callsOf('dana')).toMatchObject([{ status, heard: [] }]);
    expect(states()).toEqual([[status, '0', undefined]]);
    expect(asked('/calls/status')[0]?.form['CallDuration']).toBe('0');
  });

  it('may ask our webhook what to say, and listen', async () => {
    webhooks.answer(
      '/calls/begin',
      '<Response><Gather input="dtmf" action="end"><Say>Press 1</Say></Gather></Response>',
    );
    webhooks.answer('/calls/end', '<Response><Say>Thank you</Say></Response>');
    await ring({ Twiml: '', Url: `${webhooks.url}/calls/begin` });
    await twilio.settled();

    const [taken] = twilio.callsOf('dana');
    await taken?.presses('1');
    expect(taken?.heard.map(({ text: heard }) => heard)).toEqual(['Press 1', 'Thank you']);
    expect(asked('/calls/end')).toMatchObject([{ form: { Digits: '1', From: line, To: dana } }]);
  });

  it('can be ended by the API', async () => {
    webhooks.answer('/voice/incoming', '<Response><Gather action="/x"><Say>Yes?</Say></Gather></Response>');
    const taken = await twilio.dials('dana', line);
    const path = `/Calls/${taken.sid}.json`;

    expect(await refusal(call(path, { Status: 'paused' }))).toEqual([400, 21218]);
    expect((await call(path, { Status: 'completed' })).body).toMatchObject({ status: 'completed' });
    expect(await refusal(call(path, { Status: 'completed' }))).toEqual([400, 21220]);
    expect(taken.waitingFor).toBeUndefined();
    expect((await call(`/Calls.json?To=${encodeURIComponent(line)}`)).body['calls']).toMatchObject([
      { sid: taken.sid, from: dana, to: line, direction: 'inbound' },
    ]);
    expect((await call(`/Calls/${taken.sid}/Recordings.json`)).body['recordings']).toEqual([]);
  });
});

it('is empty again after a reset, and still knows where to deliver', async () => {
  let changes = 0;
  const stop = twilio.onChange(() => {
    changes += 1;
  });
  twilio.setManners('dana', { kind: 'landline' });
  await twilio.texts('dana', line, 'STOP');
  webhooks.answer('/voice/incoming', '<Response><Gather action="/x"><Say>Yes?</Say></Gather></Response>');
  const open = await twilio.dials('dana', line);
  expect(changes).toBeGreaterThan(3);
  stop();

  twilio.reset();

  await expect(open.says('hello')).rejects.toThrow('does not listen');
  expect([twilio.callsOf('dana'), twilio.messagesOf('dana'), twilio.alerts]).toEqual([[], [], []]);
  expect((await text()).status).toBe(201);
  await twilio.settled();
  expect(twilio.messagesTo('dana')).toHaveLength(1);
  expect((await twilio.dials('dana', line)).heard).toHaveLength(1);
});
