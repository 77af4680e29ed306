import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addMs } from '../../../clock.ts';
import { createSealer } from '../../../seal.ts';
import { EXPORT_LINK_MS, openOrder, sealOrder } from './export-link.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const sealer = createSealer([{ id: 'k1', key: randomBytes(32) }]);
const order = {
  personId: 'per_ada',
  format: 'csv',
  filter: { clientId: 'lakeside', action: 'mode_changed', since: NOW, until: addMs(NOW, 1) },
  after: 12,
} as const;

describe('a link to an export', () => {
  it('says what it gives to whom, for ten minutes', () => {
    const token = sealOrder(sealer, NOW, order);

    const expiresAt = addMs(NOW, EXPORT_LINK_MS);
    expect(openOrder(sealer, addMs(NOW, EXPORT_LINK_MS - 1), token)).toEqual({ ...order, expiresAt });
    expect(openOrder(sealer, expiresAt, token)).toBeUndefined();
    expect(token).not.toContain('per_ada');
  });

  it('fits into a button of every surface with every filter, and stands in an address as it is', () => {
    const id = 'per_01JD8Z0000000000000000000';
    const filter = { ...order.filter, personId: id, requestId: id, tool: 'reset_authentication_method' };
    const token = sealOrder(sealer, NOW, { ...order, personId: id, filter });

    expect(token.length).toBeLessThan(900);
    expect(encodeURIComponent(token)).toBe(token);
  });

  it.each<[string, () => string]>([
    [
      'sealed for something else',
      () => sealer.seal(JSON.stringify({ ...order, expiresAt: NOW }), 'slack token'),
    ],
    [
      'sealed by somebody else',
      () => sealOrder(createSealer([{ id: 'k1', key: randomBytes(32) }]), NOW, order),
    ],
    [
      'sealed under a key that is gone',
      () => sealOrder(createSealer([{ id: 'k0', key: randomBytes(32) }]), NOW, order),
    ],
    ['of an older version', () => sealer.seal(JSON.stringify({ personId: 'per_ada' }), 'audit export')],
    ['no JSON', () => sealer.seal('yes', 'audit export')],
    ['empty', () => ''],
  ])('opens nothing when it is %s', (_what, token) => {
    expect(openOrder(sealer, NOW, token())).toBeUndefined();
  });
});
