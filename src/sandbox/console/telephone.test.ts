import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DemoClient, DemoUser } from '../demo-client.ts';
import { clients } from '../demo-data.ts';
import { CLIENT_LINES, MSP_LINE } from '../demo-phones.ts';
import { type SimulatedTwilio, startSimulatedTwilio } from '../twilio/index.ts';
import { startWebhooks, type Webhooks } from '../twilio/webhooks.fixture.ts';
import { parseCommand } from './console-commands.ts';
import { performOnPhone } from './perform-on-phone.ts';
import type { PhoneView } from './phone-state.ts';
import { readPhone } from './read-phone.ts';

const line = CLIENT_LINES['lakeside'] ?? '';
let webhooks: Webhooks;
let twilio: SimulatedTwilio;

beforeEach(async () => {
  webhooks = await startWebhooks();
  const account = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'a-token-of-the-tests' };
  twilio = await startSimulatedTwilio({ ...account, clients });
  twilio.deliverTo({
    voiceUrl: `${webhooks.url}/voice/incoming`,
    smsUrl: `${webhooks.url}/sms/incoming`,
    statusUrl: `${webhooks.url}/voice/status`,
  });
  const listen = (prompt: string) =>
    `<Response><Gather input="speech dtmf" numDigits="1" action="/voice/step" actionOnEmptyResult="true"><Say language="de-DE">${prompt}</Say></Gather></Response>`;
  webhooks.answer('/voice/incoming', listen('Guten Tag'));
  webhooks.answer('/voice/step', listen('Wie bitte?'), '<Response><Say>Goodbye</Say></Response>');
});

afterEach(async () => {
  await twilio.close();
  await webhooks.close();
});

/** As it comes from the page: parsed first. */
async function perform(kind: Parameters<typeof parseCommand>[0], body: object, person = 'dana') {
  const command = parseCommand(kind, { person, ...body });
  if (!command?.kind.startsWith('phone_')) throw new Error(`${kind} was not understood`);
  return performOnPhone(twilio, command as Parameters<typeof performOnPhone>[1]);
}

function personOf(key: string): { client: DemoClient; user: DemoUser } {
  const found = clients.flatMap((client) =>
    client.users.filter((user) => user.key === key).map((user) => ({ client, user })),
  )[0];
  if (!found) throw new Error(`there is no ${key}`);
  return found;
}

function phoneOf(key = 'dana'): PhoneView {
  const { client, user } = personOf(key);
  const phone = readPhone(twilio, client, user);
  if (!phone) throw new Error(`${key} has no phone`);
  return phone;
}

const dial = (how: object = {}) => perform('phone_dial', { phone: 'own', line, withheld: false, ...how });
const callId = () => phoneOf().calls.at(-1)?.id ?? '';

it('shows both sides of a call in the order in which they were heard', async () => {
  expect(await dial()).toEqual({ kind: 'done' });
  expect(phoneOf().calls).toMatchObject([
    {
      phone: 'own',
      lineName: 'Lakeside Dental line',
      direction: 'out',
      shownNumber: '+15555550501',
      state: 'listening',
      listensFor: { speech: true, keys: true, interruptible: true },
    },
  ]);
  await perform('phone_speak', { callId: callId(), text: 'I need Zendesk', interrupting: true });
  await perform('phone_press', { callId: callId(), keys: '1' });

  const [call] = phoneOf().calls;
  expect(call?.lines.map(({ side, kind, text }) => `${side} ${kind} ${text}`)).toEqual([
    'desk words Guten Tag',
    'caller words I need Zendesk',
    'desk words Wie bitte?',
    'caller keys 1',
    'desk words Goodbye',
  ]);
  expect(call?.lines[0]).toMatchObject({ language: 'de-DE', interrupted: true });
  expect(call).toMatchObject({ state: 'over', ending: 'The call is over.' });
  expect(call).not.toHaveProperty('listensFor');
});

it('tells silence and hanging up, and refuses what comes after', async () => {
  await dial();
  await perform('phone_wait', { callId: callId() });
  await perform('phone_hang_up', { callId: callId() });

  const ended = phoneOf().calls[0];
  expect(ended?.lines.map(({ kind }) => kind)).toEqual(['words', 'silence', 'words', 'hung_up']);
  for (const [kind, body] of [
    ['phone_wait', {}],
    ['phone_hang_up', {}],
    ['phone_speak', { text: 'hello', interrupting: false }],
  ] as const)
    expect(await perform(kind, { callId: callId(), ...body })).toEqual({
      kind: 'refused',
      sentence: 'That call is over.',
    });
});

it('calls from a telephone that is nobody’s, and with the number withheld', async () => {
  await dial({ phone: 'other', line: MSP_LINE });
  await dial({ withheld: true });

  expect(phoneOf().calls).toMatchObject([
    { phone: 'other', lineName: 'Harbor IT line', shownNumber: '+15555560501' },
    { phone: 'own' },
  ]);
  expect(phoneOf().calls[1]).not.toHaveProperty('shownNumber');
  expect(webhooks.received.map(({ form }) => form['From'])).toEqual(['+15555560501', '+266696687']);
});

it('allows one call at a time, to the service desk alone, and nobody else’s calls', async () => {
  await dial();
  expect(await dial()).toMatchObject({ kind: 'refused', sentence: 'This telephone is already in a call.' });
  expect(await dial({ line: CLIENT_LINES['brightfield'] })).toMatchObject({ kind: 'refused' });
  expect(await perform('phone_hang_up', { callId: callId() }, 'max')).toMatchObject({ kind: 'refused' });
  expect(await perform('phone_hang_up', { callId: callId() }, 'tess')).toMatchObject({
    sentence: 'There is no telephone at hand.',
  });
  expect(phoneOf().calls[0]?.state).toBe('listening');
  expect(phoneOf('max').calls).toEqual([]);
});

it('shows texts of both directions, and says when nobody took one', async () => {
  expect(await perform('phone_text', { phone: 'own', line, text: '123456' })).toEqual({ kind: 'done' });
  webhooks.answer('/sms/incoming', { status: 403, body: '' });
  expect(await perform('phone_text', { phone: 'other', line, text: '123456' })).toMatchObject({
    kind: 'refused',
  });

  expect(phoneOf().texts).toMatchObject([
    { phone: 'own', from: 'me', lineName: 'Lakeside Dental line', body: '123456' },
    { phone: 'other', from: 'me' },
  ]);
});

it('has no telephone for whom the service desk does not know either', () => {
  const { client, user } = personOf('noor');

  expect(readPhone(twilio, client, user)).toBeUndefined();
});

it.each([
  ['phone_press', { callId: 'CA1', keys: 'A' }],
  ['phone_press', { callId: 'CA1', keys: '' }],
  ['phone_dial', { phone: 'own', line: '911', withheld: false }],
  ['phone_dial', { phone: 'stolen', line, withheld: false }],
  ['phone_speak', { callId: 'CA1', text: '', interrupting: false }],
] as const)('does not understand %s with %o', (kind, body) => {
  expect(parseCommand(kind, { person: 'dana', ...body })).toBeUndefined();
});
