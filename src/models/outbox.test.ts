import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { OUTBOX_MAX_ATTEMPTS, retryDelayMs } from './outbox.ts';

describe('the wait before the next try of a delivery', () => {
  it('doubles from two seconds to half an hour', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts))).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(retryDelayMs(11)).toBe(30 * MINUTE_MS);
    expect(retryDelayMs(5_000)).toBe(30 * MINUTE_MS);
    expect(retryDelayMs(0)).toBe(2_000);
  });

  it('is as long as the vendor asked for where that is longer', () => {
    expect(retryDelayMs(1, 60_000)).toBe(60_000);
    expect(retryDelayMs(8, 1_000)).toBe(256_000);
    expect(retryDelayMs(1, 2 * HOUR_MS)).toBe(2 * HOUR_MS);
  });

  it('adds up to more than an hour before an entry is dead', () => {
    const waits = Array.from({ length: OUTBOX_MAX_ATTEMPTS - 1 }, (_, index) => retryDelayMs(index + 1));

    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(HOUR_MS);
  });
});
