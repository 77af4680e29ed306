import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AuditEntry, auditHash, CHAIN_START } from './audit.ts';

/*
 * The audit trail as a file: JSON lines, each entry as it is in the chain, and a last line that seals the file. Whoever
 * has the file can check it without the database.
 */

/** The last line: how far the export goes. What is cut off, or put on, does not fit it. */
export interface AuditSeal {
  seal: {
    /** Number and hash of the last entry; the hash before the first for an export of nothing. */
    sequence: number;
    hash: string;
    entries: number;
    /** Hex SHA-256 over the lines before this one, each with its line feed. */
    digest: string;
    exportedAt: string;
  };
}

const Entry = z.strictObject({
  key: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  /** A later version may know others. */
  action: z.string(),
  clientId: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
  by: z.strictObject({ personId: z.string(), name: z.string() }).exactOptional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  sequence: z.int().positive(),
  previousHash: z.string(),
  hash: z.string(),
});

type ExportedEntry = z.output<typeof Entry>;

const Seal = z.strictObject({
  seal: z.strictObject({
    sequence: z.int().nonnegative(),
    hash: z.string(),
    entries: z.int().nonnegative(),
    digest: z.string(),
    exportedAt: z.iso.datetime(),
  }),
});

/** The trail as lines without their line feeds, the seal last. */
export async function* exportLines(
  entries: AsyncIterable<AuditEntry>,
  exportedAt: Date,
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let last = { sequence: 0, hash: CHAIN_START };
  let count = 0;
  for await (const entry of entries) {
    const line = JSON.stringify(entry);
    digest.update(`${line}\n`);
    if (count === 0) last = { sequence: entry.sequence - 1, hash: entry.previousHash };
    last = entry;
    count += 1;
    yield line;
  }
  const seal: AuditSeal = {
    seal: {
      sequence: last.sequence,
      hash: last.hash,
      entries: count,
      digest: digest.digest('hex'),
      exportedAt: exportedAt.toISOString(),
    },
  };
  yield JSON.stringify(seal);
}

/** Whether an exported trail is whole; `broken` names the first line that is not as it was written. */
export type ExportCheck =
  | { kind: 'intact'; entries: number; from: number; to: number; head: string; exportedAt: string }
  | { kind: 'broken'; line: number; sequence?: number; reason: string };

/**
 * Checks an export offline, line by line: an entry that was changed, dropped, swapped, put in or cut off is found. Somebody
 * who rewrites the whole file can make a chain of their own: compare `head` with the one that was noted elsewhere.
 */
export async function verifyExport(lines: AsyncIterable<string>): Promise<ExportCheck> {
  const digest = createHash('sha256');
  let first: ExportedEntry | undefined;
  let last: ExportedEntry | undefined;
  let number = 0;
  let seal: AuditSeal['seal'] | undefined;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    if (seal) return { kind: 'broken', line: number, reason: 'stands behind the end of the export' };
    const read = readLine(line);
    if (read.kind === 'unreadable')
      return { kind: 'broken', line: number, ...(last && expected(last)), reason: read.reason };
    if (read.kind === 'seal') {
      seal = read.seal;
      continue;
    }
    const reason = problemOf(read.entry, last);
    if (reason !== undefined) return { kind: 'broken', line: number, sequence: read.entry.sequence, reason };
    digest.update(`${line}\n`);
    first ??= read.entry;
    last = read.entry;
  }
  return ending({ first, last, seal, number, digest: digest.digest('hex') });
}

type ReadLine =
  | { kind: 'entry'; entry: ExportedEntry }
  | { kind: 'seal'; seal: AuditSeal['seal'] }
  | { kind: 'unreadable'; reason: string };

function readLine(line: string): ReadLine {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { kind: 'unreadable', reason: 'is no JSON, or was cut off' };
  }
  const seal = Seal.safeParse(parsed);
  if (seal.success) return { kind: 'seal', seal: seal.data.seal };
  const entry = Entry.safeParse(parsed);
  return entry.success
    ? { kind: 'entry', entry: entry.data }
    : { kind: 'unreadable', reason: 'is no entry of the trail' };
}

/** The first entry of a part of the trail names what came before; that can only be compared by whoever has it. */
function problemOf(entry: ExportedEntry, last: ExportedEntry | undefined): string | undefined {
  if (last && entry.sequence !== last.sequence + 1)
    return `is entry ${entry.sequence} where ${last.sequence + 1} belongs`;
  if (last && entry.previousHash !== last.hash) return 'does not follow the entry before it';
  if (!last && entry.sequence === 1 && entry.previousHash !== CHAIN_START)
    return 'is not the beginning of a trail';
  return entry.hash === auditHash(entry) ? undefined : 'was changed after it was written';
}

/** The entry that belongs behind this one. */
function expected({ sequence }: ExportedEntry): { sequence: number } {
  return { sequence: sequence + 1 };
}

/** The first entry that the end counts and the file has not: cut off before its first one, or behind its last. */
function missing(
  seal: AuditSeal['seal'],
  { first, last }: Pick<Ending, 'first' | 'last'>,
): { sequence?: number } {
  const from = seal.sequence - seal.entries + 1;
  if (seal.entries > 0 && (first === undefined || from < first.sequence)) return { sequence: from };
  return last && last.sequence < seal.sequence ? expected(last) : {};
}

interface Ending {
  first: ExportedEntry | undefined;
  last: ExportedEntry | undefined;
  seal: AuditSeal['seal'] | undefined;
  number: number;
  digest: string;
}

function ending({ first, last, seal, number, digest }: Ending): ExportCheck {
  if (!seal)
    return {
      kind: 'broken',
      line: number + 1,
      ...(last && expected(last)),
      reason: 'the end of the export is missing, and perhaps entries before it',
    };
  const entries = first && last ? last.sequence - first.sequence + 1 : 0;
  const fits =
    seal.entries === entries &&
    (last === undefined || (seal.sequence === last.sequence && seal.hash === last.hash));
  if (!fits || seal.digest !== digest)
    return {
      kind: 'broken',
      line: number,
      ...missing(seal, { first, last }),
      reason: 'the end does not fit the entries: some are missing, or were added',
    };
  return {
    kind: 'intact',
    entries,
    from: first?.sequence ?? 0,
    to: seal.sequence,
    head: seal.hash,
    exportedAt: seal.exportedAt,
  };
}
