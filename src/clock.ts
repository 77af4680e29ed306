/** Where the product's sense of time comes from. Nothing else reads the machine's clock for business rules. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that runs with the machine's and can be moved forward: for the sandbox and for tests. */
export class MovableClock implements Clock {
  #offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  advance({ hours = 0, minutes = 0, ms = 0 }: { hours?: number; minutes?: number; ms?: number }): void {
    this.#offsetMs += hours * HOUR_MS + minutes * MINUTE_MS + ms;
  }

  /** How far this clock is ahead of the machine's, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }
}

/** One second in milliseconds. */
export const SECOND_MS = 1_000;
/** One minute in milliseconds. */
export const MINUTE_MS = 60_000;
/** One hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** One day in milliseconds. */
export const DAY_MS = 86_400_000;

/** That instant and so many milliseconds; negative goes back. */
export function addMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
