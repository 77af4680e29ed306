import { cut } from '../../flows/limits.ts';
import { withoutAddresses } from '../../flows/model-text.ts';
import { visible } from '../../visible-text.ts';

/** Three or four parts of a text message; longer ones are dear, and read by nobody. */
const MOST_CHARACTERS = 480;
/** What is left out may have been long; what comes behind this is not shown in any case. */
const MOST_LOOKED_AT = 4_000;

/** A text as it is sent: nothing hidden in it, nothing to tap on, short, and never empty. */
export function textMessage(text: string): string {
  const looked = visible(cut(text, MOST_LOOKED_AT));
  return cut(withoutAddresses(looked).trim(), MOST_CHARACTERS) || '…';
}
