import { stringify } from 'csv-stringify/sync';
import type { AuditEntry } from '../../../models/audit.ts';

const COLUMNS = [
  'sequence',
  'at',
  'action',
  'client',
  'request',
  'personId',
  'person',
  'details',
  'hash',
] as const;

/** A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whoever wrote it: those are escaped. */
const OPTIONS = { escape_formulas: true, record_delimiter: 'windows' } as const;

/** Entries as CSV (RFC 4180) in UTF-8, with a mark at the beginning by which Excel knows that. */
export async function* csvOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `\uFEFF${stringify([[...COLUMNS]], OPTIONS)}`;
  for await (const entry of entries) yield stringify([rowOf(entry)], OPTIONS);
}

function rowOf(entry: AuditEntry): string[] {
  const { sequence, at, action, clientId = '', requestId = '', by, details, hash } = entry;
  return [
    `${sequence}`,
    at.toISOString(),
    action,
    clientId,
    requestId,
    by?.personId ?? '',
    by?.name ?? '',
    JSON.stringify(details),
    hash,
  ];
}
