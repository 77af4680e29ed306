import { afterEach, expect, it, vi } from 'vitest';
import { createPersonLimit } from './person-limit.ts';

afterEach(() => vi.useRealTimers());

it('lets a person so often and no more, whatever others do', async () => {
  const mayOpen = createPersonLimit(2);

  expect(await mayOpen('slack:T1:U1')).toBe(true);
  expect(await mayOpen('slack:T1:U1')).toBe(true);
  expect(await mayOpen('slack:T1:U1')).toBe(false);
  expect(await mayOpen('slack:T1:U1')).toBe(false);
  expect(await mayOpen('slack:T1:U2')).toBe(true);
});

it('holds when a person asks many times at once', async () => {
  const mayOpen = createPersonLimit(3);
  const answers = await Promise.all(Array.from({ length: 20 }, () => mayOpen('slack:T1:U1')));

  expect(answers.filter(Boolean)).toHaveLength(3);
});

it('lets them again after an hour', async () => {
  vi.useFakeTimers();
  const mayOpen = createPersonLimit(1);
  await mayOpen('slack:T1:U1');

  vi.advanceTimersByTime(59 * 60_000);
  expect(await mayOpen('slack:T1:U1')).toBe(false);
  vi.advanceTimersByTime(61_000);
  expect(await mayOpen('slack:T1:U1')).toBe(true);
});

it('keeps two limits apart', async () => {
  const [one, other] = [createPersonLimit(1), createPersonLimit(1)];
  await one('slack:T1:U1');

  expect(await other('slack:T1:U1')).toBe(true);
});
