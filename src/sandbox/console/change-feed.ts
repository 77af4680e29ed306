import type { Response } from 'express';
import type { SandboxWorld } from '../world.ts';
import { telephonesOf } from './read-phone.ts';

/** Changes come in bursts: one notice for all that happen within this time. */
const SETTLE_MS = 60;
/** What changed without any vendor being called, such as a saved request, is found by looking this often. */
const LOOK_EVERY_MS = 1_000;

/** Tells open pages by server-sent events that what they show has changed. It works only while a page listens. */
export class ChangeFeed {
  readonly #pages = new Set<Response>();
  readonly #fingerprint: () => Promise<string>;
  #last = '';
  #settling = false;
  #looking: NodeJS.Timeout | undefined;

  /** `fingerprint` differs whenever the pages would. */
  constructor(world: SandboxWorld, fingerprint: () => Promise<string>) {
    this.#fingerprint = fingerprint;
    for (const chat of [world.slack, world.teams, telephonesOf(world)]) chat?.onChange(() => this.#soon());
    for (const vendor of observed(world))
      vendor.observe((stage) => {
        if (stage === 'done') this.#soon();
      });
  }

  /** Keeps the response open until the page goes away. */
  subscribe(response: Response): void {
    response.set({ 'content-type': 'text/event-stream', connection: 'keep-alive' });
    response.flushHeaders();
    response.write(': open\n\n');
    this.#pages.add(response);
    this.#looking ??= setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
    response.once('close', () => this.#forget(response));
  }

  #forget(response: Response): void {
    this.#pages.delete(response);
    if (this.#pages.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #soon(): void {
    if (this.#pages.size === 0 || this.#settling) return;
    this.#settling = true;
    setTimeout(() => {
      this.#settling = false;
      void this.#look();
    }, SETTLE_MS).unref();
  }

  async #look(): Promise<void> {
    // A database that is away for a moment is not a change.
    const now = await this.#fingerprint().catch(() => this.#last);
    if (now === this.#last) return;
    this.#last = now;
    for (const page of this.#pages) page.write('data: changed\n\n');
  }
}

function observed({ microsoft, connectwise, halopsa, autotask, jira, openai }: SandboxWorld) {
  return [microsoft, connectwise, halopsa, autotask, jira, openai];
}
