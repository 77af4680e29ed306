import { z } from 'zod';
import { invalid } from './refusal.ts';

/** Records as a query sees them. */
export type Fields = Readonly<Record<string, unknown>> & { readonly id: number };

interface Filter {
  op?: string | undefined;
  field?: string | undefined;
  value?: unknown;
  items?: Filter[] | undefined;
}

const Filter: z.ZodType<Filter> = z.object({
  op: z.string().optional(),
  field: z.string().optional(),
  value: z.unknown().optional(),
  get items() {
    return z.array(Filter).optional();
  },
});

const QueryBody = z.object({
  filter: z.array(Filter),
  maxRecords: z.int().optional(),
  includeFields: z.array(z.string()).optional(),
});

const MAX_PAGE = 500;

/** One page of a query's answer, and whether there is more. */
export interface Answer {
  items: readonly Record<string, unknown>[];
  requestCount: number;
  /** The last record's id, where the next page begins after it. */
  after?: number;
}

/**
 * Filters records as Autotask does: sorted by id, at most 500, with `contains` and `eq` blind to case. A field that it
 * does not know is refused; an operator that it does not know is ignored, so that too much is found.
 */
export function answerQuery(
  entity: string,
  records: readonly Fields[],
  body: unknown,
  { after = 0 }: { after?: number } = {},
): Answer {
  const read = QueryBody.safeParse(body);
  if (!read.success || read.data.filter.length === 0) throw invalid('The query has no filter.');
  const { filter, includeFields, maxRecords = MAX_PAGE } = read.data;
  if (maxRecords < 1 || maxRecords > MAX_PAGE) throw invalid('MaxRecords must be between 1 and 500.');
  const sample = records[0];
  if (sample) refuseUnknown(entity, sample, filter, includeFields ?? []);

  const found = records
    .filter((record) => record.id > after && filter.every((one) => matches(record, one)))
    .sort((one, other) => one.id - other.id);
  const page = found.slice(0, maxRecords);
  const last = page.at(-1);
  return {
    items: page.map((record) => shown(record, includeFields)),
    requestCount: maxRecords,
    ...(last && found.length > page.length && { after: last.id }),
  };
}

function refuseUnknown(
  entity: string,
  sample: Fields,
  filters: readonly Filter[],
  includeFields: readonly string[],
): void {
  for (const field of [...filters.flatMap(fieldsOf), ...includeFields]) {
    if (!Object.hasOwn(sample, field)) throw invalid(`Unable to find ${field} in the ${entity} Entity.`);
  }
}

function fieldsOf({ field, items }: Filter): string[] {
  return [...(field === undefined ? [] : [field]), ...(items ?? []).flatMap(fieldsOf)];
}

function shown(record: Fields, includeFields: readonly string[] | undefined): Record<string, unknown> {
  if (!includeFields) return { ...record };
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name === 'id' || includeFields.includes(name)),
  );
}

function matches(record: Fields, { op = '', field = '', value, items = [] }: Filter): boolean {
  if (op === 'or') return items.some((item) => matches(record, item));
  if (op === 'and') return items.every((item) => matches(record, item));
  const test = OPERATORS[op];
  return test ? test(comparable(record[field]), value) : true;
}

type Comparable = string | number | boolean | null;

const OPERATORS: Readonly<Record<string, (actual: Comparable, wanted: unknown) => boolean>> = {
  eq: (actual, wanted) => actual !== null && order(actual, wanted) === 0,
  // As in SQL: what has no value is not unequal to anything.
  noteq: (actual, wanted) => actual !== null && order(actual, wanted) !== 0,
  gt: (actual, wanted) => actual !== null && order(actual, wanted) > 0,
  gte: (actual, wanted) => actual !== null && order(actual, wanted) >= 0,
  lt: (actual, wanted) => actual !== null && order(actual, wanted) < 0,
  lte: (actual, wanted) => actual !== null && order(actual, wanted) <= 0,
  contains: (actual, wanted) => lower(actual).includes(lower(wanted)),
  beginsWith: (actual, wanted) => lower(actual).startsWith(lower(wanted)),
  endsWith: (actual, wanted) => lower(actual).endsWith(lower(wanted)),
  exist: (actual) => actual !== null,
  notExist: (actual) => actual === null,
  in: (actual, wanted) => actual !== null && listOf(wanted).some((one) => order(actual, one) === 0),
  notIn: (actual, wanted) => actual !== null && !listOf(wanted).some((one) => order(actual, one) === 0),
};

function comparable(value: unknown): Comparable {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function listOf(wanted: unknown): readonly unknown[] {
  if (Array.isArray(wanted)) return wanted;
  throw invalid('The operator in needs a list of values.');
}

function order(actual: Exclude<Comparable, null>, wanted: unknown): number {
  if (typeof actual === 'number' || typeof actual === 'boolean') return Number(actual) - Number(wanted);
  const [one, other] = [lower(actual), lower(wanted)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function lower(value: unknown): string {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
