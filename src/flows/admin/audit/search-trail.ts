import { z } from 'zod';
import type { AuditEntry } from '../../../models/audit.ts';
import type { AuditSearch } from '../../../models/stores.ts';
import type { CommandAnswer } from '../../desk.ts';
import { cut } from '../../limits.ts';
import { oneLine } from '../../lines.ts';
import { utcText } from '../../utc-text.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { behind, fromTheFirst, lostPlace } from '../page-place.ts';
import { joinWords } from '../words.ts';
import { FILTERS, NO_SEQUENCE, readFilters, readSequence, TypedFilters } from './audit-filter.ts';

const PAGE = 10;

/** `audit`: the trail, newest first, by whatever it is searched by. */
export const auditCommand = deskCommand(
  {
    name: 'audit',
    role: 'admin',
    summary: 'who did what, newest first',
    options: [...FILTERS, { flags: '--after <number>', does: 'as the button `More` gives it' }],
    examples: [
      { line: 'audit --client lakeside --since 7d', does: 'what happened at one client in a week' },
      { line: 'audit --person ada --action policy_changed', does: 'which policies one admin changed' },
    ],
    input: TypedFilters.extend({ after: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const { after, ...typed } = input;
    const read = await readFilters({ dependencies, typed, line, caller });
    if (read.kind === 'unclear') return read.answer;
    if (after === undefined) return listed(dependencies, read.filter, line);
    const sequence = readSequence(after);
    if (sequence === undefined) return NO_SEQUENCE;
    const seen = await dependencies.audit.entry(sequence);
    return seen
      ? listed(dependencies, { ...read.filter, after: seen }, line)
      : lostPlace('entry', after, line);
  },
);

async function listed(
  { audit, clients }: CommandDependencies,
  search: AuditSearch,
  line: CommandLine,
): Promise<CommandAnswer> {
  const found = await audit.find(search, PAGE + 1);
  const shown = found.slice(0, PAGE);
  const last = shown.at(-1);
  if (!last) return { kind: 'answer', text: 'The trail has nothing like that.' };
  const names = new Map((await clients.all()).map(({ id, name }) => [id, name]));
  const [, ...filters] = fromTheFirst(line);
  return {
    kind: 'answer',
    text: shown.map((entry) => `• ${entryText(entry, names)}`).join('\n'),
    choices: [
      ...(found.length > PAGE ? [{ label: 'More', command: behind(line, `${last.sequence}`) }] : []),
      { label: 'Export as CSV', command: joinWords(['audit', 'export', 'csv', ...filters]) },
    ],
  };
}

/** `#12 2026-11-23 10:05 UTC · mode changed · Ada Okafor · Lakeside Dental: from plan, to execute`. */
export function entryText(entry: AuditEntry, clientNames: ReadonlyMap<string, string>): string {
  const { sequence, at, action, by, clientId, requestId, details } = entry;
  const who = by ? [oneLine(by.name)] : [];
  const where = clientId === undefined ? [] : [clientNames.get(clientId) ?? clientId];
  const about = requestId === undefined ? [] : [`request \`${requestId.slice(-6)}\``];
  const what = Object.entries(details)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
  const head = [`#${sequence} ${utcText(at)}`, action.replaceAll('_', ' '), ...who, ...where, ...about];
  return `${head.join(' · ')}${what ? `: ${oneLine(cut(what, 240))}` : ''}`;
}
