import { type Request, type Response, Router } from 'express';
import type { KnowledgeBase } from './knowledge-base.ts';
import type { ArticleRecord, ProcedureRecord } from './records.ts';

/** Odd ways of a Hudu that tests can switch on. */
export interface Oddities {
  /** No filter has an effect: everything is listed. */
  ignoresFilters: boolean;
  /** A search finds only what has every word, not any. */
  searchWantsAllWords: boolean;
  /** A search finds `provisioning` for `visio`. */
  searchLooksInsideWords: boolean;
  /** Lists come in pages of 25, whatever page size is asked for. */
  ignoresPageSize: boolean;
  /** Every page is the first. */
  ignoresPage: boolean;
}

const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 1_000;

/** The part of the API that reads companies, articles, processes, tasks and folders. */
export function apiRoutes(base: KnowledgeBase, oddities: Oddities): Router {
  const router = Router();
  const lists: readonly [string, (query: URLSearchParams) => readonly object[]][] = [
    ['companies', (query) => base.companies.filter(textIs(query, 'name'))],
    ['folders', (query) => base.folders.filter(numberIs(query, 'company_id')).filter(textIs(query, 'name'))],
    ['articles', (query) => filterArticles(base.articles, query, oddities)],
    ['procedures', (query) => filterProcedures(base.procedures, query, oddities)],
  ];
  router.get(
    '/api_info',
    (_request, response) => void response.json({ version: '2.44.0', date: '2026-10-01' }),
  );
  for (const [name, rows] of lists) {
    router.get(`/${name}`, (request, response) => answerPage(request, response, { name, rows, oddities }));
  }
  router.get('/procedure_tasks', (request, response) => {
    const query = queryOf(request);
    response.json({ procedure_tasks: base.tasks.filter(numberIs(query, 'procedure_id')) });
  });
  router.get('/companies/:id', (request, response) =>
    answerOne(request, response, 'company', base.companies),
  );
  router.get('/articles/:id', (request, response) => answerOne(request, response, 'article', base.articles));
  router.get('/procedures/:id', (request, response) =>
    answerOne(request, response, 'procedure', base.procedures),
  );
  return router;
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url, 'http://hudu').searchParams;
}

function answerPage(
  request: Request,
  response: Response,
  {
    name,
    rows,
    oddities,
  }: { name: string; rows: (query: URLSearchParams) => readonly object[]; oddities: Oddities },
): void {
  const query = queryOf(request);
  const asked = oddities.ignoresPageSize
    ? DEFAULT_PAGE_SIZE
    : Number(query.get('page_size') ?? DEFAULT_PAGE_SIZE);
  const pageSize = Math.min(asked, MAX_PAGE_SIZE);
  const page = oddities.ignoresPage ? 1 : Number(query.get('page') ?? 1);
  response.json({ [name]: rows(query).slice((page - 1) * pageSize, page * pageSize) });
}

/** The published contract gives a 404 no body. */
function answerOne(request: Request, response: Response, key: string, rows: readonly { id: number }[]): void {
  const found = rows.find(({ id }) => String(id) === request.params['id']);
  if (found) response.json({ [key]: found });
  else response.status(404).end();
}

/** `archived` is no parameter of articles: it is ignored, as every unknown one is. */
function filterArticles(
  articles: readonly ArticleRecord[],
  query: URLSearchParams,
  { ignoresFilters, searchWantsAllWords, searchLooksInsideWords }: Oddities,
): ArticleRecord[] {
  if (ignoresFilters) return [...articles];
  const words = wordsOf(query.get('search') ?? '');
  const hasWord = ({ name, content }: ArticleRecord) => {
    const text = wordsOf(`${name} ${content.replaceAll(/<[^<>]*>/g, ' ')}`);
    const isHit = (word: string) =>
      text.some((one) => (searchLooksInsideWords ? one.includes(word) : one.startsWith(word)));
    const hits = words.filter(isHit).length;
    return words.length === 0 || (searchWantsAllWords ? hits === words.length : hits > 0);
  };
  return articles
    .filter(numberIs(query, 'company_id'))
    .filter(textIs(query, 'name'))
    .filter(textIs(query, 'slug'))
    .filter(({ draft }) => !query.has('draft') || String(draft) === query.get('draft'))
    .filter(hasWord);
}

/** There is no `search` here; it is ignored. */
function filterProcedures(
  procedures: readonly ProcedureRecord[],
  query: URLSearchParams,
  { ignoresFilters }: Oddities,
): ProcedureRecord[] {
  if (ignoresFilters) return [...procedures];
  const type = query.get('type') ?? 'all';
  const scope = query.get('process_scope');
  const wantsArchived = ['true', '1'].includes(query.get('archived') ?? '');
  return procedures
    .filter(numberIs(query, 'company_id'))
    .filter(textIs(query, 'name'))
    .filter(({ run }) => type === 'all' || run === (type === 'run'))
    .filter((one) => scope === null || one.process_type === scope)
    .filter(({ archived }) => archived === wantsArchived);
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function numberIs(query: URLSearchParams, field: string): (record: object) => boolean {
  const wanted = query.get(field);
  return (record) => wanted === null || fieldOf(record, field) === wanted;
}

function textIs(query: URLSearchParams, field: string): (record: object) => boolean {
  const wanted = query.get(field)?.toLowerCase();
  return (record) => wanted === undefined || fieldOf(record, field).toLowerCase() === wanted;
}

function fieldOf(record: object, field: string): string {
  return String(Object.entries(record).find(([name]) => name === field)?.[1] ?? '');
}
