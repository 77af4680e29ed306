import { describe, expect, it } from 'vitest';
import { type AuditEntry, type AuditFact, auditHash, CHAIN_START, chainAfter, verifyChain } from './audit.ts';

const facts: AuditFact[] = ['opened', 'proposed', 'signed', 'executed', 'ended'].map((key, index) => ({
  key,
  at: new Date(Date.UTC(2026, 10, 23, 10, index)),
  action: 'step_executed',
  requestId: 'req_1',
  by: { personId: 'per_tess', name: 'Tess' },
  details: { step: index, tool: 'add_to_group', note: null },
}));
const chain = chainAfter(undefined, facts);

/** The chain with its entry `index` changed, as somebody would who can write to the database. */
function edited(index: number, change: Partial<AuditEntry>): AuditEntry[] {
  return chain.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
}

/** The same, with a hash that fits the changed entry. */
function forged(index: number, change: Partial<AuditEntry>): AuditEntry[] {
  return edited(index, change).map((entry, at) =>
    at === index ? { ...entry, hash: auditHash(entry) } : entry,
  );
}

describe('the audit chain', () => {
  it('is intact as it was written, in one piece or in several', () => {
    const inPieces = [...chainAfter(undefined, facts.slice(0, 2))];
    inPieces.push(...chainAfter(inPieces.at(-1), facts.slice(2)));

    expect(inPieces).toEqual(chain);
    expect(chain[0]).toMatchObject({ sequence: 1, previousHash: CHAIN_START });
    expect(verifyChain(chain)).toEqual({ kind: 'intact', entries: 5, head: chain[4]?.hash });
    expect(verifyChain([])).toEqual({ kind: 'intact', entries: 0, head: CHAIN_START });
    expect(chainAfter(chain[4], [])).toEqual([]);
  });

  it.each<[string, Partial<AuditEntry>]>([
    ['the time', { at: new Date(0) }],
    ['the deed', { action: 'mode_changed' }],
    ['who did it', { by: { personId: 'per_tess', name: 'Theo' } }],
    ['the request', { requestId: 'req_2' }],
    ['a client that was not there', { clientId: 'cli_1' }],
    ['the key', { key: 'another' }],
    ['a detail', { details: { step: 2, tool: 'add_to_group', note: '' } }],
  ])('shows that %s was changed, also when the hash was made to fit', (_, change) => {
    expect(verifyChain(edited(2, change))).toMatchObject({ kind: 'broken', sequence: 3 });
    expect(verifyChain(forged(2, change))).toMatchObject({ kind: 'broken', sequence: 4 });
  });

  it('shows that an entry was dropped, inserted or repeated, and that two were swapped', () => {
    const [first, second, third, ...rest] = chain as [AuditEntry, AuditEntry, AuditEntry, ...AuditEntry[]];
    const [intruder] = chainAfter(first, [{ ...facts[0], key: 'intruder' } as AuditFact]) as [AuditEntry];

    expect(verifyChain([second, third, ...rest])).toMatchObject({ kind: 'broken', sequence: 1 });
    expect(verifyChain([first, third, ...rest])).toMatchObject({ kind: 'broken', sequence: 2 });
    expect(verifyChain([first, intruder, second, third, ...rest])).toMatchObject({
      kind: 'broken',
      sequence: 3,
    });
    expect(verifyChain([first, first, second, third])).toMatchObject({ kind: 'broken', sequence: 2 });
    expect(verifyChain([first, third, second, ...rest])).toMatchObject({ kind: 'broken', sequence: 2 });
  });

  it('is walked on from where it was found whole, and no further than it is', () => {
    const [, second] = chain;
    expect(verifyChain(chain.slice(2), second)).toEqual({ kind: 'intact', entries: 5, head: chain[4]?.hash });
    expect(verifyChain(chain.slice(3), second)).toMatchObject({ kind: 'broken', sequence: 3 });
    expect(verifyChain(edited(3, { details: {} }).slice(2), second)).toMatchObject({ sequence: 4 });
  });

  it.each<[string, object]>([
    ['a field that was never written', { comment: 'harmless' }],
    ['a time that is none', { at: 'yesterday' }],
    ['details that are none', { details: { step: Number.NaN } }],
  ])('shows that an entry has %s, though no hash covers it', (_, change) => {
    expect(verifyChain(edited(2, change))).toMatchObject({ kind: 'broken', sequence: 3 });
  });

  it('shows a renumbered gap too', () => {
    const renumbered = chain
      .filter((_, index) => index !== 1)
      .map((entry, index) => ({ ...entry, sequence: index + 1 }));

    expect(verifyChain(renumbered)).toMatchObject({ kind: 'broken', sequence: 2 });
  });

  it('cannot by itself show that its end was cut off: the head kept elsewhere does', () => {
    const whole = verifyChain(chain);

    expect(verifyChain(chain.slice(0, 3))).toMatchObject({ kind: 'intact', entries: 3 });
    expect(verifyChain(chain.slice(0, 3))).not.toEqual(whole);
  });

  it('takes half a character for what it is stored as, so that no deed is left out for it', () => {
    const half: AuditFact = {
      ...(facts[0] ?? expect.fail('there is none')),
      by: { personId: 'per_1', name: 'Ada \uD83D' },
      details: { reason: 'no \uDE00' },
    };
    const written = chainAfter(undefined, [half]);

    expect(written[0]).toMatchObject({ by: { name: 'Ada \uFFFD' }, details: { reason: 'no \uFFFD' } });
    expect(verifyChain(written)).toMatchObject({ kind: 'intact' });
  });

  it('hashes the same deed to the same value, whatever the order of its details', () => {
    const [entry] = chain as [AuditEntry];
    const reordered = { ...entry, details: { note: null, tool: 'add_to_group', step: 0 } };

    expect(auditHash(reordered)).toBe(entry.hash);
  });
});
