/** Lets one piece of work run at most once at a time in this process. The work itself must not throw. */
export class SingleFlight {
  readonly #work: (signal: AbortSignal) => Promise<void>;
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: (signal: AbortSignal) => Promise<void>) {
    this.#work = work;
  }

  /** Runs now, or shares the run that is under way. */
  join(signal: AbortSignal): Promise<void> {
    this.#current ??= this.#work(signal).finally(() => {
      this.#current = undefined;
    });
    return this.#current;
  }

  /** A run that begins after this call: one that is under way may have looked already. Callers who wait share it. */
  runAfresh(signal: AbortSignal): Promise<void> {
    if (!this.#current) return this.join(signal);
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      return this.join(signal);
    });
    return this.#next;
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#current) await this.#current;
  }
}
