import type { AuditFact } from './audit.ts';
import type { SurfaceName } from './conversation.ts';
import type { NoteVisibility, TicketStatus } from './ticket.ts';

/** One side effect that a request owes the world. Stored in the request's own document, removed once delivered. */
export interface OutboxEntry {
  /** Unique in its request and stable: with the request's id it is the idempotency key. */
  id: string;
  effect: Effect;
  /** Ids of entries of this request that must be delivered first: it dies with any of them. */
  after: readonly string[];
  /** Ids of entries that go before it for order's sake: when one of them is dead, it goes on without. */
  behind?: readonly string[];
  /** Tries begun so far. An entry made by the process that delivers it right away starts at 1. */
  attempts: number;
  /** The claim's lease while somebody delivers it, then the next try. Absent once dead. */
  nextTryAt?: Date;
  /** The last failure's code. */
  lastError?: string;
  /** After the last try, or when what it waits for is dead: shown to admins, never dropped. */
  dead?: true;
}

/** What a request owes the world. */
export type Effect =
  /** Opens the ticket in the client's PSA. */
  | { kind: 'ticket' }
  /** The note with diagnosis and plan, rendered from the request. */
  | { kind: 'plan_note' }
  | { kind: 'note'; visibility: NoteVisibility; text: string }
  | { kind: 'ticket_status'; status: TicketStatus }
  /** To the requester, where they asked. */
  | { kind: 'reply'; text: string }
  /** One approver's card: on the chosen surface, or on the first on which they can be reached. */
  | { kind: 'approval_card'; approvalId: string; personId: string; surface?: SurfaceName }
  /** The internal note, or the PSA's own approval object, that asks for an approval. */
  | { kind: 'approval_note'; approvalId: string }
  /** Brings every card of the request to its present state. */
  | { kind: 'update_cards' }
  /** To the client's technicians, by direct message: a hand-over, an alert. */
  | { kind: 'tell_technicians'; text: string }
  /** Tells the subject of a step that a one-time secret waits for them. */
  | { kind: 'secret_offer'; step: number; personId: string }
  /** The code with which the person confirms that it was they who called. */
  | { kind: 'confirmation_code'; personId: string }
  | { kind: 'audit'; facts: readonly AuditFact[] };

/** After as many tries an entry is dead: an outage of some hours is outlived. */
export const OUTBOX_MAX_ATTEMPTS = 24;

/** Doubling from 2 s to 30 min; a longer wait that the vendor asked for goes before. */
export function retryDelayMs(attempts: number, retryAfterMs = 0): number {
  return Math.max(retryAfterMs, Math.min(2_000 * 2 ** Math.max(0, attempts - 1), 1_800_000));
}
