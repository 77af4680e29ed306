import { createHmac, randomUUID } from 'node:crypto';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { readableText } from './adf.ts';
import type { IssueListener } from './issue-store.ts';
import { showAccount, showComment, showIssue } from './representations.ts';

const DELIVERY_TIMEOUT_MS = 5 * SECOND_MS;
/** Jira tries five times over some minutes; here it is twice, at once. */
const REPEATS = 2;

/** A webhook as an admin enters it under System > WebHooks. */
export interface WebhookEntry {
  url: string;
  /** Without one nothing is signed. */
  secret?: string;
}

type Change = Parameters<IssueListener>[0];

/** The webhooks of the site and their delivery, in the order of the changes. */
export class Webhooks {
  readonly entries: WebhookEntry[] = [];
  /** Off: nothing is sent, and nothing is kept for later. */
  isOn = true;
  readonly #clock: Clock;
  readonly #site: () => string;
  readonly #stopped = new AbortController();
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(options: { clock: Clock; site: () => string }) {
    this.#clock = options.clock;
    this.#site = options.site;
  }

  announce(change: Change): void {
    if (!this.isOn) return;
    const body = JSON.stringify(this.#payload(change));
    for (const entry of this.entries) {
      const identifier = randomUUID();
      this.#underWay = this.#underWay.then(() => this.#deliver(entry, body, identifier));
    }
  }

  /** Resolves when everything announced so far was delivered or given up. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  stop(): void {
    this.#stopped.abort();
  }

  #payload({ event, issue, comment, by }: Change): Record<string, unknown> {
    const site = this.#site();
    const shown = comment && showComment(site, issue, comment, { withProperties: false });
    return {
      timestamp: this.#clock.now().getTime(),
      webhookEvent: event,
      ...(!comment && { issue_event_type_name: event.replace('jira:', ''), user: showAccount(site, by) }),
      // Captured ones have the text of a comment plain, and few fields of its issue.
      ...(comment && { comment: { ...shown, body: readableText(comment.body) } }),
      issue: showIssue(site, issue, {
        fields: comment ? ['summary', 'issuetype', 'project', 'assignee', 'status'] : ['*all'],
      }),
    };
  }

  async #deliver({ url, secret }: WebhookEntry, body: string, identifier: string): Promise<void> {
    for (let repeat = 0; repeat <= REPEATS; repeat += 1) {
      const headers = {
        'content-type': 'application/json; charset=UTF-8',
        'user-agent': 'Atlassian Webhook HTTP Client',
        'x-atlassian-webhook-identifier': identifier,
        'x-atlassian-webhook-flow': 'Primary',
        ...(repeat > 0 && { 'x-atlassian-webhook-retry': String(repeat) }),
        ...(secret !== undefined && { 'x-hub-signature': signatureOf(body, secret) }),
      };
      if (await this.#isTaken(url, headers, body)) return;
    }
  }

  /** Also when it was refused for good: only a passing failure is tried again. */
  async #isTaken(url: string, headers: Record<string, string>, body: string): Promise<boolean> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      return response.status < 500 && ![408, 409, 425, 429].includes(response.status);
    } catch {
      return this.#stopped.signal.aborted;
    }
  }
}

/** `sha256=` and the HMAC-SHA256 of the body in hexadecimal. */
export function signatureOf(body: string | Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
