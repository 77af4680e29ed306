import { expect, it } from 'vitest';
import { all, atOrAfter, contains, equals, isQuotable, oneOf } from './conditions.ts';

it('writes conditions in the grammar of ConnectWise', () => {
  expect(all(equals('company/id', 42), equals('board/name', 'Help Desk'), equals('closedFlag', false))).toBe(
    'company/id = 42 and board/name = "Help Desk" and closedFlag = false',
  );
  expect(atOrAfter('lastUpdated', new Date('2026-11-20T08:30:15.999Z'))).toBe(
    'lastUpdated >= [2026-11-20T08:30:15Z]',
  );
  expect(oneOf('identifier', ['ttanaka', 'tbrandt'])).toBe('identifier in ("ttanaka","tbrandt")');
  expect(contains('summary', "O'Brien (VPN) [old]")).toBe(`summary contains "O'Brien (VPN) [old]"`);
});

it.each(['" or id > 0 or summary = "', 'a\\', 'line\nbreak', 'nul\u0000', 'x'.repeat(501)])(
  'refuses a value that could leave its quotes: %j',
  (value) => {
    expect(isQuotable(value)).toBe(false);
    expect(() => equals('summary', value)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(() => contains('summary', value)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(() => oneOf('identifier', ['fine', value])).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
  },
);

it('refuses numbers that are not whole and fields that are not fields', () => {
  expect(() => equals('id', Number.NaN)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  expect(() => equals('id', 1.5)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  expect(() => equals('id = 1 or id', 2)).toThrow(TypeError);
});
