import { HOUR_MS, MINUTE_MS } from '../clock.ts';

/** Bounds of one diagnosis. Whichever is reached first ends it in a hand-over that says so. */
export interface DiagnosisBudget {
  maxTurns: number;
  maxToolCalls: number;
  maxTokens: number;
  /** From the first model call to the conclusion. */
  maxWallMs: number;
  /** Answers that could not be used (malformed, unknown function, plain talk) before giving up. */
  maxMistakes: number;
  /** Of one tool's answer as JSON; the rest is cut and marked. */
  maxToolOutputCharacters: number;
}

/** Ample for a common request, and an end for any other. */
export const DEFAULT_BUDGET: DiagnosisBudget = {
  maxTurns: 8,
  maxToolCalls: 24,
  maxTokens: 150_000,
  maxWallMs: 90_000,
  maxMistakes: 3,
  maxToolOutputCharacters: 12_000,
};

/** Of one message; what is longer is cut and marked. */
export const MAX_MESSAGE_CHARACTERS = 4_000;
/** Messages kept of one request: a thread that goes on and on does not grow the document without end. */
export const MAX_MESSAGES = 30;
/** Steps of one plan. */
export const MAX_PLAN_STEPS = 10;
/** Of the model's diagnosis and answers. */
export const MAX_MODEL_TEXT = 1_500;
/** Of one look-up's line in the internal note. */
export const MAX_EVIDENCE_CHARACTERS = 800;
/** How long a question to the requester stays open. */
export const QUESTION_LIFETIME_MS = 48 * HOUR_MS;
/** How long the person on file has to confirm that it was they who called. */
export const CONFIRMATION_LIFETIME_MS = 10 * MINUTE_MS;
/** How often they may get the code wrong. */
export const CONFIRMATION_TRIES = 3;
/** How long a one-time secret can be fetched. */
export const SECRET_LIFETIME_MS = 8 * HOUR_MS;
/** One write call, verification included, ends well within the lease on the request. */
export const WRITE_TIMEOUT_MS = 30_000;
/** How long a request belongs to the process that works on it. */
export const DEFAULT_LEASE_MS = 3 * MINUTE_MS;

/** Of a command line. One that is cut means something else: without `--client` at its end, all clients. */
export const MAX_COMMAND_CHARACTERS = 1_900;
/** What one answer to a command offers to tap. */
export const MAX_CHOICES = 10;
/** Of what stands on one of these buttons. */
export const MAX_CHOICE_LABEL = 70;
/** Of a form's title, and of its button. */
export const MAX_FORM_TITLE = 24;
/** What one field of a form offers to choose. */
export const MAX_OPTIONS = 100;
/** Of one of these. */
export const MAX_OPTION_LABEL = 75;

/** Cuts at a code point, never inside one, and marks the cut. */
export function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const end = text.codePointAt(maxCharacters - 2);
  const splitsPair = end !== undefined && end > 0xffff;
  return `${text.slice(0, maxCharacters - (splitsPair ? 2 : 1))}…`;
}
