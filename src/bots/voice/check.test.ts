import { afterEach, beforeEach, expect, it } from 'vitest';
import { LINE, openVoiceBench, type VoiceBench } from '../../../test/support/voice-bench.ts';

let bench: VoiceBench;
beforeEach(async () => {
  bench = await openVoiceBench();
});
afterEach(() => bench.close());

const problems = async () =>
  (await bench.voice.check()).flatMap((one) =>
    one.kind === 'problem' ? [`${one.subject}: ${one.problem}. ${one.fix}`] : [],
  );

it('finds every client’s numbers delivering to us, and changes nothing', async () => {
  expect((await bench.voice.check()).map(({ kind, subject }) => `${kind}: ${subject}`)).toEqual([
    'fine: Twilio account',
    `fine: Voice Agent number ${LINE} of Lakeside Dental`,
    'fine: Voice Agent number +15555550143 of Brightfield Law',
  ]);
  expect(bench.simulated.calls.every(({ method }) => method === 'GET')).toBe(true);
});

it('says which address is to be set at a number that delivers elsewhere', async () => {
  bench.simulated.deliverTo({ voiceUrl: 'https://elsewhere.example/voice#rc=2' }, LINE);
  expect(await problems()).toEqual([
    expect.stringMatching(
      /Lakeside Dental: it does not deliver to us.*“A call comes in” to http.*\/voice\/incoming/,
    ),
  ]);
});

it('leaves connection overrides to the admin', async () => {
  const { appUrl } = bench;
  const urls = { voiceUrl: `${appUrl}/voice/incoming#rc=2`, statusUrl: `${appUrl}/voice/status` };
  bench.simulated.deliverTo({ ...urls, smsUrl: `${appUrl}/sms/incoming` }, LINE);
  expect(await problems()).toEqual([]);
});

it('says so when the account does not have a client’s number', async () => {
  const [lakeside] = bench.clients;
  if (lakeside) lakeside.voiceNumbers = ['+15555550999'];
  expect(await problems()).toEqual([
    expect.stringMatching(/\+15555550999.*the Twilio account does not have it/),
  ]);
});

it('says what to set when the account does not let us in', async () => {
  await bench.close();
  bench = await openVoiceBench({ settings: { authToken: 'another' } });
  expect(await problems()).toEqual([
    expect.stringMatching(/twilio did not accept our credentials.*VOICE_ACCOUNT_SID with VOICE_AUTH_TOKEN/),
  ]);
});
