import { addMs, SECOND_MS } from '../clock.ts';
import type { AuditEntry } from '../models/audit.ts';
import type { CursorStore } from '../models/stores.ts';
import { type Concerned, handOverUndecidable, type RecheckDependencies } from './recheck-approvals.ts';

export interface ChangedApproversDependencies extends RecheckDependencies {
  cursors: Pick<CursorStore, 'readNumbers' | 'advanceNumber'>;
}

const CURSOR = 'approvals-rechecked';
const PAGE = 500;
/** By then everything is stored that was asked of people as they were before a change. */
const RIPE_MS = 15 * SECOND_MS;

/**
 * Reads on in the trail for changes of people and clients, and hands over what nobody can decide any more since then. The
 * commands do so at once; this finds what began to wait at the same moment, and what a process that died has left.
 */
export async function sweepChangedApprovers(dependencies: ChangedApproversDependencies): Promise<void> {
  const { audit, cursors, clock } = dependencies;
  let last = (await cursors.readNumbers(CURSOR)).get(CURSOR) ?? 0;
  for (;;) {
    const page = await audit.read(last, PAGE);
    const fresh = page.findIndex(({ at }) => at > addMs(clock.now(), -RIPE_MS));
    const ripe = fresh === -1 ? page : page.slice(0, fresh);
    const end = ripe.at(-1);
    if (!end) return;
    for (const concerned of concernedIn(ripe)) await handOverUndecidable(dependencies, concerned);
    await cursors.advanceNumber(CURSOR, end.sequence);
    if (ripe.length < PAGE) return;
    last = end.sequence;
  }
}

/** Each person and client once. */
function concernedIn(entries: readonly AuditEntry[]): Concerned[] {
  const all = entries.flatMap(({ action, clientId, details: { personId } }): Concerned[] => {
    const isPerson = action === 'role_changed' || action === 'person_changed';
    if (isPerson && typeof personId === 'string') return [{ personId }];
    return action === 'client_changed' && clientId !== undefined ? [{ clientId }] : [];
  });
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
