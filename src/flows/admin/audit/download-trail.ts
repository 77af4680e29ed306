import type { Clock } from '../../../clock.ts';
import { newId } from '../../../ids.ts';
import type { AuditEntry } from '../../../models/audit.ts';
import { exportLines } from '../../../models/audit-export.ts';
import { isAdmin, type Person } from '../../../models/person.ts';
import type { AuditStore, PersonStore } from '../../../models/stores.ts';
import type { Sealer } from '../../../seal.ts';
import { csvOf } from './audit-csv.ts';
import { type ExportOrder, openOrder } from './export-link.ts';

export interface DownloadDependencies {
  audit: AuditStore;
  people: Pick<PersonStore, 'find'>;
  sealer: Sealer;
  clock: Clock;
}

/** A file to send as it is made. */
export interface Download {
  fileName: string;
  contentType: string;
  text: AsyncIterable<string>;
}

const PAGE = 1_000;

/**
 * What a link gives, to an admin who is one still; undefined for every other link, whatever is wrong with it. The
 * download is in the trail before its first line is sent, and so in the file.
 */
export async function downloadTrail(
  dependencies: DownloadDependencies,
  token: string,
): Promise<Download | undefined> {
  const { clock, audit } = dependencies;
  const now = clock.now();
  const ordered = await orderOf(dependencies, token);
  if (!ordered) return undefined;
  const { order, person } = ordered;
  const by = { personId: person.id, name: person.displayName };
  const details = { format: order.format, filter: filterText(order) };
  await audit.append([{ key: newId('aud'), at: now, action: 'audit_exported', by, details }]);
  const name = `countersign-audit-${now.toISOString().slice(0, 10)}`;
  return order.format === 'jsonl'
    ? {
        fileName: `${name}.jsonl`,
        contentType: 'application/x-ndjson; charset=utf-8',
        text: linesOf(exportLines(entriesAfter(audit, order.after), now)),
      }
    : {
        fileName: `${name}.csv`,
        contentType: 'text/csv; charset=utf-8',
        text: csvOf(entriesFor(audit, order)),
      };
}

/** Whether a link gives something now; looking at it is no download. */
export async function isDownloadable(dependencies: DownloadDependencies, token: string): Promise<boolean> {
  return (await orderOf(dependencies, token)) !== undefined;
}

async function orderOf(
  { sealer, clock, people }: DownloadDependencies,
  token: string,
): Promise<{ order: ExportOrder; person: Person } | undefined> {
  const order = openOrder(sealer, clock.now(), token);
  const person = order && (await people.find(order.personId));
  return order && person && isAdmin(person) ? { order, person } : undefined;
}

function filterText({ filter, after }: ExportOrder): string {
  const parts = Object.entries({ ...filter, ...(after > 0 && { after }) });
  return parts
    .map(([name, value]) => `${name} ${value instanceof Date ? value.toISOString() : value}`)
    .join(', ');
}

async function* linesOf(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** Unfiltered in the order of the chain, else in the order in which things happened. */
function entriesFor(audit: AuditStore, { filter, after }: ExportOrder): AsyncGenerator<AuditEntry> {
  return Object.keys(filter).length === 0 ? entriesAfter(audit, after) : entriesFound(audit, filter, after);
}

async function* entriesAfter(audit: Pick<AuditStore, 'read'>, after: number): AsyncGenerator<AuditEntry> {
  let last = after;
  for (;;) {
    const page = await audit.read(last, PAGE);
    yield* page;
    const end = page.at(-1);
    if (!end) return;
    last = end.sequence;
  }
}

async function* entriesFound(
  audit: Pick<AuditStore, 'find'>,
  filter: ExportOrder['filter'],
  behind: number,
): AsyncGenerator<AuditEntry> {
  let after: AuditEntry | undefined;
  for (;;) {
    const page = await audit.find({ ...filter, oldestFirst: true, ...(after && { after }) }, PAGE);
    yield* page.filter(({ sequence }) => sequence > behind);
    after = page.at(-1);
    if (!after) return;
  }
}
