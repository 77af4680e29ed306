import type { Clock } from '../../clock.ts';
import { companyIn } from '../demo-accounts.ts';
import { type DemoClient } from '../demo-client.ts';
import { articleHtml, type DemoRunbook } from '../demo-runbooks.ts';
import {
  type ArticleRecord,
  type CompanyRecord,
  type FolderRecord,
  type ProcedureRecord,
  slugOf,
  type TaskRecord,
} from './records.ts';

/** Folder of the global knowledge base with what is meant for all clients; `Inside` is a folder in it. */
export const SHARED_FOLDER = 'For all clients';
const FOLDERS: readonly FolderRecord[] = [
  { id: 7, name: SHARED_FOLDER, company_id: null, parent_folder_id: null, folder_type: 'article' },
  { id: 8, name: 'Internal', company_id: null, parent_folder_id: null, folder_type: 'article' },
  { id: 9, name: 'Inside', company_id: null, parent_folder_id: 7, folder_type: 'article' },
];

/** An article that somebody writes in the browser. */
export interface WrittenArticle {
  /** Null: in the global knowledge base. */
  companyId: number | null;
  title: string;
  html: string;
  draft?: boolean;
  archived?: boolean;
  /** Name of a folder of the global knowledge base. */
  folder?: string;
}

/** A process that somebody writes, or a run of it. */
export interface WrittenProcess {
  companyId: number | null;
  title: string;
  html: string;
  tasks: readonly { name: string; html: string; optional?: boolean; parentTaskId?: number }[];
  run?: boolean;
  archived?: boolean;
}

/** Everything that a Hudu holds. */
export class KnowledgeBase {
  readonly companies: readonly CompanyRecord[];
  readonly folders: FolderRecord[] = [];
  readonly articles: ArticleRecord[] = [];
  readonly procedures: ProcedureRecord[] = [];
  readonly tasks: TaskRecord[] = [];
  readonly #clock: Clock;
  readonly #url: () => string;
  #lastId = 300;

  constructor(clients: readonly DemoClient[], { clock, url }: { clock: Clock; url: () => string }) {
    this.#clock = clock;
    this.#url = url;
    this.companies = clients.map((client) => companyOf(client, url));
  }

  /** Empty but for companies and folders, then with these runbooks. */
  refill(clients: readonly DemoClient[], runbooks: readonly DemoRunbook[]): void {
    for (const list of [this.folders, this.articles, this.procedures, this.tasks]) list.length = 0;
    this.folders.push(...FOLDERS);
    for (const runbook of runbooks) this.add(clients, runbook);
  }

  /** Returns the record's id. */
  add(clients: readonly DemoClient[], runbook: DemoRunbook): number {
    const { audience, title } = runbook;
    const owner = typeof audience === 'string' ? undefined : audience.client;
    const client = clients.find(({ key }) => key === owner);
    const companyId = client ? companyIn.hudu(client) : null;
    if (runbook.kind === 'checklist') {
      return this.writeProcess({ companyId, title, html: runbook.purpose, tasks: runbook.steps });
    }
    const folder = audience === 'all_clients' ? SHARED_FOLDER : 'Internal';
    return this.write({
      companyId,
      title,
      html: articleHtml(runbook),
      ...(companyId === null && { folder }),
    });
  }

  write({ companyId, title, html, draft = false, archived = false, folder }: WrittenArticle): number {
    const id = this.#nextId();
    const slug = slugOf('kba', id);
    this.articles.push({
      id,
      slug,
      name: title,
      content: html,
      draft,
      archived,
      url: `${this.#url()}/kba/${slug}`,
      object_type: 'Article',
      folder_id: this.folders.find(({ name }) => name === folder)?.id ?? null,
      company_id: companyId,
      enable_sharing: false,
      ...this.#dates(),
    });
    return id;
  }

  writeProcess({ companyId, title, html, tasks, run = false, archived = false }: WrittenProcess): number {
    const id = this.#nextId();
    const slug = slugOf('process', id);
    this.procedures.push({
      id,
      slug,
      name: title,
      description: html,
      total: tasks.length,
      completed: 0,
      url: `/processes/${slug}`,
      object_type: 'Process',
      company_id: companyId,
      company_name: this.companies.find((company) => company.id === companyId)?.name ?? null,
      run,
      parent_process_id: null,
      process_type: run ? null : companyId === null ? 'global' : 'company',
      archived,
      ...this.#dates(),
    });
    // The last position first: whoever shows them in the order of the answer shows them wrong.
    this.tasks.push(...tasks.map((task, index) => this.#taskOf(id, task, index)).toReversed());
    return id;
  }

  #taskOf(procedureId: number, task: WrittenProcess['tasks'][number], index: number): TaskRecord {
    return {
      id: this.#nextId(),
      name: task.name,
      description: Buffer.from(task.html, 'utf8').toString('base64'),
      position: index + 1,
      optional: task.optional ?? false,
      procedure_id: procedureId,
      parent_task_id: task.parentTaskId ?? null,
    };
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #dates(): { created_at: string; updated_at: string } {
    const at = this.#clock.now().toISOString();
    return { created_at: at, updated_at: at };
  }
}

function companyOf(client: DemoClient, url: () => string): CompanyRecord {
  return {
    id: companyIn.hudu(client),
    slug: client.key,
    name: client.name,
    archived: false,
    object_type: 'Company',
    url: `/companies/${client.key}`,
    get full_url() {
      return `${url()}/companies/${client.key}`;
    },
  };
}
