import { CountersignError } from '../../errors.ts';
import { createReader, type Query, type Read, type ReaderDependencies } from '../documentation-reader.ts';
import { failureOf } from './failures.ts';
import { Page } from './schema.ts';
import { apiAddress, type ItGlueSettings } from './settings.ts';

/** IT Glue allows 1,000, and is said to time out on them. */
const PAGE_SIZE = 200;
/** Of one list: 10,000 rows. */
const MAX_PAGES = 50;

/** The JSON:API of one IT Glue account. Every method throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON. */
  send(read: Read): Promise<unknown>;
  /** The rows of every page of a list, to its end or 10,000 rows. */
  sendForAll(read: Read): Promise<unknown[]>;
}

export interface TransportOptions extends ReaderDependencies {
  settings: ItGlueSettings;
}

/** Paths are such as `organizations/4101/relationships/documents`. */
export function createTransport({ settings, ...dependencies }: TransportOptions): Transport {
  const send = createReader(
    {
      vendor: 'itglue',
      address: apiAddress(settings),
      headers: { 'x-api-key': settings.apiKey, accept: 'application/vnd.api+json' },
      failureOf,
    },
    dependencies,
  );

  return {
    send,
    async sendForAll(read) {
      const rows: unknown[] = [];
      let next: number | undefined = 1;
      // The page's number is followed, not the address in `links`: that may name another host.
      for (let pages = 0; next !== undefined && pages < MAX_PAGES; pages += 1) {
        const paging: Query = { 'page[number]': next, 'page[size]': PAGE_SIZE };
        const page = pageOf(await send({ ...read, query: { ...read.query, ...paging } }));
        rows.push(...page.rows);
        next = page.nextPage !== undefined && page.nextPage > next ? page.nextPage : undefined;
      }
      return rows;
    },
  };
}

/** A page's rows and the number of the next. Throws `unexpected_response` for anything else. */
export function pageOf(body: unknown): ReturnType<typeof Page.parse> {
  const page = Page.safeParse(body);
  if (page.success) return page.data;
  throw new CountersignError('unexpected_response', 'IT Glue answered a list with something else', {
    vendor: 'itglue',
  });
}
