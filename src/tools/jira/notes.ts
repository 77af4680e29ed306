import { CountersignError, errorCode } from '../../errors.ts';
import type { Delivery, NewNote, Note } from '../psa.ts';
import type { Accounts } from './accounts.ts';
import { documentOf } from './adf-document.ts';
import { plainTextOf } from './adf-text.ts';
import type { EntityProperty, JiraApi, NewComment } from './api.ts';
import type { IssuePace } from './issue-pace.ts';
import { carriesMarker, keyText, withMarker } from './note-text.ts';
import { type CommentRecord, type IssueRecord, PROPERTY } from './schema.ts';
import type { JiraSettings } from './settings.ts';

export interface NoteDependencies {
  api: JiraApi;
  accounts: Accounts;
  pace: IssuePace;
  settings: JiraSettings;
}

/** How a comment is kept from people outside: Jira Service Management has internal ones, other projects have roles. */
type Hiding = { kind: 'internal' } | { kind: 'role'; role: string };

/** Writes a comment with the key beside it and in its last line; looks for both first in a repeated attempt. */
export async function addNote(
  dependencies: NoteDependencies,
  issueKey: string,
  note: NewNote,
  { retry, signal }: Delivery,
): Promise<string> {
  const hiding = note.visibility === 'internal' ? await hidingOn(dependencies, issueKey, signal) : undefined;
  const earlier = retry ? await findOwnComment(dependencies, issueKey, note.key, signal) : undefined;
  const written = earlier ?? (await writeComment(dependencies, issueKey, commentOf(note, hiding), signal));
  if (hiding) await refuseVisible(dependencies, { issueKey, commentId: written.id, hiding, signal });
  return written.id;
}

/** Throws `bad_configuration` where nothing can be internal: then nothing is written. */
async function hidingOn(
  { api, settings }: NoteDependencies,
  issueKey: string,
  signal: AbortSignal,
): Promise<Hiding> {
  if ((await api.issueProject(issueKey, signal)).isService) return { kind: 'internal' };
  if (settings.internalRole !== undefined) return { kind: 'role', role: settings.internalRole };
  throw new CountersignError(
    'bad_configuration',
    'comments can be internal in Jira Service Management, or elsewhere with a project role configured for them',
    { vendor: 'jira' },
  );
}

function commentOf({ key, text }: NewNote, hiding: Hiding | undefined): NewComment {
  const properties: EntityProperty[] = [{ key: PROPERTY, value: { key: keyText(key) } }];
  // Left out, the comment would be public: https://developer.atlassian.com/cloud/jira/platform/rest/v3 (Comment.jsdPublic).
  if (hiding?.kind === 'internal') properties.push({ key: 'sd.public.comment', value: { internal: true } });
  return {
    body: documentOf(withMarker(text, key)),
    properties,
    ...(hiding?.kind === 'role' && {
      visibility: { type: 'role', value: hiding.role, identifier: hiding.role },
    }),
  };
}

async function writeComment(
  { api, pace }: NoteDependencies,
  issueKey: string,
  comment: NewComment,
  signal: AbortSignal,
): Promise<CommentRecord> {
  await pace(issueKey, signal);
  return api.createComment(issueKey, comment, signal);
}

/** Anybody can copy our marker into a comment; only one by our own account is ours. */
async function findOwnComment(
  { api, accounts }: NoteDependencies,
  issueKey: string,
  key: string,
  signal: AbortSignal,
): Promise<CommentRecord | undefined> {
  const [ourselves, comments] = await Promise.all([accounts.ourselves(), api.comments(issueKey, signal)]);
  return comments.find(
    ({ author, ourKey, body }) =>
      author?.accountId === ourselves && (ourKey === keyText(key) || carriesMarker(plainTextOf(body), key)),
  );
}

interface Written {
  issueKey: string;
  commentId: string;
  hiding: Hiding;
  signal: AbortSignal;
}

/** Read back, because a client in between can drop what makes it internal, and an automation can change it afterwards. */
async function refuseVisible(dependencies: NoteDependencies, written: Written): Promise<void> {
  const { hiding, commentId } = written;
  const isHidden =
    hiding.kind === 'internal'
      ? await isInternal(dependencies, written)
      : await isForRole(dependencies, written, hiding.role);
  if (isHidden) return;
  throw new CountersignError('note_visible', `comment ${commentId} is not internal`, { vendor: 'jira' });
}

/** Both APIs have to say so. One that is not a customer's request is in no portal, and unknown to the second. */
async function isInternal(
  { api }: NoteDependencies,
  { issueKey, commentId, signal }: Written,
): Promise<boolean> {
  const { jsdPublic } = await api.comment(issueKey, commentId, signal);
  if (jsdPublic !== false) return false;
  try {
    return !(await api.serviceComment(issueKey, commentId, signal)).public;
  } catch (error) {
    if (errorCode(error) === 'not_found') return true;
    throw error;
  }
}

async function isForRole(
  { api }: NoteDependencies,
  { issueKey, commentId, signal }: Written,
  role: string,
): Promise<boolean> {
  const { visibility } = await api.comment(issueKey, commentId, signal);
  return visibility?.type === 'role' && (visibility.value === role || visibility.identifier === role);
}

/** Oldest first, all pages. */
export async function listNotes(dependencies: NoteDependencies, issueKey: string): Promise<Note[]> {
  const { api } = dependencies;
  const [issue, comments] = await Promise.all([api.issue(issueKey), api.comments(issueKey)]);
  return Promise.all(comments.map((comment) => inOurWords(dependencies, issue, comment)));
}

async function inOurWords(
  { accounts }: NoteDependencies,
  { reporter, isService }: IssueRecord,
  comment: CommentRecord,
): Promise<Note> {
  const text = plainTextOf(comment.body);
  const isInternalNote = comment.jsdPublic === false || comment.visibility !== undefined;
  return {
    id: comment.id,
    text,
    visibility: isInternalNote ? 'internal' : 'public',
    author: await accounts.authorOf({
      by: comment.author,
      isService,
      isInternal: isInternalNote,
      reporterId: reporter?.accountId,
      ourKey: comment.ourKey,
      text,
    }),
    createdAt: comment.created,
    edited: isEdited(comment),
    // Jira marks no other mail: a comment of somebody who is on the issue looks the same from wherever it came.
    byMail: comment.jsdAuthorCanSeeRequest === false,
  };
}

function isEdited({ author, updateAuthor, created, updated }: CommentRecord): boolean {
  if (updateAuthor !== undefined && updateAuthor.accountId !== author?.accountId) return true;
  return updated.getTime() !== created.getTime();
}
