import { describe, expect, it } from 'vitest';
import { CountersignError, describeForTechnician, type ErrorCode, errorCode, isPassing } from './errors.ts';

const CODES: Readonly<Record<ErrorCode, boolean>> = {
  bad_configuration: false,
  invalid_input: false,
  not_found: false,
  already_exists: false,
  conflict: false,
  unauthenticated: false,
  forbidden: false,
  licence_required: false,
  rate_limited: true,
  timeout: true,
  unavailable: true,
  unexpected_response: false,
  unsupported: false,
  note_visible: false,
  database_unavailable: true,
};
const codes = Object.entries(CODES) as [ErrorCode, boolean][];

it.each(codes)('%s is worth another try: %s', (code, passing) => {
  expect(isPassing(new CountersignError(code, 'x'))).toBe(passing);
});

describe('what a technician reads of an error', () => {
  it.each(codes)('is a sentence of its own for %s, with the vendor in it', (code) => {
    const text = describeForTechnician(new CountersignError(code, 'inner words', { vendor: 'connectwise' }));

    expect(text).toMatch(code === 'database_unavailable' ? /^the database/ : /connectwise/);
    expect(text).not.toContain('inner words');
    const others = codes.filter(([other]) => other !== code);
    for (const [other] of others)
      expect(describeForTechnician(new CountersignError(other, 'x', { vendor: 'connectwise' }))).not.toBe(
        text,
      );
  });

  it('has the status and the vendor’s own code, where there are any', () => {
    const facts = { vendor: 'microsoft_graph', status: 403, vendorCode: 'Authorization_RequestDenied' };

    expect(describeForTechnician(new CountersignError('forbidden', 'x', facts))).toMatch(
      / \(HTTP 403, Authorization_RequestDenied\)$/,
    );
    expect(describeForTechnician(new CountersignError('timeout', 'x'))).toBe(
      'a connected system did not answer in time',
    );
  });

  it.each(['Dana Diaz, dana@lakeside.example', 'two\nlines', '', 'x'.repeat(81)])(
    'has no data that came in place of a code: %j',
    (vendorCode) => {
      const error = new CountersignError('conflict', 'x', { vendor: 'slack', status: 409, vendorCode });
      expect(describeForTechnician(error)).toMatch(/ \(HTTP 409\)$/);
    },
  );

  it('tells nothing of what somebody else has thrown', () => {
    const text = describeForTechnician(new TypeError('fetch https://user:pass@host failed'));

    expect(text).toBe('a connected system answered in an unexpected way');
    expect(errorCode('a string')).toBe('unexpected_response');
    expect(isPassing(new TypeError('x'))).toBe(false);
  });
});

it('an error keeps what caused it, for engineers', () => {
  const cause = new TypeError('inner');

  expect(new CountersignError('timeout', 'outer', { cause }).cause).toBe(cause);
  expect(new CountersignError('timeout', 'outer')).not.toHaveProperty('cause');
  expect(new CountersignError('timeout', 'outer')).toMatchObject({ name: 'CountersignError', facts: {} });
});
