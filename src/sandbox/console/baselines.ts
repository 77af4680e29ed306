import type { DirectoryView } from './console-state.ts';

interface Baseline {
  at: Date;
  people: readonly DirectoryView[];
}

const KEPT_PER_CLIENT = 60;

/** The directory as it was before somebody asked for something, so that before and after can be compared. */
export class Baselines {
  readonly #byClient = new Map<string, Baseline[]>();

  /** Call right before a message is sent. */
  take(clientKey: string, baseline: Baseline): void {
    const all = [...(this.#byClient.get(clientKey) ?? []), baseline];
    this.#byClient.set(clientKey, all.slice(-KEPT_PER_CLIENT));
  }

  /** The person as they were right before this instant. Undefined when nothing was kept. */
  before(clientKey: string, personId: string, askedAt: Date): DirectoryView | undefined {
    const earlier = (this.#byClient.get(clientKey) ?? []).findLast(({ at }) => at <= askedAt);
    return earlier?.people.find(({ id }) => id === personId);
  }

  clear(): void {
    this.#byClient.clear();
  }
}
