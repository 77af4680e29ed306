import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { type CallbackRecord, type MemberRecord, type TicketRecord, vendorDate } from './records.ts';
import { invalidObject, missingField, recordNotFound } from './refusal.ts';

const DELIVERY_TIMEOUT_MS = 5 * SECOND_MS;

/** Levels that `ticket` callbacks know here; others are refused with the vendor's recorded words. */
const TICKET_LEVELS = new Set(['owner', 'company', 'board', 'status', 'ticket']);

export interface CallbackInput {
  description?: string | undefined;
  url: string;
  objectId: number;
  type: string;
  level: string;
  isSelfSuppressedFlag?: boolean | undefined;
  inactiveFlag?: boolean | undefined;
}

/** The registered callbacks and their delivery: one signed POST each, never repeated. */
export class Callbacks {
  readonly entries: CallbackRecord[] = [];
  /** Off: nothing is sent, and nothing is kept for later. */
  isOn = true;
  /** Served at every payload's `key_url`. */
  readonly signingKey = randomBytes(24).toString('base64');
  readonly keyId = randomUUID();
  readonly #clock: Clock;
  readonly #companyId: string;
  /** Base address and present codebase of this ConnectWise: `http://127.0.0.1:4000/v2026_1/`. */
  readonly #site: () => string;
  readonly #stopped = new AbortController();
  #underWay: Promise<unknown> = Promise.resolve();
  #nextId = 26_551;

  constructor(options: { clock: Clock; companyId: string; site: () => string }) {
    this.#clock = options.clock;
    this.#companyId = options.companyId;
    this.#site = options.site;
  }

  register(input: CallbackInput, member: MemberRecord): CallbackRecord {
    refuseBadCallback(input);
    const same = (entry: CallbackRecord) =>
      entry.type === input.type && entry.level === input.level && entry.url === input.url;
    if (this.entries.some(same)) {
      throw invalidObject('callbackEntry', {
        code: 'ObjectExists',
        message: 'A matching callback entry already exists',
        field: 'objectId',
      });
    }
    const entry: CallbackRecord = {
      id: this.#nextId++,
      ...(input.description && { description: input.description }),
      url: input.url,
      objectId: input.objectId,
      type: input.type,
      level: input.level,
      memberId: member.id,
      payloadVersion: '3.0.0',
      inactiveFlag: input.inactiveFlag ?? false,
      isSelfSuppressedFlag: input.isSelfSuppressedFlag ?? false,
      connectWiseID: randomUUID(),
      _info: { lastUpdated: vendorDate(this.#clock.now()), updatedBy: member.identifier },
    };
    this.entries.push(entry);
    return entry;
  }

  remove(id: number): void {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index < 0) throw recordNotFound('CallbackEntry', id);
    this.entries.splice(index, 1);
  }

  /** Tells every matching callback of a ticket's change, in the order of the changes. */
  announce(change: {
    action: 'added' | 'updated';
    ticket: TicketRecord;
    by: MemberRecord | undefined;
  }): void {
    if (!this.isOn) return;
    for (const entry of this.entries) {
      if (!concerns(entry, change.ticket) || (entry.isSelfSuppressedFlag && change.by?.id === entry.memberId))
        continue;
      const body = JSON.stringify(this.#payload(entry, change));
      const url = `${entry.url}${change.ticket.id}&action=${change.action}`;
      this.#underWay = this.#underWay.then(() => this.#deliver(url, body));
    }
  }

  /** Resolves when everything announced so far was delivered or given up. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Base64 HMAC-SHA256 of the raw body, under the SHA-256 of the signing key. */
  sign(body: string): string {
    const key = createHash('sha256').update(this.signingKey).digest();
    return createHmac('sha256', key).update(body).digest('base64');
  }

  #payload(
    entry: CallbackRecord,
    { action, ticket, by }: Parameters<Callbacks['announce']>[0],
  ): Record<string, unknown> {
    const site = new URL(this.#site());
    return {
      Action: action,
      CallbackObjectRecId: entry.id,
      CompanyId: this.#companyId,
      Entity: JSON.stringify(ticket),
      FromUrl: site.host,
      ID: ticket.id,
      MemberId: by?.identifier ?? '',
      MessageId: randomUUID(),
      Metadata: {
        key_url: `${site.href}/system/callbackkey/index.rails?companyName=${this.#companyId}&id=${this.keyId}`,
      },
      PartnerId: '61ddc2817bcddc0001c74208',
      ProductInstanceId: '639c96cab2eb560001dd1324',
      Type: entry.type,
    };
  }

  async #deliver(url: string, body: string): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
    const headers = { 'content-type': 'application/json', 'x-content-signature': this.sign(body) };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
    } catch {
      // Nobody there, or too slow: whether ConnectWise repeats a callback is not known, so this one does not.
    }
  }
}

function concerns(entry: CallbackRecord, ticket: TicketRecord): boolean {
  if (entry.type !== 'ticket' || entry.inactiveFlag) return false;
  const levels: Record<string, number> = {
    company: ticket.company.id,
    board: ticket.board.id,
    status: ticket.status.id,
    ticket: ticket.id,
  };
  return entry.level === 'owner' || levels[entry.level] === entry.objectId;
}

function refuseBadCallback(input: CallbackInput): void {
  for (const field of ['url', 'type', 'level'] as const) {
    if (!input[field]) throw missingField('callbackEntry', field);
  }
  const errors = [];
  if (!URL.canParse(input.url)) errors.push({ code: 'InvalidField', message: 'Invalid URL', field: 'url' });
  if (input.type === 'ticket' && !TICKET_LEVELS.has(input.level)) {
    const message = 'Unrecognized level for type, see documentation for supported levels for each type';
    errors.push({ code: 'InvalidObject', message, field: 'level' });
  }
  if (errors.length > 0) throw invalidObject('callbackEntry', ...errors);
}
