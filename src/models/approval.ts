import { DAY_MS } from '../clock.ts';
import type { MessageRef } from './conversation.ts';

/** Which of the two signatures. */
export type ApprovalKind = 'technician' | 'manager';

/** Fixed by design: what nobody decided within it expires. */
export const APPROVAL_LIFETIME_MS = DAY_MS;

/** One person's yes or no to one exact plan. */
export interface ApprovalRequest {
  id: string;
  kind: ApprovalKind;
  planDigest: string;
  state: ApprovalState;
  /** Who may decide, for a manager request: exactly these. Empty for a technician request: open to everybody with the role. */
  approvers: readonly PersonRef[];
  /** Cards that ask for it, so that every copy can be updated. */
  copies: readonly ApprovalCopy[];
}

/** Where one approval request stands. */
export type ApprovalState =
  | { kind: 'waiting' }
  | { kind: 'approved'; by: PersonRef; at: Date }
  | { kind: 'denied'; by: PersonRef; at: Date; reason?: string }
  | { kind: 'closed' };

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
