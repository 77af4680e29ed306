import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { silentLogger } from '../../logger.ts';
import type { MessageRef } from '../../models/conversation.ts';
import { createWorkingSigns, type WorkingDependencies } from './working.ts';

const message: MessageRef = { surface: 'teams', tenant: 't', conversation: 'a:1', message: '1764' };

let typed: number;
let works: boolean;
const signs = () =>
  createWorkingSigns({
    connector: {
      send: async () => {
        typed += 1;
        if (!works) throw new Error('away');
        return '';
      },
    } as unknown as WorkingDependencies['connector'],
    places: {
      of: async () => ({ address: { serviceUrl: 'https://x.example/', conversationId: 'a:1' } }),
    } as unknown as WorkingDependencies['places'],
    logger: silentLogger,
  });

beforeEach(() => {
  vi.useFakeTimers();
  typed = 0;
  works = true;
});
afterEach(() => {
  vi.useRealTimers();
});

it('keeps the bot typing while the agent works, since Teams forgets it, and stops then', async () => {
  const working = signs();
  await working.show(message, true);
  await vi.advanceTimersByTimeAsync(21 * SECOND_MS);
  expect(typed).toBe(4);

  await working.show(message, false);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(typed).toBe(4);
});

it('ends by itself when it is never taken back, and with the process', async () => {
  const working = signs();
  await working.show(message, true);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(typed).toBeLessThan(30);
  expect(vi.getTimerCount()).toBe(0);

  await working.show(message, true);
  working.close();
  expect(vi.getTimerCount()).toBe(0);
});

it('never fails over it', async () => {
  works = false;

  await signs().show(message, true);
  await vi.advanceTimersByTimeAsync(7 * SECOND_MS);

  expect(typed).toBe(2);
});
