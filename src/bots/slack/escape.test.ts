import { expect, it } from 'vitest';
import { inert, inertCut, inertLine, instant, link } from './escape.ts';

it.each([
  ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
  ['*bold* finance_rw a*b', '∗bold∗ finance_rw a*b'],
  ['_a_ ~b~ `c`', 'ˍaˍ ∼b∼ ˋcˋ'],
  ['> quoted', '› quoted'],
  [':white_check_mark: at 10:30:15', '꞉white_check_mark: at 10:30:15'],
  ['one\r\ntwo\u2028three', 'one\ntwo\nthree'],
  ['a\u202Eb\u200Bc\u0007d', 'abcd'],
])('makes %j inert', (text, expected) => {
  expect(inert(text)).toBe(expected);
});

it('keeps every script and every emoji readable', () => {
  expect(inert('שלום Łódź 日本語 😀')).toBe('שלום Łódź 日本語 😀');
  expect(inertLine('a\n\n  b')).toBe('a b');
});

it('cuts at a character, never inside an entity, and within the limit', () => {
  for (const most of [10, 11, 12, 13, 14, 15, 99]) {
    const cut = inertCut('&😀<'.repeat(50), most);
    expect(cut.length).toBeLessThanOrEqual(most);
    expect(cut).toMatch(/^(?:&amp;|&lt;|😀)*…$/u);
  }
  expect(inertCut('short', 5)).toBe('short');
});

it('links to web addresses only, and to where it says', () => {
  expect(link('https://psa.example/a?b=1&c=<2>|3', '#1 <x>|y', 50)).toBe(
    '<https://psa.example/a?b=1&amp;c=%3C2%3E%7C3|#1 &lt;x&gt;¦y>',
  );
  expect(link('javascript:alert(1)', '#1', 50)).toBe('#1');
  expect(link(`https://psa.example/${'x'.repeat(2_000)}`, '#1', 50)).toBe('#1');
});

it('gives instants in the reader’s time zone, and in UTC for who cannot', () => {
  const at = new Date('2026-11-07T09:05:00Z');
  expect(instant(at)).toBe('<!date^1794042300^{date_short_pretty} {time}|Sat 7 Nov 2026, 09:05 UTC>');
});
