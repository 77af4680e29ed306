import { describe, expect, it } from 'vitest';
import { cut, DEFAULT_BUDGET, DEFAULT_LEASE_MS, WRITE_TIMEOUT_MS } from './limits.ts';

/** Half of a character that needs two. */
const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const texts = [
  'plain letters and nothing else',
  '🙈🙉🙊🙈🙉🙊🙈🙉🙊',
  'a🙈b🙉c🙊d',
  '👩‍👩‍👧‍👦 and 👨🏽‍💻',
  'Zoë, Łukasz, 東京都',
];

describe('a text that is cut', () => {
  it.each(texts)('is never longer than asked, and never ends in half a character: %s', (text) => {
    for (let most = 1; most < text.length; most += 1) {
      const shorter = cut(text, most);

      expect(shorter.length).toBeLessThanOrEqual(most);
      expect(shorter).toMatch(/…$/);
      expect(text.startsWith(shorter.slice(0, -1))).toBe(true);
      expect(shorter).not.toMatch(HALF);
      // No more is lost than the one character that would have been split.
      expect(shorter.length).toBeGreaterThanOrEqual(most - 1);
    }
  });

  it.each(texts)('stays as it is when it fits: %s', (text) => {
    expect(cut(text, text.length)).toBe(text);
    expect(cut(text, text.length + 100)).toBe(text);
  });

  it('may be empty', () => {
    expect(cut('', 10)).toBe('');
  });
});

it('diagnosis, and a write call with its verification, end well within the lease on a request', () => {
  expect(DEFAULT_BUDGET.maxWallMs).toBeLessThan(DEFAULT_LEASE_MS);
  expect(2 * WRITE_TIMEOUT_MS).toBeLessThan(DEFAULT_LEASE_MS);
});
