/** `internal`: technicians only. `public`: the employee sees it. */
export type NoteVisibility = 'internal' | 'public';

/** The four states that any PSA's statuses are mapped to. */
export type TicketStatus = 'new' | 'in_progress' | 'waiting' | 'completed';

/** A ticket in the client's PSA. */
export interface TicketRef {
  /** The PSA's name: `connectwise`. */
  psa: string;
  id: string;
  url?: string;
}
