import { z } from 'zod';
import { addMs, DAY_MS, HOUR_MS } from '../../../clock.ts';
import { AUDIT_ACTIONS, type AuditAction } from '../../../models/audit.ts';
import type { AuditSearch } from '../../../models/stores.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import type { CommandLine, CommandOption } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { match } from '../matching.ts';
import { findPerson } from '../person/find-person.ts';
import { findRequest } from '../request/find-request.ts';
import { whichOne } from '../which-one.ts';

/** What the trail can be searched by, and an export be made of. */
export const FILTERS: readonly CommandOption[] = [
  { flags: '--client <client>', does: 'what concerned one client' },
  { flags: '--person <person>', does: 'what one person did' },
  { flags: '--request <request>', does: 'what happened to one request' },
  { flags: '--action <action>', does: 'such as `policy_changed`, `mode_changed`, `step_executed`' },
  { flags: '--tool <tool>', does: 'what concerned one tool' },
  { flags: '--since <when>', does: '`2026-11-01`, `2026-11-01T08:00Z`, `7d` or `24h`' },
  { flags: '--until <when>', does: 'the same; a day is included' },
];

const word = z.string().optional();
/** The filters as they were typed. */
export const TypedFilters = z.object({
  client: word,
  person: word,
  request: word,
  action: word,
  tool: word,
  since: word,
  until: word,
});
/** The filters as they were typed. */
export type TypedFilters = z.output<typeof TypedFilters>;

export type Filter = Omit<AuditSearch, 'after' | 'oldestFirst'>;
export type ReadFilters = { kind: 'read'; filter: Filter } | { kind: 'unclear'; answer: CommandAnswer };

interface Reading {
  dependencies: CommandDependencies;
  typed: TypedFilters;
  line: CommandLine;
  caller: Entitled;
}

/** What the filters mean: each names one thing, or asks which one. */
export async function readFilters(reading: Reading): Promise<ReadFilters> {
  const filter: Filter = {};
  for (const read of [readClient, readPerson, readRequest, readAction, readTool, readTimes]) {
    const found = await read(reading);
    if ('kind' in found) return { kind: 'unclear', answer: found };
    Object.assign(filter, found);
  }
  return { kind: 'read', filter };
}

type Part = Promise<Filter | CommandAnswer>;

async function readClient({ dependencies, typed, line }: Reading): Part {
  if (typed.client === undefined) return {};
  const found = await findClient(dependencies.clients, typed.client, line);
  return found.kind === 'found' ? { clientId: found.client.id } : found.answer;
}

async function readPerson({ dependencies, typed, line, caller }: Reading): Part {
  if (typed.person === undefined) return {};
  const found = await findPerson(dependencies, typed.person, { line, by: caller.by });
  return found.kind === 'found' ? { personId: found.person.id } : found.answer;
}

async function readRequest({ dependencies, typed, line, caller }: Reading): Part {
  if (typed.request === undefined) return {};
  const found = await findRequest(dependencies, { word: typed.request, line }, caller);
  return found.kind === 'found' ? { requestId: found.request.id } : found.answer;
}

async function readAction({ typed, line }: Reading): Part {
  if (typed.action === undefined) return {};
  const found = match(typed.action.replaceAll(' ', '_'), AUDIT_ACTIONS, (action) => [action]);
  if (found.kind === 'one') return { action: found.item };
  const optionOf = (action: AuditAction) => ({ label: action, word: action });
  return whichOne({ noun: 'action', word: typed.action, line, match: found, all: AUDIT_ACTIONS, optionOf });
}

/** A tool that is no longer there has its entries still. */
async function readTool({ dependencies, typed, line }: Reading): Part {
  if (typed.tool === undefined) return {};
  const all = dependencies.catalog.all.map(({ name }) => name);
  const found = match(typed.tool, all, (name) => [name]);
  if (found.kind === 'one') return { tool: found.item };
  if (found.kind === 'none' && found.close.length === 0) return { tool: typed.tool.toLowerCase() };
  const optionOf = (name: string) => ({ label: name, word: name });
  return whichOne({ noun: 'tool', word: typed.tool, line, match: found, all, optionOf });
}

async function readTimes({ dependencies, typed }: Reading): Part {
  const now = dependencies.clock.now();
  const since = typed.since === undefined ? undefined : readTime(typed.since, now);
  const until = typed.until === undefined ? undefined : readTime(typed.until, now);
  if (since === null || until === null)
    return {
      kind: 'not_understood',
      text: 'A time is a day (`2026-11-01`), an instant (`2026-11-01T08:00Z`), or how long ago (`7d`, `24h`).',
    };
  return { ...(since && { since: since.from }), ...(until && { until: until.to }) };
}

const Day = z.iso.date();
/** To the minute, or with seconds. */
const Instant = z.union([z.iso.datetime({ offset: true, precision: -1 }), z.iso.datetime({ offset: true })]);
const AGO = /^(\d{1,4})([dh])$/u;

/** From when, and until when if it is a whole day (in UTC); null for what is no time. */
export function readTime(text: string, now: Date): { from: Date; to: Date } | null {
  const [, count, unit] = AGO.exec(text.toLowerCase()) ?? [];
  if (count !== undefined) {
    const at = addMs(now, -Number(count) * (unit === 'd' ? DAY_MS : HOUR_MS));
    return { from: at, to: at };
  }
  const day = Day.safeParse(text);
  if (day.success) {
    const from = new Date(`${day.data}T00:00:00Z`);
    return { from, to: addMs(from, DAY_MS) };
  }
  const instant = Instant.safeParse(text.toUpperCase());
  const at = instant.success ? new Date(instant.data) : undefined;
  return at ? { from: at, to: at } : null;
}

/** The number of an entry; undefined for what is none. */
export function readSequence(text: string): number | undefined {
  return /^\d{1,12}$/u.test(text) ? Number(text) : undefined;
}

/** For what is no number of an entry. */
export const NO_SEQUENCE: TextAnswer = {
  kind: 'not_understood',
  text: '`--after` takes the number of an entry, such as `1200`.',
};
