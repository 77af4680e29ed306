import { describe, expect, it } from 'vitest';
import { teamsHtml } from './teams-markdown.ts';

describe('texts of cards in the sandbox’s Teams', () => {
  it.each([
    ['**high risk**', '<b>high risk</b>'],
    ['*so* and _so_', '<i>so</i> and <i>so</i>'],
    ['~~gone~~', '<s>gone</s>'],
    ['one\ntwo', 'one<br>two'],
    ['finance_rw and 2 * 3 * 4', 'finance_rw and 2 * 3 * 4'],
  ])('shows %j as Teams does', (text, html) => {
    expect(teamsHtml(text)).toBe(html);
  });

  it.each([
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['**<b>** "quoted" \'too\'', '<b>&lt;b&gt;</b> &quot;quoted&quot; &#39;too&#39;'],
  ])('makes no tag of %j', (text, html) => {
    expect(teamsHtml(text)).toBe(html);
  });

  it('leads to the ticket’s panel where a simulated vendor has no page', () => {
    expect(teamsHtml('Ticket [#4711](http://127.0.0.1:4001/tickets/4711)')).toBe(
      'Ticket <a href="#ticket-heading">#4711</a>',
    );
  });

  it.each([
    'https://evil.example/a_b_c',
    'javascript:alert`1`',
    'data:text/html,hello',
    'http://127.0.0.1.evil.example/',
    'http://localhost@evil.example/',
  ])('goes nowhere for %s, and shows where it would lead', (address) => {
    const html = teamsHtml(`[your bank](${address})`);

    expect(html).not.toContain('href');
    expect(html).toMatch(/^<span class="dead-link" title="[^"<>]+">your bank<\/span>/);
  });

  it('cannot be led out of the address into another attribute', () => {
    const html = teamsHtml('[x](http://a"onmouseover="alert(1))');

    expect(html).not.toContain('"onmouseover');
  });
});
