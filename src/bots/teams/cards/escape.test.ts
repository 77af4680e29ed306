import { expect, it } from 'vitest';
import { inert, inertCut, inertLine, instant, link } from './escape.ts';

it.each([
  ['<at>Tess</at> <script>alert(1)</script>', '‹at›Tess‹/at› ‹script›alert(1)‹/script›'],
  ['*bold* finance_rw _a_ ~~b~~ `c`', '∗bold∗ finance_rw ˍaˍ ∼∼b∼∼ ˋcˋ'],
  ['# head\n> quoted\n1. one\n2) two\n#4711', '♯ head\n› quoted\n1․ one\n2․ two\n#4711'],
  ['- one\n+ two\n* three\n-1 degree', '• one\n• two\n• three\n-1 degree'],
  ['head\n---\nhead\n===\n| a |\n|---|', 'head\n–––\nhead\n═══\n| a |\n|–––|'],
  ['[bank](https://evil.example)', '[bank] (https:∕∕evil.example)'],
  ['[a][b] and\n[b]: http://evil.example', '[a] [b] and\n[b] : http:∕∕evil.example'],
  ['www.evil.example mailto:x@evil.example', 'www․evil.example mailto꞉x@evil.example'],
  ['&lt;b&gt; &#60; R&D', '＆lt;b＆gt; ＆#60; R&D'],
  ['{{DATE(2026-01-01T00:00:00Z)}}', '{ {DATE(2026-01-01T00:00:00Z)} }'],
  ['${data} {one}', '＄{data} {one}'],
  ['\\*a LAKESIDE\\dana \\\\server\\share', '\\∗a LAKESIDE\\dana ⧵\\server\\share'],
  ['    code', ' code'],
  ['one\r\ntwo\u2028three', 'one\ntwo\nthree'],
  ['a\u202Eb\u200Bc\u0007d', 'abcd'],
])('makes %j inert', (text, expected) => {
  expect(inert(text)).toBe(expected);
});

it('leaves alone what people write in plain words', () => {
  const plain =
    'Hi! I need 3 licences (Zendesk, DocuSign): dana@lakeside.example, 10:30, 50% off, $5, “now” – it’s #4711.';
  expect(inert(plain)).toBe(plain);
  expect(inert('שלום Łódź 日本語 😀')).toBe('שלום Łódź 日本語 😀');
  expect(inert('• one\n• two')).toBe('• one\n• two');
  expect(inertLine('a\n\n  b')).toBe('a b');
});

it('stays inert when it is done twice, and when it was cut', () => {
  const nasty = '[a](b) {{{c}}} ${d} <e> &amp; \\* _f_ - g https://h';
  expect(inert(inert(nasty))).toBe(inert(nasty));
  for (let most = 5; most < 80; most += 1) {
    const cut = inertCut(`${nasty}${nasty}`, most);
    expect(cut.length).toBeLessThanOrEqual(most);
    expect(inert(cut)).toBe(cut);
  }
});

it('cuts at a character and says that it did', () => {
  for (const most of [10, 11, 12, 13, 14, 15, 99]) {
    const cut = inertCut('&lt;😀<'.repeat(50), most);
    expect(cut.length).toBeLessThanOrEqual(most);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.endsWith('…')).toBe(true);
  }
  expect(inertCut('short', 5)).toBe('short');
});

it('links to web addresses only, and to where it says', () => {
  expect(link('https://psa.example/a?b=1&c=(2)|3', '#1 [x](y)', 50)).toBe(
    '[#1 ⟦x⟧ (y)](https://psa.example/a?b=1&c=%282%29%7C3)',
  );
  expect(link('https://psa.example/{{DATE(2026-01-01T00:00:00Z)}}', '#1', 50)).toBe(
    '[#1](https://psa.example/%7B%7BDATE%282026-01-01T00:00:00Z%29%7D%7D)',
  );
  expect(link('javascript:alert(1)', '#1', 50)).toBe('#1');
  expect(link(`https://psa.example/${'x'.repeat(2_000)}`, '#1', 50)).toBe('#1');
});

it('gives instants in the reader’s time zone', () => {
  const at = new Date('2026-11-07T09:05:00.123Z');
  expect(instant(at)).toBe('{{DATE(2026-11-07T09:05:00Z, SHORT)}} at {{TIME(2026-11-07T09:05:00Z)}}');
});
