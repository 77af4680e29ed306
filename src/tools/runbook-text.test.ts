import { describe, expect, it } from 'vitest';
import { processorMs } from '../../test/support/processor-time.ts';
import { runbookTitle } from './runbook-characters.ts';
import { cutRunbook, readableRunbook, runbookText } from './runbook-text.ts';

const textOf = (html: string) => runbookText(html).text;

describe('a runbook as text', () => {
  it('keeps paragraphs, lists and their order', () => {
    expect(
      textOf(
        '<h2>Who</h2><p>The front  office.</p><ul><li>Ask</li><li>Wait<ul><li>a day</li></ul></li></ul>',
      ),
    ).toBe('Who\n\nThe front office.\n\n- Ask\n- Wait\n  - a day');
    expect(textOf('<ol><li>Open</li><li>Click</li></ol>').split('\n')).toEqual(['1. Open', ' 2. Click']);
  });

  it('shows a table row by row', () => {
    const html =
      '<table><thead><tr><th>Group</th><th>Who</th></tr></thead><tbody><tr><td><p>Zendesk Users</p></td>\n<td><div>Front office</div></td></tr></tbody></table>';
    expect(textOf(html)).toBe('Group | Who\nZendesk Users | Front office');
  });

  it('keeps the paragraphs of a cell apart on its row, those alone that are seen', () => {
    const cell = (html: string) => textOf(`<table><tr><td>${html}</td><td>end</td></tr></table>`);
    expect(cell('<p>One</p><p>Two</p>')).toBe('One / Two | end');
    expect(cell('<h3>Access</h3>Ask the office')).toBe('Access / Ask the office | end');
    expect(cell('<p>One</p>\n<p hidden>no</p><p>&nbsp;</p><div>Two <b>and</b> more</div>')).toBe(
      'One / Two and more | end',
    );
    expect(cell('<p><a href="https://a.example/x">here</a></p><p>or <i>there</i></p>')).toBe(
      'here (https://a.example/x) / or there | end',
    );
    expect(cell('<ul><li>One</li></ul><p>Two</p>')).toBe('- One\n\nTwo | end');
  });

  it.each([
    '<h2>Access</h2>Ask',
    '<details><summary>Access</summary>Ask</details>',
    '<dl><dt>Access</dt><dd>Ask</dd></dl>',
    '<fieldset><legend>Access</legend>Ask</fieldset>',
    '<figure><figcaption>Access</figcaption></figure>Ask',
    '<address>Access</address>Ask',
    '<center>Access</center>Ask',
    '<hgroup>Access</hgroup>Ask',
    '<section><header>Access</header>Ask</section>',
  ])('runs no heading into what follows it: %s', (html) => {
    expect(textOf(html)).toMatch(/^Access\n+Ask$/u);
  });

  it('shows a menu as a list', () => {
    expect(textOf('<menu><li>Open</li><li>Click</li></menu>').split(/\n\s*/u)).toEqual(['- Open', '- Click']);
  });

  it('names where a link leads, if it leads to the web', () => {
    expect(textOf('<a href="https://portal.example/a">the portal</a>')).toBe(
      'the portal (https://portal.example/a)',
    );
    expect(textOf('<a href="https://portal.example/">https://portal.example</a>')).toBe(
      'https://portal.example',
    );
    expect(textOf('<a href="https://аррӏе.example/">Apple</a>')).toMatch(/^Apple \(https:\/\/xn--/);
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b.example',
    'https://user:password@portal.example/',
    '/relative',
    `https://portal.example/${'a'.repeat(1_000)}`,
  ])('leaves out the address %j', (href) => {
    expect(textOf(`<a href="${href}">text</a>`)).toBe('text');
  });

  it.each([
    '<p style="color:red;display:none">x</p>',
    '<p style="DISPLAY : NONE">x</p>',
    '<span style="visibility: hidden">x</span>',
    '<div hidden>x</div>',
    '<template>x</template>',
    '<noscript>x</noscript>',
    '<svg><text>x</text></svg>',
    '<iframe srcdoc="x">x</iframe>',
    '<textarea>x</textarea>',
    '<script>x',
    '<!-- x',
    '\u{e0078}\u{e0079}',
  ])('does not show what is not seen: %j', (html) => {
    expect(textOf(`<p>seen</p>${html}`)).toBe('seen');
  });

  it('shows characters that turn or hide text to nobody', () => {
    const shown = textOf('<p>ab\u202ecd\u2066ef\ufeffgh\u00adij\u0007kl\u2063</p>');
    expect(shown).toBe('abcdefghijkl');
    expect(textOf('<p>👩‍👩‍👧‍👦 café</p>')).toBe('👩‍👩‍👧‍👦 café');
  });

  it('names a picture as its author did', () => {
    expect(textOf('<img src="https://a.example/b.png" alt="The  button"><img src="c.png">')).toBe(
      '[picture: The button]',
    );
  });

  it.each([
    ['nested tags', '<b>'.repeat(3_000_000)],
    ['nested lists', '<ul><li>'.repeat(1_000_000)],
    ['nested tables', '<table><tr><td>'.repeat(600_000)],
    ['brackets', '<'.repeat(10_000_000)],
    ['comments', '<!--'.repeat(2_500_000)],
    ['half attributes', '= '.repeat(5_000_000)],
    ['attributes', `<p ${'a=1 '.repeat(2_500_000)}>`],
    ['blanks in preformatted text', `<pre>${' '.repeat(10_000_000)}`],
    ['entities', '&lt;'.repeat(2_500_000)],
    ['an embedded picture', `<img src="data:image/png;base64,${'A'.repeat(10_000_000)}">`],
    ['style', `display${' '.repeat(10_000_000)}`],
  ])('bears ten megabytes of %s', async (_what, html) => {
    const busyMs = await processorMs(() => expect(textOf(html).length).toBeLessThanOrEqual(100_000));
    expect(busyMs).toBeLessThan(3_000);
  });

  it('finds the text behind a large picture, and says when it did not look at everything', () => {
    const picture = `<img src='data:image/png;base64,${'A'.repeat(1_000_000)}'>`;
    expect(runbookText(`${picture}<p>Text</p>`)).toEqual({ text: 'Text', truncated: false });
    expect(runbookText(`<p>Text</p>${'<p>more</p>'.repeat(50_000)}`).truncated).toBe(true);
  });
});

describe('several parts of a runbook', () => {
  it('are read each for itself, so that an open tag in one hides nothing of the next', () => {
    expect(
      readableRunbook([{ html: '<div hidden><script>' }, { html: '<p>Text</p>' }, { text: 'a < b' }], 100),
    ).toEqual({ text: 'Text\n\na < b', truncated: false });
  });

  it('carry their marks, and leave none where there is nothing', () => {
    expect(
      readableRunbook(
        [
          { html: '<p>Open</p>', mark: '1. ' },
          { html: ' ', mark: '2. ' },
        ],
        100,
      ).text,
    ).toBe('1. Open');
  });

  it('are not looked at beyond the budget', async () => {
    const parts = Array.from({ length: 100_000 }, () => ({ html: `<p>${'word '.repeat(100)}</p>` }));
    const busyMs = await processorMs(() => {
      const { text, truncated } = readableRunbook(parts, 2_000);
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect(truncated).toBe(true);
    });
    expect(busyMs).toBeLessThan(1_000);
  });
});

describe('cutting a runbook', () => {
  const paragraphs = Array.from({ length: 30 }, (_, index) => `Paragraph ${index} says something.`).join(
    '\n\n',
  );

  it('leaves what fits alone', () => {
    expect(cutRunbook('Short', 5)).toEqual({ text: 'Short', truncated: false });
  });

  it('cuts between paragraphs, else lines, sentences, words, and marks it', () => {
    const last = (text: string, max = 400) => cutRunbook(text, max).text.split('\n').at(-3);
    expect(last(paragraphs)).toMatch(/^Paragraph \d+ says something\.$/);
    expect(last(paragraphs.replaceAll('\n\n', '\n'))).toMatch(/^Paragraph \d+ says something\.$/);
    expect(last(paragraphs.replaceAll('\n\n', ' '))).toMatch(/ says something\.$/);
    expect(last('word '.repeat(200))).toMatch(/ word$/);
    expect(cutRunbook(paragraphs, 400)).toMatchObject({
      truncated: true,
      text: expect.stringMatching(/\n\n\[… cut here: .+\]$/) as string,
    });
  });

  it.each([0, 1, 2, 10, 40, 60, 100, 101, 399])(
    'never gives more than %i characters, nor half of one',
    (max) => {
      for (const text of [paragraphs, '👩‍👩‍👧‍👦'.repeat(100), 'a'.repeat(1_000)]) {
        const cut = cutRunbook(text, max).text;
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.replace(/\n*\[.*/s, '').replaceAll('👩‍👩‍👧‍👦', '')).not.toMatch(/👩/);
      }
    },
  );

  it('marks what was incomplete before, too', () => {
    expect(cutRunbook('Short', 400, true)).toMatchObject({
      truncated: true,
      text: expect.stringMatching(/^Short\n\n\[… cut here/) as string,
    });
  });
});

describe('a title', () => {
  it.each([
    ['  Zendesk \n access ', 'Zendesk access'],
    ['Printer\u202egnp', 'Printergnp'],
    ['\u200b', '(no title)'],
    [null, '(no title)'],
  ])('%j reads %j', (given, shown) => {
    expect(runbookTitle(given)).toBe(shown);
  });

  it('is cut between characters', () => {
    expect(runbookTitle('👍'.repeat(500))).toMatch(/^(👍)+…$/u);
    expect(runbookTitle('👍'.repeat(500)).length).toBeLessThanOrEqual(200);
  });
});
