import type { Request, Response } from 'express';
import { brokenRule } from './refusal.ts';

const DEFAULT_COUNT = 50;
const MAX_PAGE_SIZE = 100;

/** A query of Halo's: what it does not know it passes over. */
export class Query {
  readonly #values: URLSearchParams;

  constructor(request: Request) {
    this.#values = new URL(request.url, 'http://halo').searchParams;
  }

  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** Refuses what is no whole number, as Halo's own model binding does. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^-?\d{1,9}$/.test(text)) throw brokenRule(`The value '${text}' is not valid for ${name}.`);
    return Number(text);
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }
}

/** Answers a list: `{ record_count, tickets: […] }`, a page of it or the first so many. */
export function answerList(
  {
    request,
    response,
    key,
    most = Number.POSITIVE_INFINITY,
  }: { request: Request; response: Response; key: string; most?: number },
  records: readonly { id: number }[],
): void {
  const query = new Query(request);
  const ordered = query.flag('orderdesc') ? records.toSorted((one, other) => other.id - one.id) : records;
  const size = Math.min(query.number('page_size') ?? DEFAULT_COUNT, MAX_PAGE_SIZE);
  const first = query.flag('pageinate') ? ((query.number('page_no') ?? 1) - 1) * size : 0;
  const count = query.flag('pageinate') ? size : Math.min(query.number('count') ?? DEFAULT_COUNT, most);
  response.json({ record_count: records.length, [key]: ordered.slice(first, first + count) });
}
