import { readableText } from './adf.ts';
import type { IssueStore } from './issue-store.ts';
import { type CommentRecord, type IssueRecord, isShownToCustomers } from './records.ts';

/** An issue as the sandbox page shows tickets. */
export interface IssueView {
  id: string;
  summary: string;
  statusName: string;
  closed: boolean;
  contactName: string;
  /** Oldest first; the description, where there is one, before them all. */
  notes: readonly CommentView[];
}

/** A comment, or the description. */
export interface CommentView {
  id: string;
  text: string;
  internal: boolean;
  author: string;
  at: string;
}

/** The issues of a client (`LAKE`, or `HELP/1` for an organization in the shared project), newest first. */
export function viewIssues(store: IssueStore, companyId: string): IssueView[] {
  const [projectKey, organizationId] = companyId.split('/');
  return store.issues
    .filter(({ project }) => project.key === projectKey)
    .filter(
      ({ organizations }) =>
        organizationId === undefined || organizations.some(({ id }) => id === organizationId),
    )
    .map((issue) => viewIssue(issue, store.commentsOn(issue)))
    .toReversed();
}

function viewIssue(issue: IssueRecord, comments: readonly CommentRecord[]): IssueView {
  return {
    id: issue.key,
    summary: issue.summary,
    statusName: issue.status.name,
    closed: issue.status.category === 'done',
    contactName: issue.reporter.displayName,
    notes: [...viewDescription(issue), ...comments.map(viewComment)],
  };
}

function viewDescription({ description, reporter, createdAt }: IssueRecord): CommentView[] {
  if (!description) return [];
  const text = readableText(description);
  return [
    { id: 'description', text, internal: false, author: reporter.displayName, at: createdAt.toISOString() },
  ];
}

function viewComment(comment: CommentRecord): CommentView {
  return {
    id: comment.id,
    text: readableText(comment.body),
    internal: !isShownToCustomers(comment),
    author: comment.author.displayName,
    at: comment.createdAt.toISOString(),
  };
}
