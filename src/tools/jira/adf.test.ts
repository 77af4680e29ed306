import { describe, expect, it } from 'vitest';
import { documentOf } from './adf-document.ts';
import { plainTextOf } from './adf-text.ts';

const text = (words: string, ...marks: object[]) => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks }),
});
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });
const item = (...content: object[]) => ({ type: 'listItem', content });
const read = (...content: object[]) => plainTextOf({ type: 'doc', version: 1, content });

describe('a document made of plain text', () => {
  it.each([
    'one line',
    'two\nlines',
    'a paragraph\n\nand another',
    'three\n\n\nline feeds',
    'four\n\n\n\nline feeds',
    '*bold* [link|https://evil.example] {noformat} @[~accountid:712020:tess] <b>markup</b>',
    '\n\nblank lines before',
  ])('reads as it was: %j', (plain) => {
    expect(plainTextOf(documentOf(plain))).toBe(plain);
  });

  it('has no empty text, which Jira refuses, and nothing that is not text', () => {
    expect(documentOf('a\n\n\nb')).toEqual({
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'a' }] },
        { type: 'paragraph', content: [{ type: 'hardBreak' }, { type: 'text', text: 'b' }] },
      ],
    });
    expect(documentOf('')).toEqual({
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [] }],
    });
  });
});

describe('what a technician typed into Jira’s editor', () => {
  it('keeps lines and paragraphs', () => {
    expect(
      read(
        paragraph(text('approve '), text('7Q4KXM')),
        paragraph(text('thanks'), { type: 'hardBreak' }, text('Tess')),
      ),
    ).toBe('approve 7Q4KXM\n\nthanks\nTess');
  });

  it('shows people, emoji, dates, lozenges and links in words', () => {
    expect(
      read(
        paragraph(
          { type: 'mention', attrs: { id: '712020:tess', text: '@Tess Tanaka' } },
          text(' '),
          { type: 'emoji', attrs: { shortName: ':thumbsup:', text: '👍' } },
          { type: 'emoji', attrs: { shortName: ':countersign:' } },
          text(' by '),
          { type: 'date', attrs: { timestamp: '1795392000000' } },
          text(' '),
          { type: 'status', attrs: { text: 'URGENT', color: 'red' } },
          text(' '),
          { type: 'inlineCard', attrs: { url: 'https://kb.example/1' } },
        ),
      ),
    ).toBe('@Tess Tanaka 👍:countersign: by 2026-11-23 URGENT https://kb.example/1');
  });

  it('shows where a link leads that says something else', () => {
    const link = (href: string) => ({ type: 'link', attrs: { href } });
    expect(read(paragraph(text('https://a.example', link('https://a.example'))))).toBe('https://a.example');
    expect(read(paragraph(text('our portal', link('https://evil.example'))))).toBe(
      'our portal (https://evil.example)',
    );
  });

  it('does not pass off as a plain line what is quoted, listed, ticked or struck out', () => {
    const command = paragraph(text('approve 7Q4KXM'));
    expect(read({ type: 'blockquote', content: [command, paragraph(text('now'))] })).toBe(
      '> approve 7Q4KXM\n>\n> now',
    );
    expect(read({ type: 'bulletList', content: [item(command)] })).toBe('- approve 7Q4KXM');
    expect(read({ type: 'orderedList', attrs: { order: 3 }, content: [item(command), item(command)] })).toBe(
      '3. approve 7Q4KXM\n4. approve 7Q4KXM',
    );
    expect(
      read({
        type: 'taskList',
        attrs: { localId: 'a' },
        content: [
          { type: 'taskItem', attrs: { localId: 'b', state: 'DONE' }, content: [text('approve 7Q4KXM')] },
          { type: 'taskItem', attrs: { localId: 'c', state: 'TODO' }, content: [text('tell Dana')] },
        ],
      }),
    ).toBe('- [x] approve 7Q4KXM\n- [ ] tell Dana');
    expect(read(paragraph(text('approve 7Q4KXM', { type: 'strike' })))).toBe('~~approve 7Q4KXM~~');
  });

  it('indents lists in lists, and keeps code as it is', () => {
    const inner = { type: 'bulletList', content: [item(paragraph(text('inner')))] };
    expect(
      read({
        type: 'bulletList',
        content: [item(paragraph(text('outer')), inner), item(paragraph(text('next')))],
      }),
    ).toBe('- outer\n  - inner\n- next');
    expect(
      read({ type: 'codeBlock', attrs: { language: 'powershell' }, content: [text('Get-User `\n  -Id 1')] }),
    ).toBe('Get-User `\n  -Id 1');
  });

  it('shows tables by rows, panels and expandable parts with their title', () => {
    const cell = (words: string) => ({ type: 'tableCell', content: [paragraph(text(words))] });
    expect(
      read(
        {
          type: 'table',
          content: [
            { type: 'tableRow', content: [cell('User'), cell('Group')] },
            { type: 'tableRow', content: [cell('Dana'), cell('Zendesk')] },
          ],
        },
        { type: 'panel', attrs: { panelType: 'info' }, content: [paragraph(text('Mind this'))] },
        { type: 'expand', attrs: { title: 'Log' }, content: [paragraph(text('line 1'))] },
        {
          type: 'mediaSingle',
          content: [{ type: 'media', attrs: { type: 'file', id: '1', collection: 'c' } }],
        },
        { type: 'rule' },
        { type: 'blockCard', attrs: { url: 'https://kb.example/2' } },
      ),
    ).toBe(
      'User | Group\nDana | Zendesk\n\nMind this\n\nLog\nline 1\n\n[file]\n\n---\n\nhttps://kb.example/2',
    );
  });

  it('takes from what it does not know the text and the content, and from nonsense nothing', () => {
    expect(
      read(
        { type: 'hologram', content: [paragraph(text('inside'))] },
        { type: 'extension', attrs: { extensionKey: 'k', text: 'shown' } },
        paragraph(
          text('a'),
          { type: 'sparkle', content: [text('b')] },
          { type: 'constructor', attrs: { text: 'c' } },
        ),
      ),
    ).toBe('inside\n\nshown\n\nabc');
    expect(plainTextOf('plain, from the second version of the API')).toBe(
      'plain, from the second version of the API',
    );
    for (const nonsense of [undefined, null, 7, [], {}, { type: 'doc' }, { type: '__proto__', content: 'x' }])
      expect(plainTextOf(nonsense)).toBe('');
  });

  it('is not brought down by nesting without an end', () => {
    let node: object = paragraph(text('deep'));
    for (let depth = 0; depth < 5_000; depth += 1) node = { type: 'blockquote', content: [node] };
    expect(read(paragraph(text('top')), node)).toMatch(/^top/);
  });
});
