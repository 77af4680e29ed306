import { createHmac, randomUUID } from 'node:crypto';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { PICKLISTS } from './picklists.ts';
import type { ExcludedResourceRecord, HookedEntity, WebhookFieldRecord, WebhookRecord } from './records.ts';
import { invalid, missingField, noMatchingRecords } from './refusal.ts';
import type { Change } from './service-desk.ts';

/** Autotask's own. */
const DELIVERY_TIMEOUT_MS = 10 * SECOND_MS;
/** In a row: then a webhook is switched off. */
const MOST_FAILURES = 25;

/** What a webhook is made of. */
export interface WebhookInput {
  name: string;
  webhookUrl: string;
  deactivationUrl: string;
  secretKey: string;
  isActive: boolean;
  isSubscribedToCreateEvents: boolean;
  isSubscribedToUpdateEvents: boolean;
  isSubscribedToDeleteEvents: boolean;
  sendThresholdExceededNotification: boolean;
  notificationEmailAddress?: string | undefined;
}

/** The webhooks of one entity, with the fields that they watch and the people whose doings they do not tell. */
export class Webhooks {
  readonly entity: HookedEntity;
  readonly entries: WebhookRecord[] = [];
  /** Off: nothing is sent, and nothing is kept for later. */
  isOn = true;
  readonly fields: WebhookFieldRecord[] = [];
  readonly excluded: ExcludedResourceRecord[] = [];
  readonly #secrets = new Map<number, string>();
  readonly #failures = new Map<number, number>();
  readonly #clock: Clock;
  readonly #stopped: AbortSignal;
  #underWay: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #sequence = 0;

  constructor(entity: HookedEntity, { clock, stopped }: { clock: Clock; stopped: AbortSignal }) {
    this.entity = entity;
    this.#clock = clock;
    this.#stopped = stopped;
  }

  webhook(id: number): WebhookRecord {
    const found = this.entries.find((entry) => entry.id === id);
    if (!found) throw noMatchingRecords();
    return found;
  }

  create({ secretKey, ...input }: WebhookInput, ownerResourceID: number): WebhookRecord {
    refuseBadAddress('webhookUrl', input.webhookUrl);
    refuseBadAddress('deactivationUrl', input.deactivationUrl);
    refuseBadSecret(secretKey);
    const entry: WebhookRecord = {
      ...input,
      id: this.#nextId++,
      isReady: false,
      notificationEmailAddress: input.notificationEmailAddress ?? null,
      ownerResourceID,
      webhookGUID: randomUUID(),
      secretKey: null,
    };
    this.#secrets.set(entry.id, secretKey);
    this.entries.push(entry);
    return entry;
  }

  change(id: number, { secretKey, ...changes }: Partial<WebhookInput>): void {
    Object.assign(this.webhook(id), changes);
    if (secretKey !== undefined) {
      refuseBadSecret(secretKey);
      this.#secrets.set(id, secretKey);
    }
    this.#failures.delete(id);
  }

  remove(id: number): void {
    const [removed] = this.entries.splice(this.entries.indexOf(this.webhook(id)), 1);
    if (removed) this.#underWay = this.#underWay.then(() => this.#tellDeactivated(removed));
  }

  addField(webhookID: number, input: Omit<WebhookFieldRecord, 'id' | 'webhookID'>): WebhookFieldRecord {
    const webhook = this.webhook(webhookID);
    if (!this.#fieldName(input.fieldID)) throw invalid('The field cannot be watched by a webhook.');
    if (this.fieldsOf(webhookID).some(({ fieldID }) => fieldID === input.fieldID)) {
      throw invalid('The field is watched by this webhook already.');
    }
    const field = { ...input, id: this.fields.length + 1, webhookID };
    this.fields.push(field);
    webhook.isReady ||= field.isSubscribedField;
    return field;
  }

  fieldsOf(webhookID: number): WebhookFieldRecord[] {
    return this.fields.filter((field) => field.webhookID === this.webhook(webhookID).id);
  }

  exclude(webhookID: number, resourceID: number): ExcludedResourceRecord {
    const excluded = { id: this.excluded.length + 1, webhookID: this.webhook(webhookID).id, resourceID };
    this.excluded.push(excluded);
    return excluded;
  }

  excludedOf(webhookID: number): ExcludedResourceRecord[] {
    return this.excluded.filter((one) => one.webhookID === this.webhook(webhookID).id);
  }

  /** Calls every webhook that watches what changed, in the order of the changes. */
  announce(change: Change): void {
    if (!this.isOn) return;
    for (const entry of this.entries) {
      if (!this.#concerns(entry, change)) continue;
      const body = this.#body(entry, change);
      this.#underWay = this.#underWay.then(() => this.#deliver(entry, body));
    }
  }

  /** As Autotask would sign a body for the webhook of this address. */
  sign(webhookUrl: string, body: Uint8Array | string): string {
    const entry = this.entries.find((one) => one.webhookUrl === webhookUrl);
    return signatureOf(this.#secrets.get(entry?.id ?? 0) ?? '', body);
  }

  /** Resolves when everything announced so far was delivered or given up. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  #concerns(entry: WebhookRecord, { action, entity, fields, personId }: Change): boolean {
    if (entity !== this.entity || !entry.isActive || !entry.isReady) return false;
    if (this.excludedOf(entry.id).some(({ resourceID }) => resourceID === personId)) return false;
    if (action === 'Create') return entry.isSubscribedToCreateEvents;
    const watched = this.fieldsOf(entry.id).filter(({ isSubscribedField }) => isSubscribedField);
    return (
      entry.isSubscribedToUpdateEvents &&
      watched.some(({ fieldID }) => fields.includes(this.#fieldName(fieldID)))
    );
  }

  #body(entry: WebhookRecord, change: Change): string {
    this.#sequence += 1;
    return escaped(
      JSON.stringify({
        Action: change.action,
        Guid: entry.webhookGUID,
        EntityType: this.entity,
        Id: change.record.id,
        Fields: this.#shownFields(entry, change),
        EventTime: `${this.#clock.now().toISOString().slice(0, 19)}Z`,
        SequenceNumber: this.#sequence,
        PersonID: change.personId,
      }),
    );
  }

  /** Those that are always shown and those that changed; values are text. */
  #shownFields(entry: WebhookRecord, { record, fields }: Change): Record<string, string> {
    const values = new Map(Object.entries(record));
    const shown = this.fieldsOf(entry.id)
      .filter((field) => field.isDisplayAlwaysField || fields.includes(this.#fieldName(field.fieldID)))
      .map(
        ({ fieldID }) => [this.#label(fieldID), String(values.get(this.#fieldName(fieldID)) ?? '')] as const,
      );
    return Object.fromEntries(shown);
  }

  #label(fieldID: number): string {
    return PICKLISTS[`${this.entity}WebhookFields`]?.['fieldID']?.[fieldID]?.label ?? '';
  }

  /** `AssignedResourceID` is the field `assignedResourceID`. */
  #fieldName(fieldID: number): string {
    const label = this.#label(fieldID);
    return label && `${label.slice(0, 1).toLowerCase()}${label.slice(1)}`;
  }

  async #deliver(entry: WebhookRecord, body: string): Promise<void> {
    const signature = signatureOf(this.#secrets.get(entry.id) ?? '', body);
    const isTaken = await this.#post(entry.webhookUrl, body, { 'x-hook-signature': signature });
    const failures = isTaken ? 0 : (this.#failures.get(entry.id) ?? 0) + 1;
    this.#failures.set(entry.id, failures);
    if (failures < MOST_FAILURES || !entry.isActive) return;
    entry.isActive = false;
    await this.#tellDeactivated(entry);
  }

  /** When it was switched off and when it was deleted; said to come without a signature. */
  async #tellDeactivated({ deactivationUrl, webhookGUID }: WebhookRecord): Promise<void> {
    await this.#post(deactivationUrl, JSON.stringify({ Action: 'Deactivated', Guid: webhookGUID }), {});
  }

  /** Once: the real one tries four more times within two minutes. */
  async #post(url: string, body: string, headers: Record<string, string>): Promise<boolean> {
    const signal = AbortSignal.any([this.#stopped, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal,
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}

function signatureOf(secret: string, body: Uint8Array | string): string {
  return `sha1=${createHmac('sha1', secret).update(body).digest('base64')}`;
}

/** Autotask writes these as `\uXXXX` and signs what it wrote: `"`, `&`, `<`, `>`, `'`, `` ` ``, `+`, all beyond ASCII. */
function escaped(json: string): string {
  return json.replace(/\\(.)|[&<>'`+\u007f-\uffff]/g, (found, behindBackslash: string | undefined) => {
    if (behindBackslash === undefined) return unicode(found);
    return behindBackslash === '"' ? unicode('"') : found;
  });
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function refuseBadAddress(field: string, address: string): void {
  if (!address) throw missingField(field);
  if (address.length > 500 || !URL.canParse(address))
    throw invalid(`The value of the field ${field} is not valid.`);
}

function refuseBadSecret(secretKey: string): void {
  if (secretKey.length > 64)
    throw invalid('The length of the field secretKey exceeds the maximum of 64 characters.');
}
