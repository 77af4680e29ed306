import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PersonRef } from './approval.ts';

/** What can be in the trail. Closed: a new one is added here. */
export const AUDIT_ACTIONS = [
  'request_opened',
  'plan_proposed',
  'approval_decided',
  'decision_refused',
  'approval_expired',
  'step_executed',
  'request_ended',
  'target_refused',
  'policy_changed',
  'mode_changed',
  'role_changed',
  'client_changed',
  'person_changed',
  'integration_changed',
  'keys_rotated',
  'secret_shown',
  'identity_confirmed',
  'identity_refused',
  'inbound_refused',
  'command_refused',
  'delivery_retried',
  'audit_exported',
] as const;
/** What can be in the trail. */
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One deed, before it has its place in the chain. Never holds secrets or message bodies. */
export interface AuditFact {
  /** Idempotency key: a fact is appended once however often it is delivered. */
  key: string;
  at: Date;
  action: AuditAction;
  clientId?: string;
  requestId?: string;
  by?: PersonRef;
  /** Short, flat, JSON. */
  details: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * What a change owes the trail: stored with the change itself, both or neither, until `OwedFactStore.settle` says that the
 * trail has it.
 */
export type OwedFacts = readonly AuditFact[];

/** A fact in the chain: `hash` covers the fact, its number and the hash before it. */
export interface AuditEntry extends AuditFact {
  /** From 1, without gaps. */
  sequence: number;
  previousHash: string;
  hash: string;
}

/** What the first entry names as the hash before it. */
export const CHAIN_START = '0'.repeat(64);

/** Hex SHA-256 over the canonical JSON (RFC 8785) of everything in the entry but the hash itself. */
export function auditHash(entry: Omit<AuditEntry, 'hash' | 'action'> & { action: string }): string {
  const { key, at, action, clientId, requestId, by, details, sequence, previousHash } = entry;
  const bound = {
    key,
    at: at.toISOString(),
    action,
    clientId,
    requestId,
    by,
    details,
    sequence,
    previousHash,
  };
  return createHash('sha256')
    .update(canonicalize(bound) ?? '')
    .digest('hex');
}

/** The facts as the entries that come after `previous`, in order; from the start of the chain without it. */
export function chainAfter(
  previous: Pick<AuditEntry, 'sequence' | 'hash'> | undefined,
  facts: readonly AuditFact[],
): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let last = previous ?? { sequence: 0, hash: CHAIN_START };
  for (const fact of facts) {
    const unhashed = { ...wellFormed(fact), sequence: last.sequence + 1, previousHash: last.hash };
    const entry = { ...unhashed, hash: auditHash(unhashed) };
    entries.push(entry);
    last = entry;
  }
  return entries;
}

/** Half of a character cannot be hashed, nor stored as it is; and what has been done has to be in the trail. */
function wellFormed(fact: AuditFact): AuditFact {
  const details = Object.entries(fact.details).map(([name, value]) => [
    name.toWellFormed(),
    typeof value === 'string' ? value.toWellFormed() : value,
  ]);
  return {
    ...fact,
    details: Object.fromEntries(details),
    ...(fact.by && { by: { ...fact.by, name: fact.by.name.toWellFormed() } }),
  };
}

/** Whether a stretch of the trail is whole, or where it breaks. */
export type ChainCheck =
  | { kind: 'intact'; entries: number; head: string }
  | { kind: 'broken'; sequence: number; reason: string };

/**
 * Walks a chain from its first entry, or on from one that was found whole: an edited, dropped, swapped or inserted entry is
 * named by its number.
 */
export function verifyChain(
  entries: Iterable<AuditEntry>,
  after?: Pick<AuditEntry, 'sequence' | 'hash'>,
): ChainCheck {
  let last = after ?? { sequence: 0, hash: CHAIN_START };
  for (const entry of entries) {
    const sequence = last.sequence + 1;
    if (entry.sequence !== sequence)
      return { kind: 'broken', sequence, reason: `expected entry ${sequence}, found ${entry.sequence}` };
    if (entry.previousHash !== last.hash)
      return { kind: 'broken', sequence, reason: 'does not follow the entry before it' };
    if (!isAsWritten(entry)) return { kind: 'broken', sequence, reason: 'was changed after it was written' };
    last = entry;
  }
  return { kind: 'intact', entries: last.sequence, head: last.hash };
}

const FIELDS: ReadonlySet<string> = new Set([
  'key',
  'at',
  'action',
  'clientId',
  'requestId',
  'by',
  'details',
  'sequence',
  'previousHash',
  'hash',
]);

/** The hash says nothing of fields that it does not cover, and there is none of what was never an entry. */
function isAsWritten(entry: AuditEntry): boolean {
  if (Object.keys(entry).some((field) => !FIELDS.has(field))) return false;
  try {
    return entry.hash === auditHash(entry);
  } catch {
    return false;
  }
}
