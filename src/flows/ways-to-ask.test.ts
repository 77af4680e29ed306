import { describe, expect, it } from 'vitest';
import type { SurfaceName } from '../models/conversation.ts';
import { sampleEntry, samplePerson } from '../models/mongoose/samples.fixture.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { Surface } from './surface.ts';
import { type CardEffect, waysToAsk } from './ways-to-ask.ts';

const surface = (name: SurfaceName, approvalCards = true) =>
  ({ name, can: { approvalCards, directMessages: true } }) as Surface;
const surfaces = [surface('slack'), surface('teams')];

const tess = samplePerson({
  id: 'per_tess',
  identities: [
    { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' },
    { provider: 'entra', tenant: 'harbor', user: 'tess' },
  ],
});

const card = (chosen?: SurfaceName): CardEffect => ({
  kind: 'approval_card',
  approvalId: 'apr_1',
  personId: 'per_tess',
  ...(chosen ? { surface: chosen } : {}),
});

/** Surfaces in the order in which they are tried. */
function tried(
  effect: CardEffect,
  { others = [], sentIn }: { others?: readonly CardEffect[]; sentIn?: SurfaceName } = {},
  on: readonly Surface[] = surfaces,
): string[] {
  const message = { surface: sentIn ?? 'slack', tenant: 't', conversation: 'c', message: 'm' };
  const request = {
    outbox: [effect, ...others].map((one, index) => sampleEntry(String(index), { effect: one })),
    approvals: [{ id: 'apr_1', copies: sentIn ? [{ personId: 'per_tess', message }] : [] }],
  } as unknown as Pick<ServiceRequest, 'outbox' | 'approvals'>;
  return waysToAsk(on, request, effect, tess).map(({ surface: { name } }) => name);
}

describe('an approver is asked', () => {
  it('wherever they can be reached when nothing is chosen', () => {
    expect(tried(card())).toEqual(['slack', 'teams']);
  });

  it('on the chosen surface first, and elsewhere when they cannot be reached there', () => {
    expect(tried(card('teams'))).toEqual(['teams', 'slack']);
  });

  it('on each chosen surface once: the other card is on its way, or was sent already', () => {
    expect(tried(card('teams'), { others: [card('slack')] })).toEqual(['teams']);
    expect(tried(card('teams'), { sentIn: 'slack' })).toEqual(['teams']);
  });

  it('elsewhere though somebody else is asked there, and for another approval', () => {
    const others = [
      { ...card('slack'), personId: 'per_theo' },
      { ...card('slack'), approvalId: 'apr_2' },
    ];
    expect(tried(card('teams'), { others })).toEqual(['teams', 'slack']);
  });

  it('only where there are cards', () => {
    expect(tried(card('teams'), {}, [surface('slack', false), surface('teams')])).toEqual(['teams']);
  });
});
