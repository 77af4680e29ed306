import type { TicketStatus } from '../../models/ticket.ts';
import { numberOf, type PicklistsOf, sameLabel, withLabel } from './picklists.ts';
import type { PicklistValue } from './schema.ts';
import type { AutotaskSettings } from './settings.ts';

/** The tenant's lists of tickets in our words. What gives a number throws `bad_configuration` where there is none. */
export interface TicketWords {
  status(word: TicketStatus): number;
  wordFor(statusId: number | undefined): TicketStatus;
  statusName(statusId: number | undefined): string;
  /** The queue for new tickets. */
  queue(): number;
  isIntake(queueId: number | undefined): boolean;
  priority(): number;
  /** The ticket was made of a mail. */
  isMail(sourceId: number | undefined): boolean;
}

/** What the settings and the lists of a tenant say together. */
export function ticketWords(lists: PicklistsOf, settings: AutotaskSettings): TicketWords {
  const statuses = lists('status');
  const named = (field: string, value: number | undefined) =>
    lists(field).find((one) => one.value === String(value));

  return {
    status: (word) => numberOf(findStatus(statuses, word, settings.statuses), `no ticket status for ${word}`),
    wordFor: (statusId) => {
      const status = named('status', statusId);
      return status ? wordOf(status, settings.statuses) : 'in_progress';
    },
    statusName: (statusId) => named('status', statusId)?.label ?? '',
    queue: () => numberOf(withLabel(lists('queueID'), settings.queue), `no queue ${settings.queue}`),
    isIntake: (queueId) => {
      const label = named('queueID', queueId)?.label;
      return label !== undefined && settings.intakeQueues.some((queue) => sameLabel(queue, label));
    },
    priority: () =>
      numberOf(findPriority(lists('priority'), settings.priority), 'no priority for new tickets'),
    isMail: (sourceId) => /\be-?mail\b/i.test(named('source', sourceId)?.label ?? ''),
  };
}

/** The configured label if there is one; else by the system's own numbers and the usual names. */
export function findStatus(
  statuses: readonly PicklistValue[],
  word: TicketStatus,
  configured: AutotaskSettings['statuses'],
): PicklistValue | undefined {
  const label = configured[word];
  if (label !== undefined) return withLabel(statuses, label);
  const fitting = statuses.filter((status) => status.isActive && wordOf(status, configured) === word);
  const best = fitting.find((status) => BEST[word].test(status.label));
  // Whatever says nothing else reads as in progress; to be set, it has to say so itself.
  return best ?? (word === 'in_progress' ? undefined : fitting[0]);
}

function wordOf(status: PicklistValue, configured: AutotaskSettings['statuses']): TicketStatus {
  const asConfigured = WORDS.find((word) => configured[word] && sameLabel(status.label, configured[word]));
  if (asConfigured) return asConfigured;
  // 1 and 5 are the system's own in every tenant; 5 alone is what Autotask takes for done, whatever its label.
  if (status.value === COMPLETE) return 'completed';
  if (status.value === NEW) return 'new';
  return WAITING.test(status.label) ? 'waiting' : 'in_progress';
}

const WORDS: readonly TicketStatus[] = ['completed', 'waiting', 'in_progress', 'new'];
const NEW = '1';
const COMPLETE = '5';
const WAITING = /\b(?:waiting|pending|on[- ]hold)\b/i;

/** Of several that fit, the one that is meant: a ticket that waits for us waits for the customer. */
const BEST: Readonly<Record<TicketStatus, RegExp>> = {
  new: /./,
  in_progress: /\b(?:in[- ]progress|in process|working)\b/i,
  waiting: /\b(?:customer|client)\b/i,
  completed: /./,
};

function findPriority(
  priorities: readonly PicklistValue[],
  label: string | undefined,
): PicklistValue | undefined {
  if (label !== undefined) return withLabel(priorities, label);
  const active = priorities.filter(({ isActive }) => isActive);
  return (
    active.find(({ isDefault }) => isDefault) ??
    active.find((one) => /\b(?:medium|normal)\b/i.test(one.label))
  );
}
