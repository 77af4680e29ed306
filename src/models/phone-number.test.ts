import { expect, it } from 'vitest';
import { maskedNumber, parsePhoneNumber } from './phone-number.ts';

it.each([
  ['+1 (555) 555-0142', '+15555550142'],
  ['0049 30 901820', '+4930901820'],
  ['+49 (0)30 90 18 20', '+4930901820'],
  ['+34 912.345.678', '+34912345678'],
])('reads %s as people write it', (written, number) => {
  expect(parsePhoneNumber(written)).toBe(number);
});

it.each([
  '030 901820',
  '5550142',
  '+12',
  '+0123456789',
  'anonymous',
  'sip:dana@lakeside.example',
  '',
  '+1555x5550142',
])('takes %s for no number', (written) => {
  expect(parsePhoneNumber(written)).toBeUndefined();
});

it('shows the last two digits only in logs', () => {
  expect(maskedNumber('+15555550142')).toBe('…42');
  expect(maskedNumber(undefined)).toBe('withheld');
});
