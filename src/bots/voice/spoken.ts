import type { CallEnding, Dialogue, Question } from '../../models/voice-call.ts';
import { visibleLine } from '../../visible-text.ts';
import { isEnding } from './dialogue.ts';
import type { Prompts } from './prompts/prompts.ts';

/** What is said next, and whether an answer is listened for. */
export interface Spoken {
  /** Said to the end, whatever the caller does. */
  first: readonly string[];
  /** Said while listening already. */
  prompt: readonly string[];
  /** Undefined: the call ends. */
  listensFor: Question | undefined;
}

/** What is said at this point of a conversation; the same however often it is asked for. */
export function spokenAt(dialogue: Dialogue, prompts: Prompts, isBeginning: boolean): Spoken {
  const { at: question } = dialogue;
  if (isEnding(question)) return { first: [lastWords(question, prompts)], prompt: [], listensFor: undefined };
  return {
    first: isBeginning ? [prompts.greeting] : [],
    prompt: [...whyAgain(dialogue, prompts), ...asking(question, dialogue, prompts)],
    listensFor: question,
  };
}

function whyAgain({ again }: Dialogue, prompts: Prompts): string[] {
  if (again === undefined) return [];
  const { nothingHeard, notUnderstood, companyUnknown, onceMore } = prompts;
  const reasons = {
    silence: nothingHeard,
    unclear: notUnderstood,
    no_match: companyUnknown,
    rejected: onceMore,
  } as const;
  return [reasons[again]];
}

function asking(question: Question, { said, again }: Dialogue, prompts: Prompts): string[] {
  switch (question) {
    case 'request':
      return [prompts.askRequest];
    case 'company':
      return [prompts.askCompany];
    case 'name':
      return [prompts.askName];
    case 'check':
      return again === 'unclear'
        ? [prompts.askCheck]
        : [prompts.readBack({ ...said, request: said.request ?? '' }), prompts.askCheck];
  }
}

function lastWords(ending: CallEnding, prompts: Prompts): string {
  switch (ending) {
    case 'taken':
      return prompts.taken;
    case 'human':
      return prompts.handedToHuman;
    case 'silence':
      return prompts.silentEnd;
    case 'no_company':
      return prompts.noCompany;
    case 'not_taken':
      return prompts.notTaken;
  }
}

/** Fit to be read out: nothing that no voice can say, and long numbers digit by digit, since nobody hears them otherwise. */
export function readOut(text: string): string {
  return visibleLine(text).replaceAll(/\d{4,}/g, (digits) => digits.split('').join(' '));
}
