import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { remember } from './remember.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

function counting() {
  const loads: string[] = [];
  const load = async (key: string) => {
    loads.push(key);
    return `${key} ${loads.length}`;
  };
  return { loads, load };
}

describe('what is remembered', () => {
  it('is asked for once by key, as long as it holds', async () => {
    const { loads, load } = counting();
    const remembered = remember(load, { ttlMs: 5_000 });

    expect(await remembered('dana')).toBe('dana 1');
    vi.advanceTimersByTime(4_999);
    expect(await remembered('dana')).toBe('dana 1');
    expect(await remembered('max')).toBe('max 2');
    vi.advanceTimersByTime(1);
    expect(await remembered('dana')).toBe('dana 3');
    expect(loads).toEqual(['dana', 'max', 'dana']);
  });

  it('is asked for once by all who ask at the same moment', async () => {
    const { loads, load } = counting();
    const remembered = remember(load, { ttlMs: 5_000 });

    await Promise.all([remembered('dana'), remembered('dana'), remembered('dana')]);
    expect(loads).toEqual(['dana']);
  });

  it('is asked for again after a failure, and after it was to be forgotten', async () => {
    let fails = true;
    const remembered = remember(
      async () => {
        if (fails) throw new Error('away');
        return 'there';
      },
      { ttlMs: 5_000 },
    );

    await expect(remembered('dana')).rejects.toThrow('away');
    fails = false;
    expect(await remembered('dana')).toBe('there');
    fails = true;
    expect(await remembered('dana')).toBe('there');
    remembered.forget();
    await expect(remembered('dana')).rejects.toThrow('away');
  });

  it('is told apart by the key that is made of it', async () => {
    const loads: unknown[] = [];
    const remembered = remember(
      async (ids: readonly string[]) => {
        loads.push(ids);
        return ids.length;
      },
      { ttlMs: 5_000, keyOf: (ids) => ids.join() },
    );
    await remembered(['a', 'b']);
    await remembered(['a', 'b']);
    await remembered(['a']);

    expect(loads).toEqual([['a', 'b'], ['a']]);
  });

  it('does not grow without end: the oldest goes first', async () => {
    const { loads, load } = counting();
    const remembered = remember(load, { ttlMs: 5_000 });
    for (let index = 0; index <= 10_000; index += 1) await remembered(`${index}`);
    const before = loads.length;

    await remembered('10000');
    await remembered('1');
    expect(loads).toHaveLength(before);
    await remembered('0');
    expect(loads).toHaveLength(before + 1);
  });

  it('stays when the failure of an earlier question comes late', async () => {
    const first = Promise.withResolvers<string>();
    const answers = [first.promise, Promise.resolve('new')];
    const loads: string[] = [];
    const remembered = remember(
      async (key: string) => {
        loads.push(key);
        return answers[loads.length - 1] ?? 'again';
      },
      { ttlMs: 5_000 },
    );
    const early = remembered('dana');
    remembered.forget();
    await remembered('dana');
    first.reject(new Error('late'));
    await expect(early).rejects.toThrow('late');

    expect(await remembered('dana')).toBe('new');
  });
});
