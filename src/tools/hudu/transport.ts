import { createReader, type Read, type ReaderDependencies } from '../documentation-reader.ts';
import { failureOf } from './failures.ts';
import type { HuduSettings } from './settings.ts';

const PAGE_SIZE = 100;
/** Hudu's default, and the least that an endpoint gives that takes no notice of `page_size`. */
const SMALLEST_PAGE = 25;
/** Of one list. A search with more hits than these pages hold was for too common a word. */
const MAX_PAGES = 20;

/** The REST API of one Hudu. Every method throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON. */
  send(read: Read): Promise<unknown>;
  /** Every page of a list, to its end or 2,000 rows. `rowsOf` takes the rows out of a page. */
  sendForAll<Row extends { id: number }>(read: Read, rowsOf: (page: unknown) => Row[]): Promise<Row[]>;
}

export interface TransportOptions extends ReaderDependencies {
  settings: HuduSettings;
}

/** Paths are below `api/v1/`. */
export function createTransport({ settings, ...dependencies }: TransportOptions): Transport {
  const { clock } = dependencies;
  const send = createReader(
    {
      vendor: 'hudu',
      address: `${settings.baseUrl}/api/v1`,
      headers: { 'x-api-key': settings.apiKey, accept: 'application/json' },
      failureOf: (error, signal) => failureOf(error, { clock, signal }),
    },
    dependencies,
  );

  return {
    send,
    async sendForAll(read, rowsOf) {
      const rows = new Map<number, ReturnType<typeof rowsOf>[number]>();
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const query = { ...read.query, page, page_size: PAGE_SIZE };
        const found = rowsOf(await send({ ...read, query }));
        const known = rows.size;
        for (const row of found) rows.set(row.id, row);
        // Hudu gives no total: a short page is the last one, and so is one that only repeats what is known.
        if (found.length < SMALLEST_PAGE || rows.size === known) break;
      }
      return [...rows.values()];
    },
  };
}
