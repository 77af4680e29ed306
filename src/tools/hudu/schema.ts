import { z } from 'zod';
import { flag, optional, text } from '../lenient-fields.ts';

const id = z.number().int();

/** `api_info` */
export const ApiInfo = z.object({ version: text });

/** `companies` */
export const CompanyRecord = z.object({ id, name: text });

/** `articles`. No contract names a field for archived ones; both that are seen are taken seriously. */
export const ArticleRecord = z
  .object({
    id,
    name: text,
    content: text,
    draft: flag,
    archived: flag,
    archived_at: optional(z.string()),
    url: optional(z.string()),
    slug: text,
    folder_id: optional(id),
    company_id: optional(id),
    updated_at: optional(z.coerce.date()),
  })
  .transform(({ folder_id, company_id, updated_at, archived_at, archived, ...article }) => ({
    ...article,
    archived: archived || archived_at !== undefined,
    folderId: folder_id,
    /** Undefined: of the global knowledge base. */
    companyId: company_id,
    updatedAt: updated_at,
  }));
export type ArticleRecord = z.output<typeof ArticleRecord>;

/** `procedures`: processes, and runs of them. */
export const ProcedureRecord = z
  .object({
    id,
    name: text,
    description: text,
    slug: text,
    url: optional(z.string()),
    company_id: optional(id),
    run: flag,
    archived: flag,
    updated_at: optional(z.coerce.date()),
  })
  .transform(({ company_id, updated_at, ...procedure }) => ({
    ...procedure,
    /** Undefined: a global process. */
    companyId: company_id,
    updatedAt: updated_at,
  }));
export type ProcedureRecord = z.output<typeof ProcedureRecord>;

/** `procedure_tasks` */
export const TaskRecord = z
  .object({
    id,
    name: text,
    description: text,
    position: optional(z.number()),
    optional: flag,
    parent_task_id: optional(id),
    procedure_id: id,
  })
  .transform(({ parent_task_id, procedure_id, position, ...task }) => ({
    ...task,
    position: position ?? 0,
    parentTaskId: parent_task_id,
    procedureId: procedure_id,
  }));
export type TaskRecord = z.output<typeof TaskRecord>;

/** `folders`, of all knowledge bases. */
export const FolderRecord = z
  .object({ id, name: text, company_id: optional(id), parent_folder_id: optional(id) })
  .transform(({ company_id, parent_folder_id, ...folder }) => ({
    ...folder,
    companyId: company_id,
    parentId: parent_folder_id,
  }));
export type FolderRecord = z.output<typeof FolderRecord>;
