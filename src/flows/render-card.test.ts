import { describe, expect, it } from 'vitest';
import type { ApprovalState } from '../models/approval.ts';
import {
  minutesAfter,
  NOW,
  sampleMessage,
  sampleRequest,
  sampleWaitingRequest,
} from '../models/mongoose/samples.fixture.ts';
import type { ServiceRequest } from '../models/request.ts';
import { approvalCard } from './render-card.ts';

const waiting = sampleWaitingRequest();
const [technician, manager] = waiting.approvals;
const tess = { personId: 'per_tess', name: 'Tess Tanaka' };
const max = { personId: 'per_max', name: 'Max Moreno' };

/** The request with these two signatures, and the two cards. */
function cards(states: readonly [ApprovalState, ApprovalState], more: Partial<ServiceRequest> = {}) {
  const approvals = waiting.approvals.map((one, index) => ({ ...one, state: states[index] ?? one.state }));
  const request = { ...waiting, approvals, ...more };
  return [technician, manager].map((one) => approvalCard(request, one?.id ?? ''));
}

describe('a card', () => {
  it('shows exactly what will be done, to whom it belongs, and until when it can be signed', () => {
    const card = approvalCard(waiting, technician?.id ?? '');

    expect(card).toMatchObject({
      requestId: waiting.id,
      planDigest: waiting.plan?.digest,
      kind: 'technician',
      state: { kind: 'waiting' },
      clientName: 'Lakeside Dental',
      requesterName: 'Dana Diaz',
      diagnosis: waiting.diagnosis?.summary,
      ticket: { label: '#10042', url: 'https://psa.lakeside.example/tickets/10042' },
      alsoNeeded: 'Max Moreno (manager) must approve too',
      expiresAt: waiting.expiresAt,
    });
    expect(card?.steps).toEqual(
      waiting.plan?.steps.map(({ summary, before, after, risk }) => ({
        summary,
        before,
        after,
        highRisk: risk.level === 'high',
        riskReasons: risk.reasons,
      })),
    );
  });

  it('has all that the requester wrote, and nothing that we asked back', () => {
    const messages = [
      sampleMessage({ text: 'Access please' }),
      sampleMessage({ from: 'agent', text: 'To what?' }),
      sampleMessage({ text: 'Zendesk' }),
    ];

    expect(approvalCard({ ...waiting, messages }, technician?.id ?? '')?.requestText).toBe(
      'Access please\nZendesk',
    );
  });

  it('is none without a plan, or for an approval that is not of this request', () => {
    expect(approvalCard(waiting, 'apr_other')).toBeUndefined();
    expect(approvalCard(sampleRequest(), technician?.id ?? '')).toBeUndefined();
  });

  it('names no second signature when there is none', () => {
    const request = { ...waiting, approvals: waiting.approvals.slice(0, 1) };
    expect(approvalCard(request, technician?.id ?? '')).not.toHaveProperty('alsoNeeded');
  });

  it('keeps its deadline when the request no longer has one', () => {
    const { expiresAt: _, ...decided } = { ...waiting, status: 'denied' as const };
    expect(approvalCard(decided, technician?.id ?? '')?.expiresAt).toEqual(minutesAfter(1 + 24 * 60));
  });
});

describe('what both cards show', () => {
  const approvedBy = (by: typeof tess): ApprovalState => ({ kind: 'approved', by, at: NOW });
  const denied: ApprovalState = { kind: 'denied', by: max, at: NOW, reason: 'Not now' };

  it('when one has signed: that, and whom it still waits for; the other can still be signed', () => {
    const [one, other] = cards([approvedBy(tess), { kind: 'waiting' }]);

    expect(one?.state).toEqual({ kind: 'approved', by: 'Tess Tanaka', at: NOW, waitingFor: 'Max Moreno' });
    expect(other).toMatchObject({
      state: { kind: 'waiting' },
      alsoNeeded: 'Tess Tanaka (technician) has approved',
    });
  });

  it('when both have signed: by whom', () => {
    const [one, other] = cards([approvedBy(tess), approvedBy(max)], { status: 'executing' });

    expect(one?.state).toEqual({ kind: 'approved', by: 'Tess Tanaka', at: NOW });
    expect(other?.state).toEqual({ kind: 'approved', by: 'Max Moreno', at: NOW });
  });

  it('when one has denied: that on both, with the reason, even over a signature', () => {
    for (const first of [{ kind: 'closed' } as const, approvedBy(tess)]) {
      const [one, other] = cards([first, denied], { status: 'denied' });
      expect(one?.state).toEqual({ kind: 'denied', by: 'Max Moreno', at: NOW, reason: 'Not now' });
      expect(other?.state).toEqual(one?.state);
    }
  });

  it('when nobody decided in time: that, even where one had signed', () => {
    const [one, other] = cards([approvedBy(tess), { kind: 'closed' }], { status: 'expired' });

    expect(one?.state).toEqual({ kind: 'expired' });
    expect(other?.state).toEqual({ kind: 'expired' });
  });

  it('when it was taken back: why', () => {
    const outcome = { kind: 'cancelled', reason: 'Dana Diaz has withdrawn the request.', at: NOW } as const;
    const [one] = cards([{ kind: 'closed' }, { kind: 'closed' }], { status: 'cancelled', outcome });

    expect(one?.state).toEqual({ kind: 'withdrawn', reason: 'Dana Diaz has withdrawn the request.' });
  });

  it.each(['diagnosing', 'handed_over', 'completed', 'executing'] as const)(
    'when the request is %s: nothing that could still be signed',
    (status) => {
      for (const card of cards([{ kind: 'waiting' }, { kind: 'waiting' }], { status }))
        expect(card?.state.kind).toBe('withdrawn');
    },
  );
});
