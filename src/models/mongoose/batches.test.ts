import { describe, expect, it } from 'vitest';
import { createBatches, type ItemResult } from './batches.ts';

/** Writes when told to, and remembers what came together. */
function heldWriter() {
  const batches: number[][] = [];
  const held: (() => void)[] = [];
  const write = async (items: readonly number[]): Promise<ItemResult<string>[]> => {
    batches.push([...items]);
    await new Promise<void>((resolve) => held.push(resolve));
    return items.map((item) =>
      item < 0
        ? { kind: 'failed', error: new Error(`no ${item}`) }
        : { kind: 'done', result: `wrote ${item}` },
    );
  };
  return { batches, write, release: () => held.splice(0).forEach((resolve) => resolve()) };
}

describe('writes that come together', () => {
  it('share one message when they arrive while another is under way', async () => {
    const { batches, write, release } = heldWriter();
    const add = createBatches({ write, atOnce: 1, mostItems: 10 });
    const first = add(1);
    await Promise.resolve();
    const others = [2, 3, 4].map(add);
    expect(batches).toEqual([[1]]);
    release();

    expect(await first).toBe('wrote 1');
    await expect.poll(() => batches).toEqual([[1], [2, 3, 4]]);
    release();
    expect(await Promise.all(others)).toEqual(['wrote 2', 'wrote 3', 'wrote 4']);
  });

  it('fail each for itself', async () => {
    const { batches, write, release } = heldWriter();
    const add = createBatches({ write, atOnce: 1, mostItems: 10 });
    const all = Promise.allSettled([1, -2, 3].map(add));
    await expect.poll(() => batches).toHaveLength(1);
    release();

    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('never leave anything behind, however many arrive', async () => {
    const written: number[] = [];
    const write = async (items: readonly number[]): Promise<ItemResult<void>[]> => {
      written.push(...items);
      await Promise.resolve();
      return items.map(() => ({ kind: 'done', result: undefined }));
    };
    const add = createBatches({ write, atOnce: 2, mostItems: 7 });
    const numbers = Array.from({ length: 1_000 }, (_, index) => index);
    await Promise.all(numbers.map(add));

    expect(written.toSorted((one, other) => one - other)).toEqual(numbers);
  });
});
