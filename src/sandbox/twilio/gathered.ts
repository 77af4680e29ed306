import type { Gather } from './twiml.ts';

/** What the caller does while a call gathers. */
export type CallerInput =
  | { kind: 'spoken'; text: string; confidence: number; interrupting: boolean }
  | { kind: 'keys'; keys: string; interrupting: boolean }
  | { kind: 'nothing' };

/** Parameters for the action; undefined when nothing was gathered. */
export function gatherInput(gather: Gather, input: CallerInput): Record<string, string> | undefined {
  if (input.kind === 'nothing' || isLost(gather, input)) return undefined;
  return input.kind === 'spoken' ? gatherSpeech(gather, input) : gatherKeys(gather, input.keys);
}

/** What is asked of our webhook after silence, where it wants to be asked. */
export function emptyInput({ dtmf }: Gather): Record<string, string> {
  return { msg: 'Gather End', ...(dtmf ? { Digits: '' } : {}) };
}

/** Spoken into a prompt that goes on regardless. Keys are always heard. */
export function isLost({ bargeIn }: Gather, input: CallerInput): boolean {
  return input.kind === 'spoken' && input.interrupting && !bargeIn;
}

function gatherSpeech(
  { speech }: Gather,
  { text, confidence }: { text: string; confidence: number },
): Record<string, string> | undefined {
  return speech && text.trim() !== '' ? { SpeechResult: text, Confidence: String(confidence) } : undefined;
}

function gatherKeys(
  { dtmf, finishOnKey, numDigits = Number.POSITIVE_INFINITY }: Gather,
  keys: string,
): Record<string, string> | undefined {
  if (!dtmf) return undefined;
  let digits = '';
  let finishedOn = '';
  for (const key of keys) {
    if (finishOnKey.includes(key)) finishedOn = key;
    else digits += key;
    if (finishedOn !== '' || digits.length >= numDigits) break;
  }
  if (digits === '') return undefined;
  return { Digits: digits, FinishedOnKey: finishedOn, msg: 'Gather End' };
}
