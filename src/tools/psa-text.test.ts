import { describe, expect, it } from 'vitest';
import { bodyText, carriesAnyMarker, carriesMarker, plainText, summaryLine, withMarker } from './psa-text.ts';

const family = '👩‍👩‍👧‍👦';

describe('a note as a PSA is given it', () => {
  it('ends in a line with its key, by which it is found again', () => {
    const text = withMarker('Plan', { key: 'req_01JD8Z:plan note]', most: 1_000 });

    expect(text).toBe('Plan\n\n[countersign req_01JD8Z%3Aplan%20note%5D]');
    expect(carriesMarker(text, 'req_01JD8Z:plan note]')).toBe(true);
    expect(carriesMarker(text, 'req_01JD8Z')).toBe(false);
  });

  it.each([
    ['above what is answered', (own: string) => `${own}\n\nThanks, that works.`],
    ['behind the sign of a quotation', (own: string) => `Thanks!\n> ${own.split('\n').at(-1)}`],
    ['within a sentence', (own: string) => `it says ${own.split('\n').at(-1)} at the end`],
  ])('is not found in a reply that quotes it %s', (_where, reply) => {
    const own = withMarker('Plan', { key: 'k', most: 1_000 });

    expect(carriesMarker(reply(own), 'k')).toBe(false);
    expect(carriesAnyMarker(reply(own))).toBe(false);
    expect(carriesAnyMarker(own)).toBe(true);
  });

  it.each([200, 1_000, 32_000])(
    'fits %i characters with its marker, and says how much is missing',
    (most) => {
      const text = withMarker(family.repeat(10_000), { key: 'req_01JD8ZNOTE:plan', most });

      expect(text.length).toBeLessThanOrEqual(most);
      expect(text).toMatch(
        new RegExp(`^(?:${family})+\\n… \\(\\d+ more characters were left out\\)\\n\\n\\[countersign`, 'u'),
      );
    },
  );

  it('has a key of broken text all the same', () => {
    expect(carriesAnyMarker(withMarker('Plan', { key: 'a\ud800b', most: 1_000 }))).toBe(true);
  });
});

describe('text of people', () => {
  it('keeps its lines and its script, and loses what turns the direction or cannot be seen', () => {
    expect(plainText('one\r\ntwo\rthree\t\u202e\u0007שלום\ud800')).toBe('one\ntwo\nthree\tשלום\ufffd');
  });

  it('is left whole where it fits', () => {
    expect(bodyText('x'.repeat(100), 100)).toBe('x'.repeat(100));
    expect(summaryLine(' a\n b ', 100)).toBe('a b');
  });

  it('becomes one line cut between what people take for characters', () => {
    expect(summaryLine(family.repeat(20), 100)).toBe(`${family.repeat(9)}…`);
    expect(summaryLine('\u202e \n', 100)).toBe('(no summary)');
  });
});
