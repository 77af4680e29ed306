import type { ServiceRequest } from '../../src/models/request.ts';
import type { ProcessWorld } from './processes.ts';
import { readMessage as readSlack } from './slack-reading.ts';
import { readMessage as readTeams } from './teams-reading.ts';

/** Who is looked at: everybody who has a part in a story. */
export const PEOPLE = ['dana', 'max', 'tess', 'theo', 'ada'] as const;

/** Everything that anybody can see of how a request ended, without ids and times: two runs of one story compare equal. */
export interface Ending {
  status: string;
  /** Side effects still owed, by kind. */
  owed: string[];
  /** One line a ticket: its status. */
  tickets: string[];
  notes: string[];
  /** What each person was told directly, in Slack and in Teams, cards as they look now. Sorted, for what goes out side by side. */
  messages: Record<string, string[]>;
  /** Calls that changed the directory. */
  changes: string[];
  groups: readonly string[];
  licences: readonly string[];
  audit: string[];
}

/** As things are now. `request` is the one that the world holds nothing else of. */
export async function readEnding(world: ProcessWorld, request: ServiceRequest): Promise<Ending> {
  const { connectwise, microsoft, slack, teams, stores, changes } = world;
  const now = await stores.requests.find(request.id);
  const dana = microsoft.directory('lakeside').users.find(({ email }) => email.startsWith('dana@'));
  const messagesOf = (who: string) =>
    [
      ...slack
        .messagesSeenBy(who, 'dm')
        .filter(({ byBot, ephemeralTo }) => byBot && !ephemeralTo)
        .map((message) => readSlack(message)),
      ...teams
        .messagesSeenBy(who)
        .filter(({ from, deleted }) => from === 'bot' && !deleted)
        .map((message) => readTeams(message)),
    ].map(({ text, buttons }) => anonymous([text, ...buttons].join('\n')));
  const audited = await stores.audit.find({ requestId: request.id }, 1_000);
  return {
    status: now?.status ?? 'lost',
    owed: (now?.outbox ?? []).map(({ effect, lastError }) => `${effect.kind} ${lastError ?? ''}`.trim()),
    tickets: connectwise.tickets.map(({ status }) => status.name),
    notes: connectwise.tickets
      .flatMap(({ id }) => connectwise.notes(id))
      .map((note) => `${note.internalAnalysisFlag ? 'internal' : 'public'}: ${inOrder(anonymous(note.text))}`)
      .sort(),
    messages: Object.fromEntries(PEOPLE.map((who) => [who, messagesOf(who).sort()])),
    changes: changes.map(({ method, path }) => `${method} ${path}`),
    groups: dana?.groups ?? [],
    licences: dana?.licences ?? [],
    audit: audited
      .map(({ action, details }) => `${action} ${String(details['outcome'] ?? '')}`.trim())
      .sort(),
  };
}

/** What was looked up side by side is listed as it came in. */
function inOrder(note: string): string {
  return note.split('\n').sort().join('\n');
}

/** Without ids, numbers and days, which differ between runs. */
function anonymous(text: string): string {
  return text
    .replaceAll(/\b[a-z]{3}_[0-9A-Z]{26}\b/g, 'ID')
    .replaceAll(/\bRequest [0-9A-Z]{6}\b/g, 'Request ID')
    .replaceAll(
      /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\b/g,
      'DAY',
    )
    .replaceAll(/\d+/g, '#');
}
