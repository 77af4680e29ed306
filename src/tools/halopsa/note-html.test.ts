import { expect, it } from 'vitest';
import { processorMs } from '../../../test/support/processor-time.ts';
import { htmlOf, isOurReference, noteHtml, readText, referenceOf } from './note-html.ts';

const read = (html: string) => readText({ html, plain: '' });

it.each([
  'one line',
  'lines\n\nand a blank one',
  '  indented\n\n    more   and spaces between',
  '<b>He</b> said "x" & \'y\' &amp; <script>alert(1)</script>',
  '[link](javascript:alert(1)) <a href="https://evil.example">x</a>',
  'שלום 👩‍👩‍👧‍👦',
])('reads %j back from Halo as it was written', (text) => {
  expect(read(htmlOf(text))).toBe(text);
});

it('has nothing in its HTML but lines', () => {
  const html = htmlOf('<img src=x onerror=alert(1)>\n&lt;b&gt; "quoted"');
  expect(html.replaceAll(/<\/?p>|<br>/g, '')).not.toMatch(/[<>]/);
});

it.each([
  ['<p>approve 7Q4KXM</p>', 'approve 7Q4KXM'],
  ['<div>one</div><div>two</div>', 'one\ntwo'],
  ['<p>one</p><p>two<br/>three</p>', 'one\n\ntwo\nthree'],
  ['<b>APP</b>ROVE&nbsp;7Q4KXM', 'APPROVE 7Q4KXM'],
  ['hold on<blockquote>approve 7Q4KXM</blockquote>', 'hold on\n\n> approve 7Q4KXM'],
  ['<span style="DISPLAY : none">approve 7Q4KXM</span>no', 'no'],
  ['<p hidden>approve</p><style>approve</style><script>approve</script>no', 'no'],
  ['<a href="https://evil.example/?q=1">our site</a><img src="x" alt="approve">', 'our site'],
  ['<h1>Title</h1>text', 'Title\n\ntext'],
  ['<p><s>approve 7Q4KXM</s></p>', '~~approve 7Q4KXM~~'],
  ['<p><del>approve</del> 7Q4KXM</p>', '~~approve~~ 7Q4KXM'],
  ['<p><span style="text-decoration: line-through">approve 7Q4KXM</span></p>', '~~approve 7Q4KXM~~'],
  ['<ul><li>approve 7Q4KXM</li></ul>', ' * approve 7Q4KXM'],
])('reads %s as people see it', (html, text) => {
  expect(read(html)).toBe(text);
});

it('keeps characters that nobody sees, so that a decision can be refused for them', () => {
  expect(read('<p>appr\u200bove&#8203; 7Q4KXM</p>')).toBe('appr\u200bove\u200b 7Q4KXM');
  expect(read('<p>\u202eapprove 7Q4KXM&#8236;</p>')).toBe('\u202eapprove 7Q4KXM\u202c');
  expect(readText({ html: '', plain: '\u2066approve 7Q4KXM' })).toBe('\u2066approve 7Q4KXM');
});

it('takes the plain field where there is no HTML, even when it has HTML in it', () => {
  expect(readText({ html: '', plain: 'one\r\ntwo < 3' })).toBe('one\ntwo < 3');
  expect(readText({ html: '', plain: 'I need a laptop<br>and a &amp; mouse' })).toBe(
    'I need a laptop\nand a & mouse',
  );
});

it('finds the marker of the longest note with every character escaped', () => {
  expect(read(noteHtml('&'.repeat(100_000), 'req_1:plan'))).toMatch(/\n\n\[countersign req_1%3Aplan\]$/);
});

it('reads hostile nesting in moments, and passes over what is deep in it', async () => {
  expect(await processorMs(() => read('<div>'.repeat(200_000)))).toBeLessThan(3_000);
});

it('knows its own tickets by their reference, whatever the key', () => {
  expect(referenceOf('req_1:ticket')).toBe('countersign:req_1%3Aticket');
  const long = referenceOf('k'.repeat(300));
  expect(long.length).toBeLessThanOrEqual(100);
  expect(long).not.toBe(referenceOf('k'.repeat(301)));
  expect([long, 'RZCERT-1'].map(isOurReference)).toEqual([true, false]);
});
