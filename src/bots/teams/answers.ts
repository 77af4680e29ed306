import type { InvokeAnswer } from './activity.ts';
import { ADAPTIVE_CARD, type AdaptiveCard, type CardDialog } from './cards/adaptive-card.ts';
import { inertCut } from './cards/escape.ts';

/** What Teams takes as the answer to a tap: learn.microsoft.com/microsoftteams/platform, "Universal actions" and "Task modules". */

const MOST_TEXT = 1_000;

/** Takes the card's place, in front of whoever tapped. */
export function cardAnswer(card: AdaptiveCard | object): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: ADAPTIVE_CARD, value: card } };
}

/** A line under the card, for whoever tapped alone. */
export function sentenceAnswer(sentence: string): InvokeAnswer {
  const value = inertCut(sentence, MOST_TEXT) || '–';
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
  };
}

/** Nothing to show: a card that is only looked at stays as it is, a tap on it is said to have gone wrong. */
export const NOTHING_TO_SHOW: InvokeAnswer = {
  status: 200,
  body: {
    statusCode: 404,
    type: 'application/vnd.microsoft.error',
    value: { code: 'NotFound', message: 'Not found' },
  },
};

/** A window in front of whoever tapped. */
export function dialogAnswer({ title, width, height, card }: CardDialog): InvokeAnswer {
  const value = { title, width, height, card: { contentType: ADAPTIVE_CARD, content: card } };
  return { status: 200, body: { task: { type: 'continue', value } } };
}

/** Closes the window. */
export const CLOSE_DIALOG: InvokeAnswer = { status: 200, body: {} };

/** For an invoke that is none of ours. */
export const NOT_IMPLEMENTED: InvokeAnswer = { status: 501 };

/** For the person, when recording failed on our side. */
export const TRY_AGAIN =
  'That could not be recorded just now; nothing has changed. Please try again in a minute.';
/** For a button of an older version of ours, or none of ours at all. */
export const OUT_OF_DATE = 'This button is out of date.';
/** For a card that shows what is not theirs to see. */
export const NOT_YOURS = 'This request is not waiting for you.';
