import { type Answer, isAnswer, ok, refusal, unsupportedQuery } from './answers.ts';
import { type Entity, parseFilter } from './odata-filter.ts';

/** What a caller asked of a collection or an object. */
export interface ODataQuery {
  options: Readonly<Record<string, string>>;
  /** The header `ConsistencyLevel: eventual` was sent. */
  eventual: boolean;
  /** Absolute address of the collection, without its query. */
  url: string;
  pageSize: number;
}

export interface Shape {
  /** As in `#microsoft.graph.user`. */
  type: string;
  /** What is given without `$select`; everything when absent. */
  defaults?: readonly string[];
}

const KNOWN_OPTIONS = new Set(['$select', '$filter', '$top', '$count', '$search', '$orderby', '$skiptoken']);

const CONTEXT = 'https://graph.microsoft.com/v1.0/$metadata#';

/** One object with the properties that were selected. */
export function single(entity: Entity, shape: Shape, query: ODataQuery): Answer {
  const selected = select(entity, shape, query);
  return isAnswer(selected)
    ? selected
    : ok({ '@odata.context': `${CONTEXT}${shape.type}s/$entity`, ...selected });
}

/** A collection: filtered, searched, cut into pages, with the properties that were selected. */
export function collection(entities: readonly Entity[], shape: Shape, query: ODataQuery): Answer {
  const refused = refuseOptions(query);
  if (refused) return refused;
  const found = narrow(entities, query);
  if (isAnswer(found)) return found;

  const start = Number(query.options['$skiptoken'] ?? 0);
  const size = Number(query.options['$top'] ?? query.pageSize);
  const page = [];
  for (const entity of found.slice(start, start + size)) {
    const selected = select(entity, shape, query);
    if (isAnswer(selected)) return selected;
    page.push(selected);
  }
  return ok({
    '@odata.context': `${CONTEXT}${shape.type}s`,
    ...(query.options['$count'] === 'true' && query.eventual ? { '@odata.count': found.length } : {}),
    ...(start + size < found.length ? { '@odata.nextLink': nextLink(query, start + size) } : {}),
    value: page,
  });
}

function refuseOptions({ options, eventual }: ODataQuery): Answer | undefined {
  const unknown = Object.keys(options).find((name) => name.startsWith('$') && !KNOWN_OPTIONS.has(name));
  if (unknown) return refusal(400, 'BadRequest', `The query parameter '${unknown}' is not supported.`);
  const top = options['$top'];
  if (top !== undefined && !(Number(top) >= 1 && Number(top) <= 999)) {
    return unsupportedQuery(`Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`);
  }
  if (
    options['$orderby'] &&
    (options['$filter'] || options['$search']) &&
    !isAdvanced({ options, eventual })
  ) {
    return unsupportedQuery('Sorting not supported for current query.');
  }
  return undefined;
}

function isAdvanced({ options, eventual }: Pick<ODataQuery, 'options' | 'eventual'>): boolean {
  return eventual && options['$count'] === 'true';
}

function narrow(entities: readonly Entity[], query: ODataQuery): readonly Entity[] | Answer {
  const { $filter, $search } = query.options;
  let found = entities;
  if ($filter !== undefined) {
    const filter = parseFilter($filter);
    if (!filter) return refusal(400, 'BadRequest', 'Invalid filter clause: syntax error.');
    if (filter.advanced && !isAdvanced(query)) {
      return unsupportedQuery(
        "Operator used in the filter clause needs 'ConsistencyLevel: eventual' and $count.",
      );
    }
    found = found.filter((entity) => filter.matches(entity));
  }
  if ($search === undefined) return found;
  if (!query.eventual) {
    return unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  return searched(found, $search);
}

/** `"displayName:word" OR "mail:word"`: every word of a clause must begin a word of the property. */
function searched(entities: readonly Entity[], search: string): readonly Entity[] | Answer {
  const clauses = search.split(/ OR /).map((clause) => /^"(\w+):([^"]*)"$/.exec(clause.trim()));
  if (clauses.some((clause) => clause === null)) {
    return refusal(400, 'BadRequest', `Syntax error: invalid $search clause.`);
  }
  return entities.filter((entity) =>
    clauses.some((clause) => beginsWords(entity[clause?.[1] ?? ''], clause?.[2] ?? '')),
  );
}

function beginsWords(actual: unknown, wanted: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  if (typeof actual !== 'string' || words(wanted).length === 0) return false;
  return words(wanted).every((word) => words(actual).some((own) => own.startsWith(word)));
}

function select(entity: Entity, shape: Shape, { options }: ODataQuery): Entity | Answer {
  const asked = options['$select']?.split(',');
  const type = entity['@odata.type'];
  if (!asked && !shape.defaults) return entity;
  const unknown = asked?.find((name) => !(name in entity));
  // A mixed collection gives each object those of the properties that its own type has.
  if (unknown && type === undefined) {
    return refusal(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${shape.type}'.`,
    );
  }
  const kept = [...(type === undefined ? [] : ['@odata.type']), ...(asked ?? shape.defaults ?? [])];
  return Object.fromEntries(kept.filter((name) => name in entity).map((name) => [name, entity[name]]));
}

function nextLink({ url, options }: ODataQuery, start: number): string {
  const parameters = Object.entries({ ...options, $skiptoken: String(start) });
  return `${url}?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}
