import { expect, it } from 'vitest';
import { knownCompanyId, knownTicketId, vendorId } from './ids.ts';

it.each(['', '0', '-1', '1.5', '1e3', '0x10', ' 1', '1 ', '1/../2', '1 or 1=1', '١', '9'.repeat(16)])(
  'takes %j for no id of a record',
  (text) => {
    expect(vendorId(text)).toBeUndefined();
    expect(() => knownTicketId(text)).toThrow(expect.objectContaining({ code: 'not_found' }));
    if (text === '0') return;
    expect(() => knownCompanyId(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  },
);

it('takes numbers for ids, and 0 for the MSP itself', () => {
  expect(vendorId('29926301')).toBe(29_926_301);
  expect(knownCompanyId('0')).toBe(0);
});
