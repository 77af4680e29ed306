import { expect, it } from 'vitest';
import { CountersignError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import { sampleRequest } from '../models/mongoose/samples.fixture.ts';
import type { DecisionContext } from '../models/stores.ts';
import { type InvestigateDependencies, investigate } from './investigate.ts';

/** A diagnosis in which looking up the requester throws. */
function failingWith(error: Error) {
  const dependencies = {
    signal: new AbortController().signal,
    logger: silentLogger,
    get surfaces(): unknown {
      throw error;
    },
  } as unknown as InvestigateDependencies;
  const context = {
    request: sampleRequest(),
    client: { id: 'lakeside' },
    policies: {},
  } as unknown as DecisionContext;
  return investigate(dependencies, { context, mayBeJoined: false });
}

it('hands over a request whose diagnosis fails in a way nobody foresaw, instead of trying for ever', async () => {
  const { result } = await failingWith(new TypeError('surprise'));

  expect(result).toMatchObject({ kind: 'hand_over', reason: expect.stringContaining('Diagnosis failed') });
});

it('leaves a request to the next sweep while the database is away', async () => {
  await expect(failingWith(new CountersignError('database_unavailable', 'away'))).rejects.toThrow('away');
});
