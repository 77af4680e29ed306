import { expect, it } from 'vitest';
import { MovableClock } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import { createQuietPeriod } from './quiet-period.ts';

it('sends nothing while the vendor wants to be left alone, and goes on after that', async () => {
  const clock = new MovableClock();
  const quiet = createQuietPeriod({ clock, vendor: 'hudu' });
  let sent = 0;
  const call = async () => {
    sent += 1;
    if (sent === 1) throw new CountersignError('rate_limited', 'slow down', { retryAfterMs: 60_000 });
    return 'answer';
  };

  await expect(quiet(call)).rejects.toMatchObject({ code: 'rate_limited' });
  const refused = await quiet(call).catch((error: unknown) => error as CountersignError);
  expect(refused).toMatchObject({ code: 'rate_limited', facts: { vendor: 'hudu' } });
  expect(sent).toBe(1);

  clock.advance({ minutes: 1 });
  expect(await quiet(call)).toBe('answer');
});

it('is not quiet after other failures', async () => {
  const quiet = createQuietPeriod({ clock: new MovableClock(), vendor: 'hudu' });
  const failing = async () => {
    throw new CountersignError('unavailable', 'away');
  };
  await expect(quiet(failing)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await quiet(async () => 'answer')).toBe('answer');
});
