import { type Clock, MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import type { ConnectWiseApi, StatusWord } from './api.ts';
import type { StatusRecord } from './schema.ts';
import type { ConnectWiseSettings } from './settings.ts';

/** How long a board's statuses are remembered: admins rarely change them. */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** The statuses of the service boards in our words. Both methods throw `CountersignError`. */
export interface BoardStatuses {
  /** The status of this board that says `word`; `bad_configuration` when it has none. */
  statusFor(boardId: number, word: TicketStatus): Promise<StatusRecord>;
  wordFor(boardId: number, statusId: number): Promise<TicketStatus>;
}

/** Looks the statuses of boards up and keeps them for a while. */
export function createBoardStatuses(dependencies: {
  api: ConnectWiseApi;
  clock: Clock;
  configured: ConnectWiseSettings['statuses'];
}): BoardStatuses {
  const remembered = new Map<number, { statuses: Promise<StatusRecord[]>; until: number }>();

  function statusesOf(boardId: number): Promise<StatusRecord[]> {
    const now = dependencies.clock.now().getTime();
    const known = remembered.get(boardId);
    if (known && known.until > now) return known.statuses;
    const statuses = dependencies.api.statuses(boardId);
    remembered.set(boardId, { statuses, until: now + REMEMBERED_MS });
    statuses.catch(() => remembered.delete(boardId));
    return statuses;
  }

  return {
    async statusFor(boardId, word) {
      const status = findStatus(await statusesOf(boardId), word, dependencies.configured);
      if (status) return status;
      throw new CountersignError('bad_configuration', `a ConnectWise board has no status for ${word}`, {
        vendor: 'connectwise',
      });
    },
    async wordFor(boardId, statusId) {
      const statuses = await statusesOf(boardId);
      const status = statuses.find(({ id }) => id === statusId);
      return status ? wordOf(status, dependencies.configured) : 'in_progress';
    },
  };
}

/** The configured name if there is one; else by what the status is (default, closed) and the usual names. */
export function findStatus(
  statuses: readonly StatusRecord[],
  word: TicketStatus,
  configured: ConnectWiseSettings['statuses'],
): StatusRecord | undefined {
  const usable = statuses.filter((status) => !status.inactive);
  const name = word === 'new' ? undefined : configured[word];
  if (name !== undefined) return usable.find((status) => sameName(status.name, name));
  const fitting = usable.filter((status) => wordOf(status, configured) === word);
  return fitting.find((status) => word === 'new' || USUAL[word].test(bareName(status))) ?? fitting[0];
}

function wordOf(status: StatusRecord, configured: ConnectWiseSettings['statuses']): TicketStatus {
  const asConfigured = WORDS.find((word) => configured[word] && sameName(status.name, configured[word]));
  if (asConfigured) return asConfigured;
  if (status.closed) return 'completed';
  if (status.isDefault || /^new\b/.test(bareName(status))) return 'new';
  return USUAL.waiting.test(bareName(status)) ? 'waiting' : 'in_progress';
}

const WORDS: readonly StatusWord[] = ['completed', 'waiting', 'in_progress'];

const USUAL: Readonly<Record<StatusWord, RegExp>> = {
  completed: /^(completed?|resolved|closed)\b/,
  waiting: /\b(waiting|pending|on[- ]hold)\b/,
  in_progress: /\b(in[- ]progress|in process|working)\b/,
};

/** Many MSPs put `>` or a number before a name to sort their lists. */
function bareName({ name }: StatusRecord): string {
  return name.toLowerCase().replace(/^[^\p{L}]+/u, '');
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
