import { addMs, type Clock, SECOND_MS } from '../../clock.ts';
import { tooManyWrites } from './refusal.ts';

/** So many writes through the API on one issue in so many seconds; the number of the short window is ours. */
const WINDOWS = [
  { most: 10, seconds: 2 },
  { most: 100, seconds: 30 },
] as const;

/** Refuses what comes too often for one issue, whatever happens on the others. */
export class WritePace {
  readonly #clock: Clock;
  readonly #writes = new Map<string, Date[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws 429 when it is one too many. */
  count(issueId: string): void {
    const now = this.#clock.now();
    const recent = (this.#writes.get(issueId) ?? []).filter((at) => at > addMs(now, -30 * SECOND_MS));
    for (const { most, seconds } of WINDOWS) {
      const within = recent.filter((at) => at > addMs(now, -seconds * SECOND_MS));
      if (within.length >= most) throw tooManyWrites(addMs(now, seconds * SECOND_MS), seconds);
    }
    this.#writes.set(issueId, [...recent, now]);
  }
}
