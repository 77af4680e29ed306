import type { CallEnding, Dialogue, Question } from '../../models/voice-call.ts';
import { type Company, companyCalled } from './company.ts';
import type { Vocabulary } from './prompts/prompts.ts';
import { bare, type Heard, isUncertain, utterance, wantsHuman, yesOrNo } from './understanding.ts';

/*
 * The conversation, as a state machine: pure, and idle between two answers. Nobody thinks here: no model is asked, and
 * nothing that is said can do more than become a request.
 */

/** What an answer is looked at with. */
export interface Listening {
  understood: Vocabulary;
  /** Those that a caller may name; empty where the company is known. */
  companies: readonly Company[];
}

/** What an answer came to. */
export interface Turn {
  dialogue: Dialogue;
  /** The company that was named now. */
  company?: Company;
}

/** Unusable answers to one question before the call comes to an end. */
const MOST_MISSES = 2;
/** How often a read-back may be wrong before a human takes over. */
const MOST_REJECTIONS = 2;

/** The beginning: what is not known yet is asked. */
export function openDialogue(known: { company: boolean; name: boolean }): Dialogue {
  const questions: readonly Question[] = [
    'request',
    ...(known.company ? [] : (['company'] as const)),
    ...(known.name ? [] : (['name'] as const)),
    'check',
  ];
  return { questions, at: 'request', misses: 0, rejections: 0, said: {} };
}

/** Whether there is a present question, and which. */
export function questionOf({ at }: Dialogue): Question | undefined {
  return isEnding(at) ? undefined : at;
}

/** How the conversation ended; undefined while it goes on. */
export function endingOf({ at }: Dialogue): CallEnding | undefined {
  return isEnding(at) ? at : undefined;
}

/** Whether the call is to become a request. */
export function isRequest(dialogue: Dialogue): boolean {
  return dialogue.at === 'taken' || dialogue.at === 'human';
}

const ENDINGS: ReadonlySet<string> = new Set<CallEnding>([
  'taken',
  'human',
  'silence',
  'no_company',
  'not_taken',
]);

/** Whether nothing more is asked. */
export function isEnding(at: Dialogue['at']): at is CallEnding {
  return ENDINGS.has(at);
}

/** Takes the answer to the present question. A conversation that has ended stays as it is. */
export function takeAnswer(dialogue: Dialogue, heard: Heard, listening: Listening): Turn {
  const question = questionOf(dialogue);
  if (!question) return { dialogue };
  if (wantsHuman(heard, listening.understood)) return { dialogue: towardsHuman(dialogue, question) };
  const text = utterance(heard);
  if (text === '' && heard.digits === '') return { dialogue: missed(dialogue, question, 'silence') };
  switch (question) {
    case 'request':
      return { dialogue: takeRequest(dialogue, text, isUncertain(heard)) };
    case 'company':
      return takeCompany(dialogue, text, listening);
    case 'name':
      return {
        dialogue: takeName(dialogue, bare(text, listening.understood.beforeName), isUncertain(heard)),
      };
    case 'check':
      return { dialogue: takeCheck(dialogue, yesOrNo(heard, listening.understood)) };
  }
}

function takeRequest(dialogue: Dialogue, text: string, uncertain: boolean): Dialogue {
  if (text === '' || (uncertain && dialogue.misses === 0)) return missed(dialogue, 'request', 'unclear');
  return onwards({ ...dialogue, said: { ...dialogue.said, request: text } }, 'request');
}

function takeCompany(dialogue: Dialogue, text: string, { companies, understood }: Listening): Turn {
  const company =
    companyCalled(text, companies) ?? companyCalled(bare(text, understood.beforeCompany), companies);
  if (!company) return { dialogue: missed(dialogue, 'company', 'no_match') };
  const said = { ...dialogue.said, company: company.name };
  return { dialogue: onwards({ ...dialogue, said }, 'company'), company };
}

function takeName(dialogue: Dialogue, name: string, uncertain: boolean): Dialogue {
  if (name === '' || (uncertain && dialogue.misses === 0)) return missed(dialogue, 'name', 'unclear');
  return onwards({ ...dialogue, said: { ...dialogue.said, name } }, 'name');
}

function takeCheck(dialogue: Dialogue, isRight: boolean | undefined): Dialogue {
  if (isRight === undefined) return missed(dialogue, 'check', 'unclear');
  if (isRight) return ended(dialogue, 'taken');
  const rejections = dialogue.rejections + 1;
  if (rejections >= MOST_REJECTIONS) return ended({ ...dialogue, wantsHuman: true }, 'human');
  const { again: _, ...rest } = dialogue;
  return { ...rest, at: 'request', again: 'rejected', misses: 0, rejections, said: {} };
}

/** A second miss ends the call: with a human where we know what it is about, and without a request otherwise. */
function missed(dialogue: Dialogue, question: Question, again: NonNullable<Dialogue['again']>): Dialogue {
  const misses = dialogue.misses + 1;
  if (misses < MOST_MISSES) return { ...dialogue, again, misses };
  if (question === 'company') return ended(dialogue, again === 'silence' ? 'silence' : 'no_company');
  if (dialogue.wantsHuman) return ended(dialogue, 'human');
  if (again === 'silence') return ended(dialogue, 'silence');
  return ended({ ...dialogue, wantsHuman: true }, 'human');
}

/** To the next question. Whoever wants a human is asked who they are, and not whether all of it is right. */
function onwards(dialogue: Dialogue, question: Question): Dialogue {
  const next = dialogue.questions[dialogue.questions.indexOf(question) + 1] ?? 'check';
  if (dialogue.wantsHuman && next === 'check') return ended(dialogue, 'human');
  const { again: _, ...rest } = dialogue;
  return { ...rest, at: next, misses: 0 };
}

/** Who they are is still asked, once; without a company there is nobody to ask. */
function towardsHuman(dialogue: Dialogue, question: Question): Dialogue {
  const { again: _, ...wanting } = { ...dialogue, wantsHuman: true as const };
  if (question === 'request') return onwards(wanting, question);
  if (question !== 'company') return ended(wanting, 'human');
  const misses = dialogue.misses + 1;
  return misses < MOST_MISSES ? { ...wanting, misses } : ended(wanting, 'no_company');
}

function ended(dialogue: Dialogue, ending: CallEnding): Dialogue {
  const { again: _, ...rest } = dialogue;
  return { ...rest, at: ending, misses: 0 };
}
