/** `internal`: technicians only. `public`: the employee sees it. */
export type NoteVisibility = 'internal' | 'public';

/** The four states that any PSA's statuses are mapped to. */
export type TicketStatus = 'new' | 'in_progress' | 'waiting' | 'completed';

/** The PSAs that there are rooms for; Jira counts as one. */
export const PSA_NAMES = ['connectwise', 'halopsa', 'autotask', 'jira'] as const;
/** One of them. */
export type PsaName = (typeof PSA_NAMES)[number];

/** A ticket as people name it: `#4711`; issues of Jira have a name of their own, `HELP-213`. */
export function ticketLabel({ psa, id }: Pick<TicketRef, 'psa' | 'id'>): string {
  return psa === 'jira' ? id : `#${id}`;
}

/** A ticket in the client's PSA. */
export interface TicketRef {
  psa: PsaName;
  id: string;
  url?: string;
}
