import type { Request, Response } from 'express';
import { parseConditions, type ReferencesOf, type Value } from './conditions.ts';
import { badCondition } from './refusal.ts';

const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 1_000;

/** How one kind of record is listed: what may stand in its conditions and, for arrays in it, its child conditions. */
export interface Listing<T, Child = never> {
  references: ReferencesOf<T>;
  children?: { of(record: T): readonly Child[]; references: ReferencesOf<Child> };
}

/** Answers a list call: conditions, childConditions, orderBy, page and pageSize, with the `Link` header of ConnectWise. */
export function answerList<T, Child = never>(
  request: Request,
  response: Response,
  records: readonly T[],
  listing: Listing<T, Child>,
): void {
  const query = new URL(request.url, 'http://connectwise').searchParams;
  const found = orderRecords(
    filterRecords(records, query, listing),
    query.get('orderBy'),
    listing.references,
  );
  const page = wholeNumber(query, 'page', 1);
  const pageSize = wholeNumber(query, 'pageSize', DEFAULT_PAGE_SIZE);
  if (pageSize > MAX_PAGE_SIZE) throw badCondition(`pageSize may not exceed ${MAX_PAGE_SIZE}`);

  const lastPage = Math.max(1, Math.ceil(found.length / pageSize));
  const links = page < lastPage ? [link(request, page + 1, 'next'), link(request, lastPage, 'last')] : [];
  if (links.length > 0) response.set('link', links.join(', '));
  response.json(found.slice((page - 1) * pageSize, page * pageSize));
}

function filterRecords<T, Child>(
  records: readonly T[],
  query: URLSearchParams,
  listing: Listing<T, Child>,
): T[] {
  const conditions = query.get('conditions');
  const childConditions = query.get('childConditions');
  const matches = conditions ? parseConditions(conditions, listing.references) : () => true;
  if (!childConditions) return records.filter(matches);

  const { children } = listing;
  if (!children) throw badCondition('These records have no children to search');
  const childMatches = parseConditions(childConditions, children.references);
  return records.filter((record) => matches(record) && children.of(record).some(childMatches));
}

function orderRecords<T>(records: T[], orderBy: string | null, references: ReferencesOf<T>): T[] {
  if (!orderBy) return records;
  const [name = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
  const read = Object.hasOwn(references, name) ? references[name] : undefined;
  if (!read) throw badCondition(`'${name}' is not a field to order by`);
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return records.toSorted((one, other) => sign * order(read(one), read(other)));
}

function order(one: Value, other: Value): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one ?? ''), String(other ?? '')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^[1-9]\d*$/.test(text)) throw badCondition(`${name} must be a whole number above zero`);
  return Number(text);
}

function link(request: Request, page: number, relation: string): string {
  const url = new URL(request.originalUrl, `http://${request.headers.host ?? 'connectwise'}`);
  url.searchParams.set('page', String(page));
  return `<${url.href}>; rel="${relation}"`;
}
