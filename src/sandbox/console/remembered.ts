import { Baselines } from './baselines.ts';
import type { AskedIn } from './console-state.ts';

/** What the page remembers between its commands, because no vendor and no record tells it. */
export interface Remembered {
  baselines: Baselines;
  /** Where approvers are asked, by client, as the page last set it; absent: in chat. */
  askedIn: Map<string, AskedIn>;
}

/** Nothing yet. */
export function nothingRemembered(): Remembered {
  return { baselines: new Baselines(), askedIn: new Map() };
}

/** As at the start. */
export function forgetAll({ baselines, askedIn }: Remembered): void {
  baselines.clear();
  askedIn.clear();
}
