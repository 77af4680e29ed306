import { DAY_MS } from '../clock.ts';
import type { MessageRef } from './conversation.ts';

/** Whose signature: one of the two for a plan at a client, or another admin's for a change of the product itself. */
export type ApprovalKind = 'technician' | 'manager' | 'admin';

/** Fixed by design: what nobody decided within it expires. */
export const APPROVAL_LIFETIME_MS = DAY_MS;

/** One person's yes or no to one exact plan. */
export interface ApprovalRequest {
  id: string;
  kind: ApprovalKind;
  planDigest: string;
  state: ApprovalState;
  /** Who may decide, for a manager request: exactly these. Empty for others: open to everybody with the role. */
  approvers: readonly PersonRef[];
  /** Cards that ask for it, so that every copy can be updated. */
  copies: readonly ApprovalCopy[];
  /** For a manager request: the client's fallback approver is asked, because the directory names no manager. */
  fallback?: true;
  /** An internal note on the ticket asks for it too. */
  askedOnTicket?: true;
  /** One-time code with which a note on the ticket decides; absent where notes may not. */
  code?: string;
  /** The PSA's own approval object that asks for it. */
  psaApprovalId?: string;
}

/** Where one approval request stands. */
export type ApprovalState =
  | { kind: 'waiting' }
  | { kind: 'approved'; by: PersonRef; at: Date; note?: NoteEvidence }
  | { kind: 'denied'; by: PersonRef; at: Date; reason?: string; note?: NoteEvidence }
  | { kind: 'closed' };

/** The note on the ticket by which somebody decided. It must still say the same when the plan is run. */
export interface NoteEvidence {
  noteId: string;
  /** As the PSA names the author. */
  authorId: string;
  /** Hex SHA-256 of the text as it was read. */
  textHash: string;
}

/** A message that asked somebody, to be updated when it is decided. */
export interface ApprovalCopy {
  personId: string;
  message: MessageRef;
}

/** A person as the record of a deed names them: their name then, even if it changes later. */
export interface PersonRef {
  personId: string;
  name: string;
}

/** What somebody decided. */
export type Verdict = { kind: 'approve' } | { kind: 'deny'; reason?: string };
