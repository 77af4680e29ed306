import { type Request, Router } from 'express';
import { entriesOf, PICKLISTS } from './picklists.ts';
import { answerQuery, type Fields } from './query.ts';
import { invalid, noSuchItem, Refusal } from './refusal.ts';

/** The records of every entity that can be asked for, by the name of its collection. */
export type Entities = Readonly<Record<string, () => readonly object[]>>;

/** What all entities have in common: one record, queries with their pages, and what their fields can have. */
export function entityRoutes(entities: Entities): Router {
  const router = Router();
  router.get('/:entity/entityInformation/fields', ({ params }, response, next) => {
    if (!PICKLISTS[params.entity] && !entities[params.entity]) return next();
    response.json({ fields: fieldsOf(params.entity) });
  });
  router.post('/:entity/query/count', ({ params, body }, response, next) => {
    const records = recordsOf(entities, params.entity);
    if (!records) return next();
    response.json({ queryCount: answerQuery(params.entity, records, body).items.length });
  });
  router.post(['/:entity/query', '/:entity/query/next'], (request, response, next) => {
    const entity = String(request.params['entity']);
    const records = recordsOf(entities, entity);
    if (!records) return next();
    response.json(page(request, entity, records));
  });
  // A page's address goes with the same body, posted: one that is read is answered so.
  router.get('/:entity/query/next', () => {
    throw new Refusal(405, 'The requested resource does not support http method GET.');
  });
  router.get('/:entity/:id', ({ params }, response, next) => {
    const records = recordsOf(entities, params.entity);
    if (!records || !/^\d+$/.test(params.id)) return next();
    const item = records.find(({ id }) => id === Number(params.id));
    if (!item) throw noSuchItem();
    response.json({ item });
  });
  return router;
}

function recordsOf(entities: Entities, name: string): readonly Fields[] | undefined {
  return Object.hasOwn(entities, name) ? (entities[name]?.() as readonly Fields[]) : undefined;
}

function page(request: Request, entity: string, records: readonly Fields[]): object {
  if (Object.keys((request.body ?? {}) as object).length === 0) throw invalid('The query has no body.');
  const after = Number(request.query['after'] ?? 0);
  const { items, requestCount, after: next } = answerQuery(entity, records, request.body, { after });
  const address = new URL(request.originalUrl, `http://${request.headers.host}`);
  address.pathname = address.pathname.replace(/query(?:\/next)?$/, 'query/next');
  if (next !== undefined) address.searchParams.set('after', String(next));
  return {
    items,
    pageDetails: {
      count: items.length,
      requestCount,
      prevPageUrl: null,
      nextPageUrl: next === undefined ? null : address.href,
    },
  };
}

function fieldsOf(entity: string): object[] {
  return Object.entries(PICKLISTS[entity] ?? {}).map(([name, picklist]) => ({
    name,
    dataType: 'integer',
    length: 0,
    isRequired: false,
    isReadOnly: false,
    isQueryable: true,
    isReference: false,
    referenceEntityType: '',
    isPickList: true,
    picklistValues: entriesOf(picklist),
    picklistParentValueField: '',
    isSupportedWebhookField: true,
  }));
}
