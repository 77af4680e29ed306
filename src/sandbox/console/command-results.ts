import type { CommandResult } from './console-state.ts';

/** It was done. */
export const DONE: CommandResult = { kind: 'done' };

/** It was not done, and this is why. */
export function refused(sentence: string): CommandResult {
  return { kind: 'refused', sentence };
}
