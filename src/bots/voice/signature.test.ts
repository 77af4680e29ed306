import { describe, expect, it } from 'vitest';
import { isSignedByTwilio, readForm } from './signature.ts';

interface Vector {
  authToken: string;
  url: string;
  parameters: Readonly<Record<string, string>>;
  signature: string;
}

/** As published with twilio-node, spec/validation.spec.js. */
const PUBLISHED: Vector = {
  authToken: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  parameters: {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  },
  signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
};

/** The example of Twilio's page on the security of webhooks. */
const DOCUMENTED: Vector = {
  authToken: '12345',
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  parameters: {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  },
  signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
};

/** Worked out by hand and by the library: what is said in a call. */
const SPOKEN: Vector = {
  authToken: '0123456789abcdef0123456789abcdef',
  url: 'https://bot.example.test/voice/intake?tenant=acme',
  parameters: {
    AccountSid: 'AC00000000000000000000000000000001',
    CallSid: 'CA00000000000000000000000000000001',
    CallStatus: 'in-progress',
    Confidence: '0.93',
    Direction: 'inbound',
    From: '+15555550142',
    SpeechResult: 'I need access to the finance share',
    To: '+15555550100',
  },
  signature: '1BHfDAPoybyy3r+//qjjowJui5I=',
};

function holds(vector: Vector, change: Partial<Vector> = {}): boolean {
  const { authToken, url, parameters, signature } = { ...vector, ...change };
  const form = readForm(new URLSearchParams(parameters).toString());
  return isSignedByTwilio(authToken, { signature, url, form });
}

describe.each([
  ['published', PUBLISHED],
  ['documented', DOCUMENTED],
  ['worked out', SPOKEN],
])('the %s signature', (_which, vector) => {
  it('holds, in whatever order the fields come', () => {
    expect(holds(vector)).toBe(true);
    const backwards = Object.fromEntries(Object.entries(vector.parameters).toReversed());
    expect(holds(vector, { parameters: backwards })).toBe(true);
  });

  it('holds with the port that https has anyway', () => {
    const [scheme, rest] = vector.url.split('://');
    const [host, ...path] = rest?.split('/') ?? [];
    expect(holds(vector, { url: `${scheme}://${host}:443/${path.join('/')}` })).toBe(true);
  });

  it('does not hold for anything else', () => {
    const { parameters, url, signature } = vector;
    const wrong: readonly Partial<Vector>[] = [
      { parameters: { ...parameters, From: '+15555559999' } },
      { parameters: { ...parameters, Added: '1' } },
      { parameters: { ...parameters, From: ` ${parameters['From']}` } },
      { parameters: Object.fromEntries(Object.entries(parameters).slice(1)) },
      { url: url.replace('https://', 'http://') },
      { url: url.replace('?', '?x=1&') },
      { url: url.toUpperCase() },
      { url: url.split('?')[0] ?? '' },
      { authToken: `${vector.authToken}0` },
      { signature: signature.slice(0, -2) },
      { signature: `${signature}A` },
      { signature: signature.toLowerCase() },
      { signature: '' },
    ];
    for (const change of wrong) expect(holds(vector, change), JSON.stringify(change)).toBe(false);
  });
});

describe('a form', () => {
  it('is read as it was sent: spaces, empty fields and repeated ones', () => {
    const form = readForm('SpeechResult=+two++words+&Empty=&A=2&A=1&plus=1%2B1&%C3%BC=%C3%9F');
    expect({ ...form }).toEqual({
      SpeechResult: ' two  words ',
      Empty: '',
      A: ['2', '1'],
      plus: '1+1',
      ü: 'ß',
    });
  });

  it('cannot reach what every object has', () => {
    expect(readForm('a=1')['constructor']).toBeUndefined();
    expect(readForm('__proto__=x')['__proto__']).toBe('x');
  });
});
