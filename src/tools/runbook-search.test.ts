import { describe, expect, it } from 'vitest';
import { processorMs } from '../../test/support/processor-time.ts';
import { rankRunbooks, searchWords } from './runbook-search.ts';

const ranked = (titles: readonly string[], query: string) =>
  rankRunbooks(titles, searchWords(query), (title) => ({ title }));

describe('the words of a search', () => {
  it.each([
    ['Zendesk access', ['zendesk', 'access']],
    ['How do I get access to the VPN?', ['access', 'vpn']],
    ['how to', ['how', 'to']],
    ['Zürich CAFÉ', ['zurich', 'cafe']],
    ['vpn VPN "vpn"', ['vpn']],
    ['שלום', ['שלום']],
    ['&page=2', ['page', '2']],
    ['" % * \\ 👩‍👩‍👧‍👦 ', []],
    ['', []],
  ])('of %j are %j', (query, words) => {
    expect(searchWords(query)).toEqual(words);
  });

  it('are bounded', () => {
    expect(searchWords(Array.from({ length: 50 }, (_, index) => `w${index}`).join(' '))).toHaveLength(12);
    expect(searchWords('a'.repeat(5_000))[0]).toHaveLength(64);
  });
});

describe('ranking runbooks', () => {
  it('puts what has more of the words in its title first', () => {
    const titles = ['VPN', 'Printer', 'Zendesk for everybody', 'Zendesk VPN access'];
    expect(ranked(titles, 'zendesk vpn access')).toEqual([
      'Zendesk VPN access',
      'VPN',
      'Zendesk for everybody',
    ]);
  });

  it('prefers the word to its beginning, and that to a part of another word', () => {
    expect(ranked(['Repassword', 'Passwords', 'Password'], 'password')).toEqual([
      'Password',
      'Passwords',
      'Repassword',
    ]);
  });

  it('finds by the body what the title does not say, after everything else', () => {
    const runbooks = [
      { title: 'Help desk', body: '<p class="zendesk-style">Opens <b>Zendesk</b></p>' },
      { title: 'Zendesk', body: '' },
      { title: 'Styles', body: '<p class="zendesk">Nothing</p>' },
    ];
    expect(rankRunbooks(runbooks, ['zendesk'], (one) => one).map(({ title }) => title)).toEqual([
      'Zendesk',
      'Help desk',
    ]);
  });

  it.each([
    ['visio', 'Ask a technician to start provisioning', false],
    ['provision', 'Ask a technician to start provisioning', true],
    ['zugriff', 'Den Kontozugriff gibt die Leitung', true],
    ['art', 'It does not start', false],
    ['vpn', 'Open the VPN-client', true],
    ['密码', '如何重置密码的方法', true],
  ])('finds %j in “%s”: %s', (word, text, found) => {
    const runbooks = [{ title: 'Runbook', body: `<p>${text}</p>` }];
    expect(rankRunbooks(runbooks, searchWords(word), (one) => one)).toHaveLength(found ? 1 : 0);
    expect(ranked([text], word)).toHaveLength(found ? 1 : 0);
  });

  it('looks through a body of any kind in little time', async () => {
    const busyMs = await processorMs(() => {
      for (const body of ['<'.repeat(10_000_000), '<a '.repeat(3_000_000), 'xzendesk'.repeat(1_000_000)]) {
        rankRunbooks([{ title: 'x', body }], ['zendesk'], (one) => one);
      }
    });
    expect(busyMs).toBeLessThan(1_000);
  });
});
