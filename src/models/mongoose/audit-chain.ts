import { setTimeout as delay } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import { CountersignError } from '../../errors.ts';
import { type AuditEntry, type AuditFact, chainAfter } from '../audit.ts';
import { isDatabaseAway, isDuplicateKey } from './database-error.ts';

export interface AuditDocument extends Omit<AuditEntry, 'sequence'> {
  /** The sequence number. */
  _id: number;
}

interface Waiting {
  facts: readonly AuditFact[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

type Head = Pick<AuditEntry, 'sequence' | 'hash'>;

/** Appends of one batch; what is more goes with the next. */
const MOST_APPENDS_AT_ONCE = 500;
/** Each lost race means that somebody else won it, so this many in a row do not happen by themselves. */
const MOST_RACES = 200;
const LONGEST_PAUSE_MS = 40;

/**
 * The writing end of the chain. One batch is under way at a time; what arrives meanwhile goes together in the next, so
 * that under load many appends share one round trip. Other processes append to the same chain: a number or key that is
 * taken already is found out by the unique indexes, and the batch is chained anew behind the new head. Inserts are
 * ordered, so that what a crash leaves of a batch is its beginning: never a gap, never a fork.
 */
export class AuditChain {
  readonly #entries: Collection<AuditDocument>;
  readonly #waiting: Waiting[] = [];
  /** The last entry, as far as this process knows. Wrong is harmless: the insert then loses a race. */
  #head: Head | undefined;
  #writing = false;

  constructor(entries: Collection<AuditDocument>) {
    this.#entries = entries;
  }

  /** Resolves when every fact is durably in the chain, whether this call or an earlier one brought it there. */
  async append(facts: readonly AuditFact[]): Promise<void> {
    if (facts.length === 0) return;
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ facts: facts.map(onlyFact), resolve, reject });
    });
    if (!this.#writing) void this.#writeAll();
    await written;
  }

  /** Reads the head again the next time: after the stored trail was emptied, as the sandbox does. */
  forget(): void {
    this.#head = undefined;
  }

  async #writeAll(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, MOST_APPENDS_AT_ONCE));
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(batch.flatMap(({ facts }) => facts));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      this.#head = undefined;
      if (batch.length === 1 || isDatabaseAway(error)) for (const { reject } of batch) reject(error);
      // One append that cannot be stored must not take its neighbours with it.
      else for (const one of batch) await this.#writeBatch([one]);
    }
  }

  async #write(facts: readonly AuditFact[]): Promise<void> {
    let missing = [...new Map(facts.map((fact) => [fact.key, fact])).values()];
    for (let race = 0; race < MOST_RACES; race += 1) {
      const head = this.#head ?? (await this.#readHead());
      if (await this.#insertAfter(head, missing)) return;
      missing = await this.#withoutStored(missing);
      if (missing.length === 0) return;
      await delay(Math.random() * Math.min(2 ** race, LONGEST_PAUSE_MS));
    }
    throw new CountersignError('conflict', 'the audit trail could not be appended to');
  }

  /** False when a number or a key was taken. What comes before the taken one is then stored. */
  async #insertAfter(head: Head | undefined, facts: readonly AuditFact[]): Promise<boolean> {
    const entries = chainAfter(head, facts);
    try {
      await this.#entries.insertMany(entries.map(toAuditDocument), { ordered: true });
      this.#head = entries.at(-1);
      return true;
    } catch (error) {
      this.#head = undefined;
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #readHead(): Promise<Head | undefined> {
    const last = await this.#entries.findOne({}, { sort: { _id: -1 }, projection: { hash: 1 } });
    return last ? { sequence: last._id, hash: last.hash } : undefined;
  }

  /** Only what a majority has counts as stored: another process's insert may still be rolled back. */
  async #withoutStored(facts: readonly AuditFact[]): Promise<AuditFact[]> {
    const stored = await this.#entries
      .find(
        { key: { $in: facts.map(({ key }) => key) } },
        { projection: { _id: 0, key: 1 }, readConcern: { level: 'majority' } },
      )
      .toArray();
    const keys = new Set(stored.map(({ key }) => key));
    return facts.filter(({ key }) => !keys.has(key));
  }
}

/** Exactly what the hash covers, so that nothing else is stored with it. */
function onlyFact({ key, at, action, clientId, requestId, by, details }: AuditFact): AuditFact {
  return {
    key,
    at,
    action,
    ...(clientId !== undefined && { clientId }),
    ...(requestId !== undefined && { requestId }),
    ...(by && { by: { personId: by.personId, name: by.name } }),
    details,
  };
}

function toAuditDocument({ sequence, ...entry }: AuditEntry): AuditDocument {
  return { _id: sequence, ...entry };
}

/** A stored entry in the model's words. */
export function fromAuditDocument({ _id, ...entry }: AuditDocument): AuditEntry {
  return { ...entry, sequence: _id };
}
