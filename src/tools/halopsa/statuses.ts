import { MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import { remember } from '../../remember.ts';
import type { HaloPsaApi } from './api.ts';
import type { StatusRecord } from './schema.ts';
import type { HaloPsaSettings } from './settings.ts';

/** How long a ticket type's statuses are remembered: admins rarely change them. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** Built into every Halo, whatever it is called there. */
const NEW_ID = 1;
const CLOSED_ID = 9;

/** A status, and whether tickets in it are closed. */
export interface KnownStatus extends StatusRecord {
  closed: boolean;
}

/** The statuses of the ticket types in our words. Every method throws `CountersignError`. */
export interface TypeStatuses {
  /** The status of this ticket type that says `word`; `bad_configuration` when it has none. */
  statusFor(typeId: number, word: TicketStatus): Promise<KnownStatus>;
  /** In our words, with its name: a list of tickets may leave that out. */
  read(typeId: number, statusId: number): Promise<{ word: TicketStatus; name: string; closed: boolean }>;
}

/** Looks the statuses of ticket types up and keeps them for a while. */
export function createTypeStatuses(api: HaloPsaApi, configured: HaloPsaSettings['statuses']): TypeStatuses {
  const statusesOf = remember((typeId: number) => readStatuses(api, typeId), { ttlMs: REMEMBERED_MS });
  return {
    async statusFor(typeId, word) {
      const status = findStatus(await statusesOf(typeId), word, configured);
      if (status) return status;
      throw new CountersignError('bad_configuration', `a Halo ticket type has no status for ${word}`, {
        vendor: 'halopsa',
      });
    },
    async read(typeId, statusId) {
      const status = (await statusesOf(typeId)).find(({ id }) => id === statusId);
      if (status) return { word: wordOf(status, configured), name: status.name, closed: status.closed };
      const closed = statusId === CLOSED_ID;
      return { word: closed ? 'completed' : 'in_progress', name: '', closed };
    },
  };
}

/** Closed are those that Halo leaves out when it is asked for the others. */
export async function readStatuses(api: HaloPsaApi, typeId: number): Promise<KnownStatus[]> {
  const [all, open] = await Promise.all([
    api.statuses(typeId, { openOnly: false }),
    api.statuses(typeId, { openOnly: true }),
  ]);
  const openIds = new Set(open.map(({ id }) => id));
  return all.map((status) => ({ ...status, closed: status.id === CLOSED_ID || !openIds.has(status.id) }));
}

/** The configured name if there is one; else by what the status is (built in, closed) and the usual names. */
export function findStatus(
  statuses: readonly KnownStatus[],
  word: TicketStatus,
  configured: HaloPsaSettings['statuses'],
): KnownStatus | undefined {
  const name = configured[word];
  if (name !== undefined) return statuses.find((status) => sameName(status.name, name));
  const fitting = statuses.filter((status) => wordOf(status, configured) === word);
  return fitting.find((status) => USUAL[word].test(bareName(status))) ?? fitting[0];
}

function wordOf(status: KnownStatus, configured: HaloPsaSettings['statuses']): TicketStatus {
  const asConfigured = WORDS.find((word) => configured[word] && sameName(status.name, configured[word]));
  if (asConfigured) return asConfigured;
  if (status.closed) return 'completed';
  if (status.id === NEW_ID || USUAL.new.test(bareName(status))) return 'new';
  return USUAL.waiting.test(bareName(status)) ? 'waiting' : 'in_progress';
}

const WORDS: readonly TicketStatus[] = ['completed', 'waiting', 'in_progress', 'new'];

const USUAL: Readonly<Record<TicketStatus, RegExp>> = {
  new: /^new\b/,
  completed: /^(closed|completed?|resolved)\b/,
  waiting: /\b(waiting|awaiting|pending|on[- ]hold|with (user|customer|client|end[- ]user))\b/,
  in_progress: /\b(in[- ]progress|working|with agent|assigned)\b/,
};

/** Many MSPs put a sign or a number before a name to sort their lists. */
function bareName({ name }: StatusRecord): string {
  return name.toLowerCase().replace(/^[^\p{L}]+/u, '');
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
