import { errorCode } from '../../errors.ts';
import { SYSTEM_TITLES } from '../../system-titles.ts';
import type { Documentation, Runbook, RunbookSummary } from '../documentation.ts';
import { runbookTitle } from '../runbook-characters.ts';
import { runbookLink } from '../runbook-link.ts';
import { rankRunbooks, searchWords } from '../runbook-search.ts';
import { readableRunbook } from '../runbook-text.ts';
import type { HuduApi } from './api.ts';
import { processParts } from './process-text.ts';
import type { ArticleRecord, ProcedureRecord } from './schema.ts';
import type { HuduSettings } from './settings.ts';
import type { SharedFolders } from './shared-folders.ts';

export interface HuduDocumentationDependencies {
  api: HuduApi;
  settings: HuduSettings;
  sharedFolders: SharedFolders;
}

/** `310` is an article, `process-5` a process. */
const PROCESS = 'process-';
/** Tried one by one where nothing has all of them. */
const MOST_SINGLE_WORDS = 3;

interface Candidate extends RunbookSummary {
  body: string;
}

/** Articles and processes of one company, and of the global knowledge base what the settings name. */
export function createHuduDocumentation(dependencies: HuduDocumentationDependencies): Documentation {
  return {
    name: 'hudu',
    title: SYSTEM_TITLES.hudu,
    async search(company, { words: query, limit, signal }) {
      const companyId = vendorId(company);
      const words = searchWords(query);
      if (companyId === undefined || words.length === 0 || limit < 1) return [];
      const [articles, processes] = await Promise.all([
        findArticles(dependencies, { companyId, words, signal }),
        findProcesses(dependencies, { companyId, signal }),
      ]);
      return rankRunbooks([...articles, ...processes], words, (one) => one)
        .slice(0, limit)
        .map(({ id, title, url }) => ({ id, title, url }));
    },
    async read(company, { id, maxCharacters, signal }) {
      const companyId = vendorId(company);
      const recordId = vendorId(id.startsWith(PROCESS) ? id.slice(PROCESS.length) : id);
      if (companyId === undefined || recordId === undefined) return undefined;
      const reading = { companyId, recordId, maxCharacters, signal };
      return unlessMissing(() =>
        id.startsWith(PROCESS) ? readProcess(dependencies, reading) : readArticle(dependencies, reading),
      );
    },
  };
}

interface Looking {
  companyId: number;
  signal: AbortSignal | undefined;
}

async function findArticles(
  { api, settings, sharedFolders }: HuduDocumentationDependencies,
  { companyId, words, signal }: Looking & { words: readonly string[] },
): Promise<Candidate[]> {
  const folders = await sharedFolders();
  const scopes = folders.size > 0 ? [companyId, undefined] : [companyId];
  const lists = await Promise.all(scopes.map((scope) => searchByWords(api, { words, scope, signal })));
  const found = new Map(lists.flat().map((article) => [article.id, article]));
  return [...found.values()]
    .filter((article) => isReadable(article, companyId, folders))
    .map((article) => articleCandidate(article, settings));
}

interface ByWords {
  words: readonly string[];
  scope: number | undefined;
  signal: AbortSignal | undefined;
}

/** Whether Hudu wants all words or any is documented nowhere: where all of them find nothing, each is tried. */
async function searchByWords(api: HuduApi, { words, scope, signal }: ByWords): Promise<ArticleRecord[]> {
  const found = await api.searchArticles(words.join(' '), scope, signal);
  if (found.length > 0 || words.length === 1) return found;
  const single = words.slice(0, MOST_SINGLE_WORDS);
  const lists = await Promise.all(single.map((word) => api.searchArticles(word, scope, signal)));
  return lists.flat();
}

async function findProcesses(
  { api, settings }: HuduDocumentationDependencies,
  { companyId, signal }: Looking,
): Promise<Candidate[]> {
  const scopes = settings.globalProcesses ? [{ companyId }, 'global' as const] : [{ companyId }];
  const lists = await Promise.all(scopes.map((scope) => unlessForbidden(api.processes(scope, signal))));
  const found = new Map(lists.flat().map((process) => [process.id, process]));
  return [...found.values()]
    .filter((process) => isReadableProcess(process, companyId, settings))
    .map((process) => processCandidate(process, settings));
}

/** A key may be made for articles alone; `doctor` says so. */
async function unlessForbidden<T>(rows: Promise<T[]>): Promise<T[]> {
  try {
    return await rows;
  } catch (error) {
    if (errorCode(error) === 'forbidden') return [];
    throw error;
  }
}

/** Hudu's own filters are not relied on: what it does not know, it ignores. */
function isReadable(article: ArticleRecord, companyId: number, folders: ReadonlySet<number>): boolean {
  if (article.draft || article.archived) return false;
  if (article.companyId !== undefined) return article.companyId === companyId;
  return article.folderId !== undefined && folders.has(article.folderId);
}

/** A run is somebody's work on one occasion, with its notes, and no description of how a thing is done. */
function isReadableProcess(
  process: ProcedureRecord,
  companyId: number,
  { globalProcesses }: HuduSettings,
): boolean {
  if (process.run || process.archived) return false;
  return process.companyId === undefined ? globalProcesses : process.companyId === companyId;
}

function articleCandidate(article: ArticleRecord, settings: HuduSettings): Candidate {
  return { ...articleSummary(article, settings), body: article.content };
}

function articleSummary({ id, name, url, slug }: ArticleRecord, settings: HuduSettings): RunbookSummary {
  return {
    id: String(id),
    title: runbookTitle(name),
    url: runbookLink(settings.baseUrl, url, `/kba/${encodeURIComponent(slug)}`),
  };
}

function processCandidate(process: ProcedureRecord, settings: HuduSettings): Candidate {
  return { ...processSummary(process, settings), body: process.description };
}

function processSummary({ id, name, url, slug }: ProcedureRecord, settings: HuduSettings): RunbookSummary {
  return {
    id: `${PROCESS}${id}`,
    title: runbookTitle(name),
    url: runbookLink(settings.baseUrl, url, `/processes/${encodeURIComponent(slug)}`),
  };
}

interface Reading extends Looking {
  recordId: number;
  maxCharacters: number;
}

async function readArticle(
  { api, settings, sharedFolders }: HuduDocumentationDependencies,
  { companyId, recordId, maxCharacters, signal }: Reading,
): Promise<Runbook | undefined> {
  const [article, folders] = await Promise.all([api.article(recordId, signal), sharedFolders()]);
  if (article.id !== recordId || !isReadable(article, companyId, folders)) return undefined;
  return {
    ...articleSummary(article, settings),
    ...readableRunbook([{ html: article.content }], maxCharacters),
    ...(article.updatedAt && { updatedAt: article.updatedAt }),
  };
}

async function readProcess(
  { api, settings }: HuduDocumentationDependencies,
  { companyId, recordId, maxCharacters, signal }: Reading,
): Promise<Runbook | undefined> {
  const process = await api.process(recordId, signal);
  if (process.id !== recordId || !isReadableProcess(process, companyId, settings)) return undefined;
  const tasks = await api.tasks(recordId, signal);
  return {
    ...processSummary(process, settings),
    ...readableRunbook(processParts(process, tasks), maxCharacters),
    ...(process.updatedAt && { updatedAt: process.updatedAt }),
  };
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** Hudu's ids are whole numbers from 1; anything else is nobody's. */
function vendorId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
