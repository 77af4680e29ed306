import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { signRequest, withBodyDigest } from './signature.ts';

const token = '0123456789abcdef0123456789abcdef';
const url = 'https://bot.example.test/voice/intake?tenant=acme';
const parameters = {
  To: '+15555550100',
  CallSid: 'CA00000000000000000000000000000001',
  AccountSid: 'AC00000000000000000000000000000001',
  SpeechResult: 'I need access to the finance share',
  Confidence: '0.93',
  From: '+15555550142',
  Direction: 'inbound',
  CallStatus: 'in-progress',
};

it('signs a form as Twilio’s own library does: the address, then every field by name', () => {
  expect(signRequest(token, url, parameters)).toBe('1BHfDAPoybyy3r+//qjjowJui5I=');
});

it('signs Twilio’s published example alike with and without the port of an https address', () => {
  const example = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  };
  for (const host of ['mycompany.com', 'mycompany.com:1234'])
    expect(signRequest('12345', `https://${host}/myapp.php?foo=1&bar=2`, example)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    );
});

it('leaves the port of an http address in, and never signs a fragment', () => {
  const signed = createHmac('sha1', token).update('http://127.0.0.1:4310/voice/incoming').digest('base64');

  expect(signRequest(token, 'http://127.0.0.1:4310/voice/incoming#rc=2&rp=all')).toBe(signed);
});

it('signs a JSON body by the digest in the address', () => {
  const address = withBodyDigest('https://bot.example.test/hook', '{"event":"x"}');

  expect(address).toBe(
    'https://bot.example.test/hook?bodySHA256=ebc2c4ea03938ee05e18c1a712d9fa02de923d6f2db34b68fe1f8dcf651e479d',
  );
  expect(signRequest(token, address)).toBe('UNi0wZhlTDWjOe8usmbaj9Y6JtA=');
  const published = withBodyDigest(
    'https://mycompany.com/myapp.php?foo=1&bar=2',
    '{"property": "value", "boolean": true}',
  );
  expect(signRequest('12345', published)).toBe('a9nBmqA0ju/hNViExpshrM61xv4=');
});

it('gives another signature for one changed sign anywhere', () => {
  const right = signRequest(token, url, parameters);

  expect(signRequest(token, url.replace('https', 'http'), parameters)).not.toBe(right);
  expect(signRequest(token, url, { ...parameters, From: '+15555550143' })).not.toBe(right);
  expect(signRequest(token, url, { ...parameters, StirVerstat: '' })).not.toBe(right);
  expect(signRequest(token, url, { ...parameters, SpeechResult: ` ${parameters.SpeechResult}` })).not.toBe(
    right,
  );
  expect(signRequest(token.replace('0', '1'), url, parameters)).not.toBe(right);
});
