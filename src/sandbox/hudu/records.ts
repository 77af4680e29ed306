/** A company, as far as runbooks are concerned. */
export interface CompanyRecord {
  id: number;
  slug: string;
  name: string;
  archived: boolean;
  object_type: 'Company';
  url: string;
  full_url: string;
}

/** A folder of a company's knowledge base, or of the global one. */
export interface FolderRecord {
  id: number;
  name: string;
  company_id: number | null;
  parent_folder_id: number | null;
  folder_type: 'article';
}

/** An article, with its text: lists carry it, too. */
export interface ArticleRecord {
  id: number;
  slug: string;
  name: string;
  content: string;
  draft: boolean;
  /** In no contract; so that a client that relies on a filter for it is found out. */
  archived: boolean;
  url: string;
  object_type: 'Article';
  folder_id: number | null;
  company_id: number | null;
  enable_sharing: boolean;
  created_at: string;
  updated_at: string;
}

/** A process, or a run of one. */
export interface ProcedureRecord {
  id: number;
  slug: string;
  name: string;
  description: string;
  total: number;
  completed: number;
  url: string;
  object_type: 'Process';
  company_id: number | null;
  company_name: string | null;
  run: boolean;
  parent_process_id: number | null;
  process_type: 'global' | 'company' | null;
  archived: boolean;
  created_at: string;
  updated_at: string;
}

/** A task of a process; its description is in base64. */
export interface TaskRecord {
  id: number;
  name: string;
  description: string;
  position: number;
  optional: boolean;
  procedure_id: number;
  parent_task_id: number | null;
}

/** Part of an address that tells records apart without saying what they are. */
export function slugOf(kind: string, id: number): string {
  return `${kind}-${(id * 7_919).toString(16).padStart(12, '0')}`;
}
