import { addMs, HOUR_MS } from '../clock.ts';
import type { ApprovalRequest, Verdict } from '../models/approval.ts';
import { technicianIdentity } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { Note, Psa } from '../tools/psa.ts';
import { type NoteCommand, readCommand } from './decision-grammar.ts';
import type { DecisionAnswer, Desk, InboundDecision } from './desk.ts';
import { APPROVAL_PREFIX, authorId, textHash, whyUnfit } from './note-evidence.ts';

/** So many wrong codes within an hour close deciding by note for the request. */
const WRONG_CODES = 5;

export interface NoteDeciding {
  psa: Psa;
  request: ServiceRequest;
  /** Not looked at before, oldest first. */
  notes: readonly Note[];
}

export interface NoteVerdicts {
  /** Of notes that decided something, or tried to with some code. */
  answers: readonly DecisionAnswer[];
  /** Notes whose author seems to have wanted to decide and did not write it exactly. */
  nearMisses: readonly Note[];
  /** Notes that named a code that is not this request's. */
  wrongCodes: readonly Note[];
}

/** The approval that may be decided on the ticket now. */
export function decidableOnTicket(request: ServiceRequest): ApprovalRequest | undefined {
  return request.approvals.find(({ code, state }) => code !== undefined && state.kind === 'waiting');
}

/**
 * The one that notes are about: approve it while it waits, deny it as long as nothing has begun. One that was asked for on
 * the ticket and cannot be decided there is among them, so that what is tried is in the trail.
 */
function askedApproval(request: ServiceRequest): ApprovalRequest | undefined {
  return (
    decidableOnTicket(request) ??
    request.approvals.find(({ code, state }) => code !== undefined && state.kind === 'approved') ??
    request.approvals.find(({ askedOnTicket, state }) => askedOnTicket && state.kind === 'waiting')
  );
}

/** Whether too many wrong codes came lately. */
export function isGuessing(wrongCodesAt: readonly Date[], now: Date): boolean {
  return wrongCodesAt.filter((at) => at > addMs(now, -HOUR_MS)).length >= WRONG_CODES;
}

/**
 * Decides by notes on the ticket. A note counts by its author, never edited, internal, on the request's own ticket, with
 * its one-time code; a denial among several notes goes before an approval. Everything else decides nothing, and what names
 * a code is in the trail.
 */
export async function decideByNotes(
  { decide }: Pick<Desk, 'decide'>,
  { psa, request, notes }: NoteDeciding,
): Promise<NoteVerdicts> {
  const approval = askedApproval(request);
  if (!approval) return { answers: [], nearMisses: [], wrongCodes: [] };
  const read = notes.map((note) => ({ note, command: commandOf(note, approval.code) }));
  const coded = read.filter(({ command }) => 'code' in command);
  const denialsFirst = coded.toSorted(
    (one, other) => Number(other.command.kind === 'deny') - Number(one.command.kind === 'deny'),
  );
  const answers: DecisionAnswer[] = [];
  for (const { note, command } of denialsFirst)
    answers.push(await decide(decisionOf({ psa, request, approval, note, command })));
  return {
    answers,
    nearMisses: read.flatMap(({ note, command }) => (command.kind === 'near_miss' ? [note] : [])),
    wrongCodes: coded.flatMap(({ note, command }) => (isWrong(command, approval) ? [note] : [])),
  };
}

/** Notes that were read before and say a command only since they were changed: refused, once in the trail. */
export async function refuseChanged(
  { decide }: Pick<Desk, 'decide'>,
  { psa, request, notes }: NoteDeciding,
): Promise<void> {
  const approval = askedApproval(request);
  if (!approval) return;
  for (const note of notes.filter(({ edited }) => edited)) {
    const command = commandOf(note, approval.code);
    if ('code' in command) await decide(decisionOf({ psa, request, approval, note, command }));
  }
}

function isWrong(command: NoteCommand, { code }: ApprovalRequest): boolean {
  return code !== undefined && 'code' in command && command.code !== code;
}

/** Notes of ours and of programs are nobody's words, so that nobody is told how to write them better. */
function commandOf(note: Note, code: string | undefined): NoteCommand {
  if (note.author.kind === 'ourselves') return { kind: 'nothing' };
  const command = readCommand(note.text, code);
  return command.kind === 'near_miss' && note.author.kind !== 'technician' ? { kind: 'nothing' } : command;
}

interface OneNote {
  psa: Psa;
  request: ServiceRequest;
  approval: ApprovalRequest;
  note: Note;
  command: NoteCommand;
}

function decisionOf({ psa, request, approval, note, command }: OneNote): InboundDecision {
  const unfit = isWrong(command, approval) ? 'The code is not that of this request.' : whyUnfit(note);
  return {
    by: technicianIdentity(psa.name, authorId(note.author)),
    requestId: request.id,
    approvalId: approval.id,
    planDigest: approval.planDigest,
    verdict: verdictOf(command),
    note: { noteId: note.id, authorId: authorId(note.author), textHash: textHash(note.text) },
    ...(unfit === undefined ? {} : { unfit }),
  };
}

function verdictOf(command: NoteCommand): Verdict {
  if (command.kind !== 'deny') return { kind: 'approve' };
  return { kind: 'deny', ...(command.reason === undefined ? {} : { reason: command.reason }) };
}

/** Takes over what was answered in the PSA's own approval; undefined while nobody has. */
export async function decideByPsaApproval(
  { decide }: Pick<Desk, 'decide'>,
  { psa, request }: Pick<NoteDeciding, 'psa' | 'request'>,
): Promise<DecisionAnswer | undefined> {
  const approval = decidableOnTicket(request);
  if (!approval?.psaApprovalId || !psa.approvals || !request.ticket) return undefined;
  const answer = await psa.approvals.answerTo(request.ticket.id, approval.psaApprovalId);
  if (!answer || answer.kind === 'waiting') return undefined;
  const { by, kind, reason } = answer;
  const unfit = by.kind === 'technician' ? {} : { unfit: 'The approval was not answered by a technician.' };
  return decide({
    by: technicianIdentity(psa.name, authorId(by)),
    requestId: request.id,
    approvalId: approval.id,
    planDigest: approval.planDigest,
    verdict: kind === 'approved' ? { kind: 'approve' } : { kind: 'deny', ...(reason ? { reason } : {}) },
    note: {
      noteId: `${APPROVAL_PREFIX}${approval.psaApprovalId}`,
      authorId: authorId(by),
      textHash: textHash(kind),
    },
    ...unfit,
  });
}
