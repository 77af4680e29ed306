import type { TextAnswer } from '../desk.ts';

/** For whoever lost against somebody else: what was changed, and the line that shows how it is now. */
export function changedMeanwhile(what: string, look: string): TextAnswer {
  return {
    kind: 'refused',
    text: `Somebody else has changed ${what} meanwhile, so nothing was done. Please look again: \`${look}\`.`,
    choices: [{ label: 'Look again', command: look }],
  };
}
