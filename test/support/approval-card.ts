import type { ApprovalCard } from '../../src/flows/surface.ts';

/** A technician's card for a plan of one step, as short as a card can be. */
export const WAITING_CARD: ApprovalCard = {
  requestId: 'req_1',
  approvalId: 'apr_1',
  planDigest: 'abc',
  kind: 'technician',
  state: { kind: 'waiting' },
  clientName: 'Lakeside Dental',
  requesterName: 'Dana Diaz',
  requestText: 'I need access',
  diagnosis: '',
  steps: [{ summary: 'Add Dana', before: [], after: [], highRisk: false, riskReasons: [] }],
  expiresAt: new Date('2026-11-27T10:00:00Z'),
};
