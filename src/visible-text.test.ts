import { expect, it } from 'vitest';
import { plainInstant, visible, visibleLine } from './visible-text.ts';

it.each([
  ['a word that is read backwards', 'pay \u202Eevil\u202C now', 'pay evil now'],
  ['characters without width', 'zen\u200Bdesk\u2060\uFEFF', 'zendesk'],
  ['fillers that look like nothing', 'a\u115F\u1160\u3164\uFFA0\u2800\u034Fb', 'ab'],
  ['controls', 'a\u0007\u001B[31mb\u0000', 'a[31mb'],
  ['tabs', 'a\tb', 'a b'],
  [
    'line ends of every kind',
    'one\r\ntwo\rthree\u2028four\u2029five\u0085six',
    'one\ntwo\nthree\nfour\nfive\nsix',
  ],
])('leaves nothing hidden: %s', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
});

it('keeps every script and every emoji readable', () => {
  expect(visible('שלום Łódź 日本語 😀')).toBe('שלום Łódź 日本語 😀');
});

it('becomes one line where there is room for one', () => {
  expect(visibleLine('  a\n\n b\u200B \u00A0c ')).toBe('a b c');
});

it('tells an instant in UTC', () => {
  expect(plainInstant(new Date('2026-11-07T09:05:00.123Z'))).toBe('Sat 7 Nov 2026, 09:05 UTC');
});
