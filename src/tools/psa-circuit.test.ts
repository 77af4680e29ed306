import { expect, it, vi } from 'vitest';
import { MovableClock } from '../clock.ts';
import { CountersignError, errorCode } from '../errors.ts';
import type { Psa, Ticket } from './psa.ts';
import { withCircuit } from './psa-circuit.ts';

/** Only `ticket` is ever asked; `answer` is what it does. */
function guarded() {
  const clock = new MovableClock();
  const ticket = vi.fn<Psa['ticket']>(() => Promise.resolve(undefined));
  const psa = withCircuit({ name: 'halopsa', ticket } as Partial<Psa> as Psa, { clock });
  const fails = async () => errorCode(await psa.ticket('1').catch((error: unknown) => error));
  return { clock, ticket, psa, fails };
}

const away = () => Promise.reject(new CountersignError('timeout', 'no answer', { vendor: 'halopsa' }));

async function opened() {
  const bench = guarded();
  bench.ticket.mockImplementation(away);
  for (let calls = 0; calls < 5; calls += 1) expect(await bench.fails()).toBe('timeout');
  bench.ticket.mockClear();
  return bench;
}

it('asks a PSA nothing for a while after five calls without an answer, and says how long', async () => {
  const { ticket, psa } = await opened();

  await expect(psa.ticket('1')).rejects.toMatchObject({
    code: 'unavailable',
    facts: { vendor: 'halopsa', retryAfterMs: 15_000 },
  });
  expect(ticket).not.toHaveBeenCalled();
});

it('lets one call try after that, and no other while it does', async () => {
  const { clock, ticket, psa, fails } = await opened();
  clock.advance({ ms: 15_000 });
  const answer = Promise.withResolvers<Ticket | undefined>();
  ticket.mockImplementation(() => answer.promise);
  const trial = psa.ticket('1');
  expect(await fails()).toBe('unavailable');
  answer.resolve(undefined);
  await trial;

  expect(ticket).toHaveBeenCalledTimes(1);
  ticket.mockResolvedValue(undefined);
  await psa.ticket('1');
  expect(ticket).toHaveBeenCalledTimes(2);
});

it('waits again when the one that tried got no answer', async () => {
  const { clock, ticket, fails } = await opened();
  clock.advance({ ms: 15_000 });

  expect(await fails()).toBe('timeout');
  expect(await fails()).toBe('unavailable');
  expect(ticket).toHaveBeenCalledTimes(1);
});

it('takes a refusal for an answer: failures that are not in a row open nothing', async () => {
  const { ticket, fails } = guarded();
  for (let calls = 0; calls < 20; calls += 1) {
    ticket.mockImplementation(
      calls % 5 === 4 ? () => Promise.reject(new CountersignError('rate_limited', 'slowly')) : away,
    );
    await fails();
  }

  expect(ticket).toHaveBeenCalledTimes(20);
});
