import { addMs } from '../clock.ts';
import type { PersonRef } from '../models/approval.ts';
import type { AuditAction, AuditFact } from '../models/audit.ts';
import type { Effect, OutboxEntry } from '../models/outbox.ts';
import { clientConcerned, type ServiceRequest } from '../models/request.ts';

/** Collects what one save owes the world. The process that saves delivers at once, so entries begin claimed by it. */
export interface SideEffects {
  /** Adds an effect; `after` names entries (of this batch or of the request) that must be delivered first. Returns its id. */
  add(effect: Effect, after?: readonly string[]): string;
  audit(action: AuditAction, details: AuditFact['details'], by?: PersonRef): void;
  /** All of it; audit facts as one entry. */
  entries(): OutboxEntry[];
}

/** How long the saving process has for the first try before a sweep takes over. */
export const FIRST_TRY_LEASE_MS = 60_000;

/** Collects what one save owes, with ids that are the same however often the save is tried. */
export function sideEffects(request: ServiceRequest, now: Date): SideEffects {
  const entries: OutboxEntry[] = [];
  const facts: AuditFact[] = [];
  const batch = request.version + 1;
  const concerned = clientConcerned(request);
  const nextId = () => `${batch}.${entries.length + 1}`;
  const push = (effect: Effect, after: readonly string[]) => {
    const id = nextId();
    const owed = request.outbox.filter(({ dead }) => !dead);
    const needed = [...after, ...idsOf(owed, NEEDS[effect.kind])];
    const goesBefore = behindOf(request, effect.kind);
    const behind = idsOf([...owed, ...entries], goesBefore).filter((one) => !needed.includes(one));
    entries.push({
      id,
      effect,
      after: [...new Set(needed)],
      ...(behind.length > 0 && { behind }),
      attempts: 1,
      nextTryAt: addMs(now, FIRST_TRY_LEASE_MS),
    });
    return id;
  };
  return {
    add: (effect, after = []) => push(effect, after),
    audit(action, details, by) {
      const key = `${request.id}/${batch}.${facts.length + 1}`;
      facts.push({
        key,
        at: now,
        action,
        ...(concerned === undefined ? {} : { clientId: concerned }),
        requestId: request.id,
        details,
        ...(by ? { by } : {}),
      });
    },
    entries() {
      if (facts.length > 0) push({ kind: 'audit', facts: [...facts] }, []);
      return entries;
    },
  };
}

type Kinds = readonly Effect['kind'][];

/** What is owed already and has to be there first: nothing can be written on a ticket that is not. */
const NEEDS: Partial<Record<Effect['kind'], Kinds>> = {
  note: ['ticket'],
  ticket_status: ['ticket'],
};

/**
 * What goes before for order's sake, because it is on its way or was left by a crash or an outage: notes stand on the
 * ticket in the order in which things happened, the ticket is closed once they do, and cards are brought up to date when
 * all of them are known and no older state can come after.
 */
const BEHIND: Partial<Record<Effect['kind'], Kinds>> = {
  note: ['plan_note', 'approval_note', 'note'],
  approval_note: ['note'],
  ticket_status: ['plan_note', 'approval_note', 'note', 'ticket_status'],
  update_cards: ['approval_card', 'update_cards'],
};

/** What is said to somebody who asked on a ticket is a note like any other, and has its place among them. */
function behindOf({ conversation }: ServiceRequest, kind: Effect['kind']): Kinds {
  if (conversation.surface !== 'psa') return BEHIND[kind] ?? [];
  const before = BEHIND[kind === 'reply' ? 'note' : kind] ?? [];
  return before.includes('note') ? [...before, 'reply'] : before;
}

function idsOf(owed: readonly OutboxEntry[], kinds: Kinds = []): string[] {
  return owed.filter(({ effect }) => kinds.includes(effect.kind)).map(({ id }) => id);
}

/**
 * The ticket first, where the request has none yet and its client has a PSA; then what has to be on it. One that an
 * earlier save still owes is waited for: a requester may answer before it is known that their ticket was opened.
 */
export function openTicketFirst(
  effects: SideEffects,
  request: ServiceRequest,
  hasPsa: boolean,
): readonly string[] {
  if (!hasPsa || request.ticket) return [];
  const underWay = request.outbox.find(({ effect, dead }) => effect.kind === 'ticket' && !dead);
  return [underWay?.id ?? effects.add({ kind: 'ticket' })];
}
