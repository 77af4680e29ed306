import { describe, expect, it } from 'vitest';
import { NOW, sampleEntry, sampleRequest } from '../models/mongoose/samples.fixture.ts';
import type { OutboxEntry } from '../models/outbox.ts';
import { FIRST_TRY_LEASE_MS, openTicketFirst, sideEffects } from './side-effects.ts';

const request = sampleRequest({ version: 3 });
const note = { kind: 'note', visibility: 'internal', text: 'x' } as const;
const owing = (...outbox: OutboxEntry[]) => sampleRequest({ version: 3, outbox });

describe('what a save owes', () => {
  it('has ids that are the same however often the save is tried, and differ from every other save’s', () => {
    const ids = (version: number) => {
      const effects = sideEffects({ ...request, version }, NOW);
      return [effects.add(note), effects.add({ kind: 'update_cards' })];
    };

    expect(ids(3)).toEqual(['4.1', '4.2']);
    expect(ids(3)).toEqual(ids(3));
    expect(ids(4)).toEqual(['5.1', '5.2']);
  });

  it('begins claimed by who saves, for as long as the first try may take', () => {
    const effects = sideEffects(request, NOW);
    effects.add(note);

    expect(effects.entries()).toEqual([
      {
        id: '4.1',
        effect: note,
        after: [],
        attempts: 1,
        nextTryAt: new Date(NOW.getTime() + FIRST_TRY_LEASE_MS),
      },
    ]);
  });

  it('has its audit facts in one entry, last, each with a key of its own', () => {
    const effects = sideEffects(request, NOW);
    effects.audit('plan_proposed', { digest: 'd' });
    effects.add(note);
    effects.audit('request_ended', { outcome: 'done' }, { personId: 'per_1', name: 'Tess' });

    expect(effects.entries().map(({ effect }) => effect)).toEqual([
      note,
      {
        kind: 'audit',
        facts: [
          {
            key: `${request.id}/4.1`,
            at: NOW,
            action: 'plan_proposed',
            clientId: request.clientId,
            requestId: request.id,
            details: { digest: 'd' },
          },
          expect.objectContaining({ key: `${request.id}/4.2`, by: { personId: 'per_1', name: 'Tess' } }),
        ],
      },
    ]);
  });

  it('is nothing when nothing was added', () => {
    expect(sideEffects(request, NOW).entries()).toEqual([]);
  });
});

describe('what an earlier save may still owe', () => {
  const after = (outbox: OutboxEntry[], effect: OutboxEntry['effect']) => {
    const effects = sideEffects(owing(...outbox), NOW);
    effects.add(effect, ['given']);
    return effects.entries()[0]?.after;
  };
  const behind = (outbox: OutboxEntry[], effect: OutboxEntry['effect']) => {
    const effects = sideEffects(owing(...outbox), NOW);
    effects.add(effect, ['given']);
    return effects.entries()[0]?.behind;
  };
  const ticket = sampleEntry('2.1', { effect: { kind: 'ticket' } });
  const card = sampleEntry('3.2', { effect: { kind: 'approval_card', approvalId: 'a', personId: 'p' } });
  const cards = sampleEntry('3.3', { effect: { kind: 'update_cards' } });

  it('goes before: the ticket before notes on it and its status', () => {
    expect(after([ticket], note)).toEqual(['given', '2.1']);
    expect(after([ticket], { kind: 'ticket_status', status: 'completed' })).toEqual(['given', '2.1']);
  });

  it('goes before for order’s sake: cards that are being sent or changed, before they are changed again', () => {
    expect(after([ticket, card, cards], { kind: 'update_cards' })).toEqual(['given']);
    expect(behind([ticket, card, cards], { kind: 'update_cards' })).toEqual(['3.2', '3.3']);
  });

  it('goes before for order’s sake: notes stand on the ticket in the order in which things happened', () => {
    const plan = sampleEntry('2.2', { effect: { kind: 'plan_note' } });
    const earlier = sampleEntry('3.1', { effect: { kind: 'note', visibility: 'public', text: 'x' } });

    expect(behind([plan, earlier], note)).toEqual(['2.2', '3.1']);
    expect(behind([plan, earlier], { kind: 'ticket_status', status: 'completed' })).toEqual(['2.2', '3.1']);
    expect(behind([{ ...earlier, dead: true }], note)).toBeUndefined();
  });

  it('orders what one save owes as well', () => {
    const effects = sideEffects(request, NOW);
    const ids = [effects.add(note), effects.add(note), effects.add({ kind: 'reply', text: 'x' })];

    expect(effects.entries().map(({ id, behind: before = [] }) => [id, before])).toEqual([
      [ids[0], []],
      [ids[1], [ids[0]]],
      [ids[2], []],
    ]);
  });

  it('keeps nobody waiting whom it does not concern', () => {
    expect(after([ticket, card, cards], { kind: 'reply', text: 'x' })).toEqual(['given']);
  });

  it('keeps nobody waiting once it is dead', () => {
    expect(after([{ ...ticket, dead: true }], note)).toEqual(['given']);
  });
});

describe('the ticket', () => {
  const first = (given = request, hasPsa = true) => {
    const effects = sideEffects(given, NOW);
    const ids = openTicketFirst(effects, given, hasPsa);
    return { ids, kinds: effects.entries().map(({ effect }) => effect.kind) };
  };

  it('is opened where there is a PSA and none yet', () => {
    expect(first()).toEqual({ ids: ['4.1'], kinds: ['ticket'] });
    expect(first(request, false)).toEqual({ ids: [], kinds: [] });
    expect(first(sampleRequest({ ticket: { psa: 'connectwise', id: '1' } }))).toEqual({ ids: [], kinds: [] });
  });

  it('is not opened again while an earlier save’s is still on its way: that one is waited for', () => {
    const given = owing(sampleEntry('2.1', { effect: { kind: 'ticket' } }));

    expect(first(given)).toEqual({ ids: ['2.1'], kinds: [] });
  });

  it('is tried again when opening it was given up', () => {
    const given = owing(sampleEntry('2.1', { effect: { kind: 'ticket' }, dead: true }));

    expect(first(given)).toEqual({ ids: ['4.1'], kinds: ['ticket'] });
  });
});
