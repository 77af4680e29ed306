import { describe, expect, it } from 'vitest';
import {
  isAtRest,
  nextStatus,
  REQUEST_STATES,
  type RequestEvent,
  type RequestStatus,
} from './request-state.ts';

const statuses = Object.keys(REQUEST_STATES) as RequestStatus[];
const edges = statuses.flatMap((from) =>
  Object.entries(REQUEST_STATES[from]).map(([event, to]) => ({ from, event: event as RequestEvent, to })),
);

/** The diagram as the design draws it, row by row. */
const DESIGN = `
received: diagnosis_started → diagnosing; withdrawn → cancelled
diagnosing: question_asked → awaiting_requester; plan_proposed → planned; answer_found → completed; plan_only → plan_noted; handed_over → handed_over; withdrawn → cancelled
awaiting_requester: requester_answered → diagnosing; answer_overdue → handed_over; withdrawn → cancelled
planned: plan_only → plan_noted; approval_requested → awaiting_approval; execution_started → executing; handed_over → handed_over; withdrawn → cancelled
awaiting_approval: approval_granted → executing; approval_denied → denied; approval_expired → expired; plan_outdated → diagnosing; withdrawn → cancelled
executing: execution_succeeded → completed; execution_failed → handed_over; outcome_unknown → handed_over
completed:
plan_noted:
denied:
expired:
handed_over:
cancelled:`;

/** Where these events alone can lead. */
function reachableBy(...events: RequestEvent[]): Set<RequestStatus> {
  const reached = new Set<RequestStatus>(['received']);
  for (const from of reached) {
    for (const event of events) {
      const to = nextStatus(from, event);
      if (to) reached.add(to);
    }
  }
  return reached;
}

describe('the state machine of a request', () => {
  it('is the one that the design draws', () => {
    const drawn = statuses.map((status) => {
      const row = Object.entries(REQUEST_STATES[status]).map(([event, to]) => `${event} → ${to}`);
      return `${status}: ${row.join('; ')}`.trim();
    });

    expect(`\n${drawn.join('\n')}`).toBe(DESIGN);
  });

  it('starts executing on two edges only: all automatic, or all signed', () => {
    expect(edges.filter(({ to }) => to === 'executing')).toEqual([
      { from: 'planned', event: 'execution_started', to: 'executing' },
      { from: 'awaiting_approval', event: 'approval_granted', to: 'executing' },
    ]);
  });

  it('lets nobody take back what is being executed', () => {
    expect(nextStatus('executing', 'withdrawn')).toBeUndefined();
  });

  it('comes to rest in plan mode without asking, answering or doing anything', () => {
    const planMode = reachableBy('diagnosis_started', 'plan_proposed', 'plan_only', 'withdrawn');

    expect([...planMode].toSorted()).toEqual([
      'cancelled',
      'diagnosing',
      'plan_noted',
      'planned',
      'received',
    ]);
  });

  it('reaches every status, and from every status comes to rest', () => {
    const everyEvent = edges.map(({ event }) => event);
    expect(reachableBy(...everyEvent).size).toBe(statuses.length);

    const canRest = new Set(statuses.filter(isAtRest));
    for (let round = 0; round < statuses.length; round += 1)
      for (const { from, to } of edges) if (canRest.has(to)) canRest.add(from);
    expect(canRest.size).toBe(statuses.length);
  });

  it('has no edge for an event that is none, or that objects happen to have', () => {
    expect(nextStatus('received', 'approval_granted')).toBeUndefined();
    expect(nextStatus('received', 'constructor' as RequestEvent)).toBeUndefined();
    expect(nextStatus('cancelled', 'diagnosis_started')).toBeUndefined();
  });

  it('knows where nothing more happens', () => {
    expect(statuses.filter(isAtRest)).toEqual([
      'completed',
      'plan_noted',
      'denied',
      'expired',
      'handed_over',
      'cancelled',
    ]);
  });
});
