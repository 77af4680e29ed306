import { describe, expect, it } from 'vitest';
import { readTime } from './audit-filter.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

describe('a time as admins write it', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'],
    ['2026-11-01T08:00Z', '2026-11-01T08:00:00.000Z', '2026-11-01T08:00:00.000Z'],
    ['2026-11-01t08:00:30+01:00', '2026-11-01T07:00:30.000Z', '2026-11-01T07:00:30.000Z'],
    ['7d', '2026-11-16T10:00:00.000Z', '2026-11-16T10:00:00.000Z'],
    ['24H', '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
  ])('%s', (text, from, to) => {
    const read = readTime(text, NOW);
    expect([read?.from.toISOString(), read?.to.toISOString()]).toEqual([from, to]);
  });

  it.each(['', 'yesterday', '2026-13-01', '2026-02-30', '7', '7w', '11/01/2026', '99999d'])(
    '%j is none',
    (text) => {
      expect(readTime(text, NOW)).toBeNull();
    },
  );
});
