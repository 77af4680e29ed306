/** Where a request stands. The table below is the whole diagram (design: "The state machine"). */
export const REQUEST_STATES = {
  received: { diagnosis_started: 'diagnosing', withdrawn: 'cancelled' },
  diagnosing: {
    question_asked: 'awaiting_requester',
    plan_proposed: 'planned',
    answer_found: 'completed',
    plan_only: 'plan_noted',
    handed_over: 'handed_over',
    withdrawn: 'cancelled',
  },
  awaiting_requester: {
    requester_answered: 'diagnosing',
    answer_overdue: 'handed_over',
    withdrawn: 'cancelled',
  },
  planned: {
    plan_only: 'plan_noted',
    approval_requested: 'awaiting_approval',
    execution_started: 'executing',
    handed_over: 'handed_over',
    withdrawn: 'cancelled',
  },
  awaiting_approval: {
    approval_granted: 'executing',
    approval_denied: 'denied',
    approval_expired: 'expired',
    plan_outdated: 'diagnosing',
    withdrawn: 'cancelled',
  },
  executing: {
    execution_succeeded: 'completed',
    execution_failed: 'handed_over',
    outcome_unknown: 'handed_over',
  },
  completed: {},
  plan_noted: {},
  denied: {},
  expired: {},
  handed_over: {},
  cancelled: {},
} as const satisfies Record<string, Record<string, string>>;

/** Where a request stands. */
export type RequestStatus = keyof typeof REQUEST_STATES;

type EventsOf<Status> = Status extends RequestStatus ? keyof (typeof REQUEST_STATES)[Status] : never;
/** What can happen to a request, in the past tense. */
export type RequestEvent = EventsOf<RequestStatus>;

/** The status after `event`; undefined when the table has no such edge. */
export function nextStatus(status: RequestStatus, event: RequestEvent): RequestStatus | undefined {
  const edges: Partial<Record<RequestEvent, RequestStatus>> = REQUEST_STATES[status];
  return Object.hasOwn(edges, event) ? edges[event] : undefined;
}

/** At rest: nothing more happens to it. */
export function isAtRest(status: RequestStatus): boolean {
  return Object.keys(REQUEST_STATES[status]).length === 0;
}

/** Every status, in the order of the table. */
export const REQUEST_STATUSES = Object.keys(REQUEST_STATES) as readonly RequestStatus[];

/** Those of requests that are under way. */
export const OPEN_STATUSES: readonly RequestStatus[] = REQUEST_STATUSES.filter((status) => !isAtRest(status));
