import { expect, it } from 'vitest';
import { createIssuePace } from './issue-pace.ts';

it('waits for its turn on one issue, and for nothing on another', async () => {
  const pace = createIssuePace([{ most: 2, seconds: 1 }]);
  const startedAt = performance.now();
  const turns: string[] = [];
  await pace('LAKE-1');
  await pace('LAKE-1');
  const third = pace('LAKE-1').then(() => turns.push('LAKE-1'));
  await pace('LAKE-2').then(() => turns.push('LAKE-2'));
  await third;

  expect(turns).toEqual(['LAKE-2', 'LAKE-1']);
  expect(performance.now() - startedAt).toBeGreaterThan(800);
});

it('does not sit out a long wait, and says how long it is', async () => {
  const pace = createIssuePace([{ most: 1, seconds: 30 }]);
  await pace('LAKE-1');
  await expect(pace('LAKE-1')).rejects.toMatchObject({
    code: 'rate_limited',
    facts: { retryAfterMs: expect.closeTo(30_000, -4) as number },
  });
});

it('ends waiting when it is told to', async () => {
  const pace = createIssuePace([{ most: 1, seconds: 2 }]);
  await pace('LAKE-1');
  await expect(pace('LAKE-1', AbortSignal.timeout(20))).rejects.toMatchObject({ code: 'timeout' });
});
