import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, MovableClock } from './clock.ts';
import { holdToken } from './held-token.ts';

/** Gives tokens of one hour, numbered in the order in which they were asked for. */
function issuer() {
  const clock = new MovableClock();
  let asked = 0;
  const give = async () => {
    asked += 1;
    return { text: `token ${asked}`, lifetimeMs: HOUR_MS };
  };
  return { clock, give, asked: () => asked };
}

it('is asked for once by all who need it at the same moment, and kept', async () => {
  const { clock, give, asked } = issuer();
  const token = holdToken({ ask: give, renewBeforeMs: MINUTE_MS, clock });

  expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(Array(3).fill('token 1'));
  expect(await token.get()).toBe('token 1');
  expect(asked()).toBe(1);
});

it('is replaced before it ends, counted from when it was asked for', async () => {
  const { clock, give } = issuer();
  const slowly = async () => {
    const given = await give();
    clock.advance({ minutes: 10 });
    return given;
  };
  const token = holdToken({ ask: slowly, renewBeforeMs: 5 * MINUTE_MS, clock });

  expect(await token.get()).toBe('token 1');
  clock.advance({ minutes: 44 });
  expect(await token.get()).toBe('token 1');
  clock.advance({ minutes: 1 });
  expect(await token.get()).toBe('token 2');
});

it('is replaced when it was refused, unless somebody has replaced it already', async () => {
  const { clock, give, asked } = issuer();
  const token = holdToken({ ask: give, renewBeforeMs: MINUTE_MS, clock });
  const refused = await token.get();

  token.drop(refused);
  expect(await token.get()).toBe('token 2');
  token.drop(refused);
  expect(await token.get()).toBe('token 2');
  expect(asked()).toBe(2);
});

it('is asked for again after a failure, of which all hear who waited', async () => {
  const { clock, give } = issuer();
  let fails = true;
  const ask = () => (fails ? Promise.reject(new Error('away')) : give());
  const token = holdToken({ ask, renewBeforeMs: MINUTE_MS, clock });

  const waiting = await Promise.allSettled([token.get(), token.get()]);
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await token.get()).toBe('token 1');
});
