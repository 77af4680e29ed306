import { CountersignError } from '../../errors.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import type { StatusRecord, TransitionRecord } from './schema.ts';
import type { JiraSettings } from './settings.ts';
import { sameName } from './site.ts';

type Configured = JiraSettings['statuses'];

const WORDS: readonly TicketStatus[] = ['completed', 'waiting', 'in_progress', 'new'];

/** Our word for a status: by its configured name, else by its category and, for waiting, the usual names. */
export function wordOf(status: StatusRecord, configured: Configured): TicketStatus {
  const asConfigured = WORDS.find((word) => configured[word] && sameName(status.name, configured[word]));
  if (asConfigured) return asConfigured;
  if (status.category === 'done') return 'completed';
  if (status.category === 'new') return 'new';
  return isWaiting(status) ? 'waiting' : 'in_progress';
}

/** `Waiting for support` is waiting for us, which is our work in progress. */
function isWaiting({ name }: StatusRecord): boolean {
  return /\b(waiting|pending|on[- ]hold|blocked)\b/i.test(name) && !/\b(support|agent)\b/i.test(name);
}

/**
 * The transition that leads to a status which says `word`: the configured one if there is one, else the usual name before
 * others. Throws `bad_configuration` when the workflow has none from here, `unsupported` when it asks for more than a resolution.
 */
export function transitionTo(
  transitions: readonly TransitionRecord[],
  word: TicketStatus,
  configured: Configured,
): TransitionRecord {
  const name = configured[word];
  const leading = transitions.filter(({ to }) =>
    name === undefined ? wordOf(to, configured) === word : sameName(to.name, name),
  );
  const usual = leading.filter(({ to }) => USUAL[word].test(to.name));
  const candidates = [...usual, ...leading];
  if (candidates.length === 0) {
    throw new CountersignError('bad_configuration', `no transition of the workflow leads to ${word}`, {
      vendor: 'jira',
    });
  }
  const open = candidates.find(({ required }) => required.every((field) => field === 'resolution'));
  if (open) return open;
  throw new CountersignError(
    'unsupported',
    `every transition to ${word} asks for fields that only people know`,
    {
      vendor: 'jira',
    },
  );
}

const USUAL: Readonly<Record<TicketStatus, RegExp>> = {
  new: /^(open|new|to do)$/i,
  in_progress: /^(in progress|work in progress)$/i,
  waiting: /^(waiting for customer|pending)$/i,
  completed: /^(resolved|done)$/i,
};

/** What has to be sent along: a resolution where the transition asks for one. */
export function fieldsFor({ required, resolutions }: TransitionRecord): Record<string, unknown> | undefined {
  if (!required.includes('resolution')) return undefined;
  const name = resolutions.find((resolution) => sameName(resolution, 'Done')) ?? resolutions[0];
  return name === undefined ? undefined : { resolution: { name } };
}
