import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import type { Query } from '../documentation-reader.ts';
import {
  ApiInfo,
  ArticleRecord,
  CompanyRecord,
  FolderRecord,
  ProcedureRecord,
  TaskRecord,
} from './schema.ts';
import type { Transport } from './transport.ts';

/** The calls that this room makes, one method each. Every method throws `CountersignError`. */
export type HuduApi = ReturnType<typeof createHuduApi>;

/** The calls that we make, answers parsed. Only reads; never `asset_passwords`. */
export function createHuduApi(transport: Transport) {
  const one = async <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal, query: Query = {}) =>
    parse(schema, await transport.send({ path, query, signal }));
  const list = <T extends { id: number }>(
    name: string,
    schema: z.ZodType<T>,
    query: Query,
    signal?: AbortSignal,
  ) => transport.sendForAll({ path: name, query, signal }, (page) => rowsOf(name, schema, page));

  return {
    info: () => one('api_info', ApiInfo),

    firstCompany: async () =>
      rowsOf('companies', CompanyRecord, await transport.send({ path: 'companies', query: FIRST })),

    firstArticle: async () =>
      rowsOf('articles', ArticleRecord, await transport.send({ path: 'articles', query: FIRST })),

    firstProcess: async () =>
      rowsOf('procedures', ProcedureRecord, await transport.send({ path: 'procedures', query: FIRST })),

    /** Without a company: hits of all companies and of the global knowledge base, which has no filter of its own. */
    searchArticles: (search: string, companyId: number | undefined, signal?: AbortSignal) =>
      list(
        'articles',
        ArticleRecord,
        { search, ...(companyId !== undefined && { company_id: companyId }) },
        signal,
      ),

    article: async (id: number, signal?: AbortSignal) =>
      (await one(`articles/${id}`, z.object({ article: ArticleRecord }), signal)).article,

    /** Processes have no search: all of one company's, or all global ones. */
    processes: (of: { companyId: number } | 'global', signal?: AbortSignal) =>
      list(
        'procedures',
        ProcedureRecord,
        {
          type: 'process',
          ...(of === 'global' ? { process_scope: 'global' } : { company_id: of.companyId }),
        },
        signal,
      ),

    process: async (id: number, signal?: AbortSignal) =>
      (await one(`procedures/${id}`, z.object({ procedure: ProcedureRecord }), signal)).procedure,

    /** Not in pages, by the contract. */
    tasks: async (procedureId: number, signal?: AbortSignal) =>
      rowsOf(
        'procedure_tasks',
        TaskRecord,
        await transport.send({ path: 'procedure_tasks', query: { procedure_id: procedureId }, signal }),
      ),

    folders: () => list('folders', FolderRecord, {}),
  };
}

const FIRST: Query = { page: 1, page_size: 1 };

/** `{ "articles": [ … ] }` */
function rowsOf<T>(name: string, schema: z.ZodType<T>, page: unknown): T[] {
  return parse(z.object({ [name]: z.array(schema) }), page)[name] ?? [];
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'Hudu answered in a shape that we do not know', {
    vendor: 'hudu',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}
