import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Person } from '../../models/person.ts';
import type { CommandChoice, TextAnswer } from '../desk.ts';
import type { CommandLine, CommandOption } from './command-spec.ts';
import { joinWords } from './words.ts';

/** For commands that ask to be confirmed; `confirm` in their input. */
export const CONFIRM: CommandOption = {
  flags: '--confirm <token>',
  does: 'what the button gives after you have read what will change',
};

/** What is about to be done, as it is shown before it is. */
export interface ToConfirm {
  /** Who asked for it: nobody else's button confirms it. */
  by: Person;
  /** The line to give again. */
  line: CommandLine;
  /** What the line was given with, where it was. */
  confirm: string | undefined;
  /** Everything that the answer depends on, with the versions that it was read in: JSON. */
  shown: unknown;
  text: string;
  /** On the button. */
  label: string;
  style?: CommandChoice['style'];
}

/**
 * The question that has to be answered first; undefined once it was, and nothing of what was shown has changed since. A
 * token is no secret: it only says what its reader has seen.
 */
export function unconfirmed(asked: ToConfirm): TextAnswer | undefined {
  const { by, line, confirm, shown, text, label, style = 'danger' } = asked;
  const token = tokenOf([by.id, shown]);
  if (confirm === token) return undefined;
  const choices = [{ label, command: joinWords([...withoutToken(line.words), '--confirm', token]), style }];
  return confirm === undefined
    ? { kind: 'answer', text, choices }
    : { kind: 'refused', text: `${OVERTAKEN}\n${text}`, choices };
}

const OVERTAKEN = 'Something has changed since you were asked, so nothing was done. This is how it is now:';

const TOKEN_CHARACTERS = 8;

function tokenOf(value: unknown): string {
  const text = canonicalize(value) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, TOKEN_CHARACTERS);
}

function withoutToken(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== '--confirm' && words[index - 1] !== '--confirm');
}
