/** What a technician's note says about an approval. */
export type NoteCommand =
  | { kind: 'approve'; code: string }
  | { kind: 'deny'; code: string; reason?: string }
  /** It seems to want to decide, and does not say so exactly. */
  | { kind: 'near_miss' }
  | { kind: 'nothing' };

const APPROVE = /^approve ([a-z0-9]{7})$/i;
const DENY = /^deny ([a-z0-9]{7})(?: (.+))?$/i;
/** Zero width, soft hyphen, and what turns the reading direction: a line that has them is not what it looks like. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const TRIES_TO_DECIDE = /^["'“”*_\s]*(?:approved?|deny|denied|reject(?:ed)?)\b/i;

/**
 * Reads a note as a decision. Only its first line that is not empty counts, and only when all of it is the command, in
 * plain ASCII letters as typed; a second command on any other line makes the note ambiguous. Pure, and no language
 * model: `no, don't approve` and a quoted mail say nothing. Without a code there is nothing to come near to.
 */
export function readCommand(text: string, code: string | undefined): NoteCommand {
  const [first = '', ...others] = linesOf(text);
  const command = commandOn(first);
  if (code === undefined) return command ?? { kind: 'nothing' };
  const hasAnother = others.some((line) => commandOn(line) ?? hasCode(line, code));
  if (command)
    return hasAnother || others.some((line) => triesToDecide(line)) ? { kind: 'near_miss' } : command;
  const isNear = hasCode(first, code) || triesToDecide(first) || hasAnother;
  return isNear ? { kind: 'near_miss' } : { kind: 'nothing' };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll(/[\u00a0\t ]+/g, ' ').trim())
    .filter((line) => line !== '');
}

function commandOn(line: string): Extract<NoteCommand, { kind: 'approve' | 'deny' }> | undefined {
  const approved = APPROVE.exec(line)?.[1];
  if (approved !== undefined) return { kind: 'approve', code: approved.toUpperCase() };
  const [, denied, reason] = DENY.exec(line) ?? [];
  if (denied === undefined) return undefined;
  return { kind: 'deny', code: denied.toUpperCase(), ...(reason === undefined ? {} : { reason }) };
}

function hasCode(line: string, code: string): boolean {
  return plainWords(line).toUpperCase().includes(code);
}

function triesToDecide(line: string): boolean {
  return TRIES_TO_DECIDE.test(plainWords(line));
}

/** Quoted lines are somebody else's. */
function plainWords(line: string): string {
  return line.startsWith('>') ? '' : line.normalize('NFKC').replaceAll(INVISIBLE, '');
}
