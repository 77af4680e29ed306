import { expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { createLookup } from './lookup.ts';

/** Somebody who has every record with an even id. */
function openLookup() {
  const asked: (readonly number[])[] = [];
  const clock = new MovableClock();
  const lookup = createLookup<{ id: number }>({
    load: (ids) => {
      asked.push(ids);
      return Promise.resolve(ids.filter((id) => id % 2 === 0).map((id) => ({ id })));
    },
    clock,
    rememberedMs: 60_000,
  });
  return { lookup, asked, clock };
}

it('asks for each record once, for those that are not there too, until it is time to ask again', async () => {
  const { lookup, asked, clock } = openLookup();
  expect([...(await lookup([1, 2, 2, undefined, 4])).keys()]).toEqual([2, 4]);
  expect([...(await lookup([4, 2, 1, 6])).keys()]).toEqual([4, 2, 6]);
  expect(asked).toEqual([[1, 2, 4], [6]]);

  clock.advance({ minutes: 1, ms: 1 });
  await lookup([1, 6]);
  expect(asked.at(-1)).toEqual([1, 6]);
});

it('asks for no more at once than one query takes', async () => {
  const { lookup, asked } = openLookup();
  const ids = Array.from({ length: 450 }, (_, index) => index + 1);

  expect((await lookup(ids)).size).toBe(225);
  expect(asked.map(({ length }) => length)).toEqual([200, 200, 50]);
});
