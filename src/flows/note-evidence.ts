import { createHash } from 'node:crypto';
import { CountersignError } from '../errors.ts';
import type { NoteEvidence } from '../models/approval.ts';
import type { Note, NoteAuthor, Psa } from '../tools/psa.ts';

/** Who wrote, as a decision's record names them: the PSA's id of a person, or what it was instead. */
export function authorId(author: NoteAuthor): string {
  return 'id' in author ? author.id : author.kind;
}

/** Why a note with the right code decides nothing, for the trail; undefined when it may. */
export function whyUnfit({ author, visibility, edited, byMail }: Note): string | undefined {
  if (author.kind !== 'technician') return 'The note was not written by a technician.';
  if (visibility !== 'internal') return 'The note is not internal.';
  if (edited) return 'The note was changed after it was written.';
  return byMail ? 'The note came in by e-mail.' : undefined;
}

/** Hex SHA-256. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An answer to one of the PSA's own approvals is recorded as if it were a note of this id. */
export const APPROVAL_PREFIX = 'approval/';

/** Whether what somebody decided by is still on the ticket as it was: same author, same text, never edited. */
export async function standsBy(psa: Psa, ticketId: string, evidence: NoteEvidence): Promise<boolean> {
  try {
    if (evidence.noteId.startsWith(APPROVAL_PREFIX)) {
      const answer = await psa.approvals?.answerTo(ticketId, evidence.noteId.slice(APPROVAL_PREFIX.length));
      return answer?.kind === 'approved' && authorId(answer.by) === evidence.authorId;
    }
    const note = (await psa.notes(ticketId)).find(({ id }) => id === evidence.noteId);
    return (
      note !== undefined &&
      whyUnfit(note) === undefined &&
      authorId(note.author) === evidence.authorId &&
      textHash(note.text) === evidence.textHash
    );
  } catch (error) {
    if (error instanceof CountersignError) return false;
    throw error;
  }
}
