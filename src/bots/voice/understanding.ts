import { visibleLine } from '../../visible-text.ts';
import type { Vocabulary } from './prompts/prompts.ts';

/** What came of a question: words, keys, or neither. */
export interface Heard {
  speech: string;
  /** From 0 to 1; absent where the recognition gives none. */
  confidence?: number | undefined;
  digits: string;
}

/** More than this is not wanted at a time; what follows is cut. */
const MOST_CHARACTERS = 1_000;
/** Human wishes are short. */
const MOST_WORDS_FOR_HUMAN = 12;
/** Below it people are asked to say it again, once. What they say is read back to them in any case. */
const LOWEST_CONFIDENCE = 0.4;

/** The words of an utterance, without case, accents and marks. */
export function plainWords(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}|['’]/gu, '');
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** In one line, of bearable length, and without the full stop that recognition puts behind everything. */
export function utterance({ speech }: Heard): string {
  return visibleLine(speech.slice(0, MOST_CHARACTERS)).replace(/[.\s]+$/, '');
}

/** Whether the recognition itself is not sure of what it heard. */
export function isUncertain({ confidence }: Heard): boolean {
  return confidence !== undefined && confidence > 0 && confidence < LOWEST_CONFIDENCE;
}

/** By the key 0, or when nothing else is said but that a human is wanted. */
export function wantsHuman(heard: Heard, { human, aroundHuman }: Vocabulary): boolean {
  if (heard.digits.startsWith('0')) return true;
  const words = plainWords(heard.speech);
  return (
    words.length <= MOST_WORDS_FOR_HUMAN &&
    words.some((word) => human.has(word)) &&
    words.every((word) => human.has(word) || aroundHuman.has(word))
  );
}

/** Keys 1 and 2, pressed or said, or words; a no among them goes before a yes. Undefined for what is neither. */
export function yesOrNo({ digits, speech }: Heard, { yes, no }: Vocabulary): boolean | undefined {
  const words = plainWords(speech);
  const key = words.length === 1 && /^[12]$/.test(words[0] ?? '') ? words[0] : digits[0];
  if (key === '1' || key === '2') return key === '1';
  if (words.some((word) => no.has(word))) return false;
  return words.some((word) => yes.has(word)) ? true : undefined;
}

/** What remains when the words are taken off that people say before a name. */
export function bare(text: string, before: readonly RegExp[]): string {
  let rest = text.replaceAll('’', "'");
  for (const pattern of before) rest = rest.replace(pattern, '');
  return rest.trim();
}
