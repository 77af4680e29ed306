import { addMs, type Clock } from '../../clock.ts';
import type { AdfDocument } from './adf.ts';
import { readableText } from './adf.ts';
import type {
  AccountRecord,
  CommentRecord,
  IssueRecord,
  OrganizationRecord,
  ProjectRecord,
  RequestTypeRecord,
  StatusRecord,
} from './records.ts';
import { issueNotFound, refused, wrongField } from './refusal.ts';

/** Told after every change. `comment` is there when the change was one. */
export type IssueListener = (change: {
  event: 'jira:issue_created' | 'jira:issue_updated' | 'comment_created' | 'comment_updated';
  issue: IssueRecord;
  comment?: CommentRecord;
  by: AccountRecord;
}) => void;

export interface IssueInput {
  project: ProjectRecord;
  issueType: { id: string; name: string };
  requestType?: RequestTypeRecord | undefined;
  summary: string;
  description?: AdfDocument | undefined;
  creator: AccountRecord;
  reporter: AccountRecord;
  organizations?: readonly OrganizationRecord[];
  properties?: ReadonlyMap<string, unknown>;
}

export interface CommentInput {
  author: AccountRecord;
  body: AdfDocument;
  properties?: ReadonlyMap<string, unknown>;
  role?: string | undefined;
  fromOutside?: boolean;
}

const MAX_SUMMARY = 255;
const MAX_TEXT = 32_767;

/** The issues and comments of the simulated Jira with the rules that hold whoever changes them. */
export class IssueStore {
  readonly issues: IssueRecord[] = [];
  readonly comments: CommentRecord[] = [];
  readonly #clock: Clock;
  readonly #listeners = new Set<IssueListener>();
  #nextIssueId = 10_001;
  #nextCommentId = 20_001;
  /** An automation of the MSP's: internal comments are made public. */
  publishesInternalComments = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onChange(listener: IssueListener): void {
    this.#listeners.add(listener);
  }

  /** By id or key. */
  issue(idOrKey: string): IssueRecord {
    const found = this.issues.find(({ id, key }) => id === idOrKey || key === idOrKey.toUpperCase());
    if (!found) throw issueNotFound();
    return found;
  }

  /** Oldest first. */
  commentsOn(issue: IssueRecord): CommentRecord[] {
    return this.comments.filter(({ issueId }) => issueId === issue.id);
  }

  comment(id: string): CommentRecord {
    const found = this.comments.find((comment) => comment.id === id);
    if (!found) throw refused(404, `Can not find a comment for the id: ${id}.`);
    return found;
  }

  open(input: IssueInput): IssueRecord {
    refuseBadSummary(input.summary);
    if (input.description) refuseLongText('description', input.description);
    const number = this.issues.filter(({ project }) => project === input.project).length + 1;
    const [status] = input.project.statuses;
    if (!status) throw wrongField('project', 'The project has no workflow.');
    const now = this.#clock.now();
    const { requestType, description, ...rest } = input;
    const issue: IssueRecord = {
      ...rest,
      id: String(this.#nextIssueId++),
      key: `${input.project.key}-${number}`,
      ...(requestType && { requestType }),
      ...(description && { description }),
      status,
      organizations: input.organizations ?? [],
      createdAt: now,
      updatedAt: now,
      properties: new Map(input.properties),
    };
    this.issues.push(issue);
    this.#tell({ event: 'jira:issue_created', issue, by: input.creator });
    return issue;
  }

  addComment(
    issue: IssueRecord,
    { author, body, properties, role, fromOutside = false }: CommentInput,
  ): CommentRecord {
    refuseLongText('comment', body);
    const now = this.#clock.now();
    const comment: CommentRecord = {
      id: String(this.#nextCommentId++),
      issueId: issue.id,
      body,
      author,
      updateAuthor: author,
      createdAt: now,
      updatedAt: now,
      properties: new Map(properties),
      ...(role !== undefined && { role }),
      fromOutside,
    };
    if (this.publishesInternalComments) {
      comment.properties.delete('sd.public.comment');
      delete comment.role;
    }
    this.comments.push(comment);
    this.#touch(issue);
    this.#tell({ event: 'comment_created', issue, comment, by: author });
    return comment;
  }

  editComment(id: string, body: AdfDocument, by: AccountRecord): CommentRecord {
    const comment = this.comment(id);
    comment.body = body;
    comment.updateAuthor = by;
    const after = addMs(comment.createdAt, 1);
    const now = this.#clock.now();
    comment.updatedAt = now > after ? now : after;
    const issue = this.issue(comment.issueId);
    this.#touch(issue);
    this.#tell({ event: 'comment_updated', issue, comment, by });
    return comment;
  }

  deleteComment(id: string): void {
    const comment = this.comment(id);
    this.comments.splice(this.comments.indexOf(comment), 1);
    this.#touch(this.issue(comment.issueId));
  }

  setStatus(issue: IssueRecord, status: StatusRecord, by: AccountRecord, resolution?: string): void {
    issue.status = status;
    delete issue.resolution;
    if (resolution !== undefined) issue.resolution = resolution;
    this.#touch(issue);
    this.#tell({ event: 'jira:issue_updated', issue, by });
  }

  assign(issue: IssueRecord, assignee: AccountRecord, by: AccountRecord): void {
    issue.assignee = assignee;
    this.#touch(issue);
    this.#tell({ event: 'jira:issue_updated', issue, by });
  }

  reset(): void {
    this.issues.length = 0;
    this.comments.length = 0;
  }

  #touch(issue: IssueRecord): void {
    issue.updatedAt = this.#clock.now();
  }

  #tell(change: Parameters<IssueListener>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function refuseBadSummary(summary: string): void {
  if (summary.trim() === '') throw wrongField('summary', 'You must specify a summary of the issue.');
  if (/[\r\n]/.test(summary))
    throw wrongField('summary', 'The summary is invalid because it contains newline characters.');
  if (summary.length > MAX_SUMMARY)
    throw wrongField('summary', `Summary must be less than ${MAX_SUMMARY} characters.`);
}

function refuseLongText(field: string, document: AdfDocument): void {
  if (readableText(document).length <= MAX_TEXT) return;
  throw wrongField(field, 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.');
}
