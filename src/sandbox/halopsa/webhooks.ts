import { randomUUID } from 'node:crypto';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { vendorTime } from './records.ts';
import type { TicketListener } from './service-desk.ts';

const DELIVERY_TIMEOUT_MS = 5 * SECOND_MS;

/** Where an admin has Halo post, with Basic authentication; nothing is signed. */
export interface WebhookTarget {
  url: string;
  user: string;
  password: string;
}

/** One POST for each change of a ticket, in their order, never repeated. The names of the fields outside of the two objects are ours. */
export class Webhooks {
  target: WebhookTarget | undefined;
  /** Off: nothing is posted, and nothing is kept for later. */
  isOn = true;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  announce({ event, ticket, action }: Parameters<TicketListener>[0]): void {
    const { target } = this;
    if (!target || !this.isOn) return;
    const { details: _, details_html: __, ...shownTicket } = ticket;
    const body = JSON.stringify({
      id: randomUUID(),
      event,
      timestamp: vendorTime(this.#clock.now()),
      ticket: shownTicket,
      action,
    });
    this.#underWay = this.#underWay.then(() => this.#deliver(target, body));
  }

  /** Resolves when everything announced so far was delivered or given up. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #deliver({ url, user, password }: WebhookTarget, body: string): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
    const credentials = Buffer.from(`${user}:${password}`).toString('base64');
    const headers = { 'content-type': 'application/json', authorization: `Basic ${credentials}` };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
    } catch {
      // Nobody there, or too slow: Halo logs it, and the next change is posted all the same.
    }
  }
}
