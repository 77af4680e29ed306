import { z } from 'zod';
import { CountersignError, errorCode } from '../../errors.ts';
import {
  ContactRecord,
  ExcludedResourceRecord,
  FieldRecord,
  NoteChange,
  NoteRecord,
  Page,
  ResourceRecord,
  TicketRecord,
  UsageRecord,
  WebhookFieldRecord,
  WebhookRecord,
  Written,
} from './schema.ts';
import type { Transport } from './transport.ts';

/** A condition of a query. An operator that Autotask does not know is ignored by it, and everything is found. */
export type Filter =
  | { op: 'eq' | 'gt' | 'gte' | 'contains'; field: string; value: string | number }
  | { op: 'in'; field: string; value: readonly number[] }
  | { op: 'or'; items: readonly Filter[] };

export interface TicketBody {
  companyID: number;
  title: string;
  description: string;
  status: number;
  priority: number;
  queueID: number;
  contactID?: number;
  dueDateTime?: string;
  /** Ours to fill: holds the idempotency key. */
  externalID: string;
}

export interface NoteBody {
  title: string;
  description: string;
  noteType: number;
  publish: number;
}

export interface WebhookBody {
  name: string;
  webhookUrl: string;
  deactivationUrl: string;
  secretKey: string;
  isActive: boolean;
  isSubscribedToCreateEvents: boolean;
  isSubscribedToUpdateEvents: boolean;
  isSubscribedToDeleteEvents: boolean;
  sendThresholdExceededNotification: boolean;
}

/** What webhooks can be about. */
export type HookedEntity = 'Ticket' | 'TicketNote';

/** The calls that this room makes, one method each. Lists have all pages. Every method throws `CountersignError`. */
export type AutotaskApi = ReturnType<typeof createAutotaskApi>;

/** As many as Autotask gives at once. */
const PAGE_SIZE = 500;
/** Half a million records: past this a list is not one that we asked for. */
const MAX_PAGES = 1_000;

/** Everything of a ticket but its description, which may be long. */
const LISTED_TICKET = [
  'id',
  'title',
  'companyID',
  'contactID',
  'status',
  'queueID',
  'source',
  'assignedResourceID',
  'createdByContactID',
  'creatorResourceID',
  'impersonatorCreatorResourceID',
  'externalID',
  'createDate',
  'lastActivityDate',
];

/** The calls that we make, answers parsed. They throw `CountersignError`. */
export function createAutotaskApi(transport: Transport) {
  const read = (path: string, signal?: AbortSignal) =>
    transport.send({ kind: 'read', method: 'get', path, signal });

  const write = async (method: 'post' | 'patch', path: string, body: object, signal?: AbortSignal) =>
    parse(Written, await transport.send({ kind: 'write', method, path, body, signal })).itemId;

  /** By id and not by the page's own link, so that a change moves no record between pages. */
  async function list<T extends z.ZodType<{ id: number }>>(entity: string, schema: T, query: Query) {
    const found: z.output<T>[] = [];
    for (let page = 1, after: Filter[] = []; page <= MAX_PAGES; page += 1) {
      const body = {
        filter: [...query.filter, ...after],
        maxRecords: PAGE_SIZE,
        ...(query.fields && { includeFields: query.fields }),
      };
      const { signal } = query;
      const answer = await transport.send({
        kind: 'read',
        method: 'post',
        path: `${entity}/query`,
        body,
        signal,
      });
      const items = parse(z.array(schema), parse(Page, answer).items);
      found.push(...items);
      const last = items.at(-1);
      if (items.length < PAGE_SIZE || !last) return found;
      after = [{ op: 'gt', field: 'id', value: last.id }];
    }
    throw new CountersignError('unexpected_response', 'a list of Autotask does not end', {
      vendor: 'autotask',
    });
  }

  /** A missing record is answered with 404, or with nothing where it would be. */
  async function item<T extends z.ZodType>(path: string, schema: T, signal?: AbortSignal) {
    try {
      return parse(z.object({ item: schema.nullish() }), await read(path, signal)).item ?? undefined;
    } catch (error) {
      if (errorCode(error) === 'not_found') return undefined;
      throw error;
    }
  }

  return {
    tickets: (filter: Filter[], signal?: AbortSignal) =>
      list('Tickets', TicketRecord, { filter, fields: LISTED_TICKET, signal }),
    ticket: (id: number) => item(`Tickets/${id}`, TicketRecord),
    createTicket: (body: TicketBody, signal: AbortSignal) => write('post', 'Tickets', body, signal),
    /** PATCH: a PUT would empty every field that is not named. */
    changeStatus: (id: number, status: number) => write('patch', 'Tickets', { id, status }),

    notes: (ticketId: number, signal?: AbortSignal) =>
      list('TicketNotes', NoteRecord, { filter: [{ op: 'eq', field: 'ticketID', value: ticketId }], signal }),
    noteChanges: (filter: Filter[]) =>
      list('TicketNotes', NoteChange, { filter, fields: ['id', 'ticketID', 'lastActivityDate'] }),
    note: (id: number, signal?: AbortSignal) => item(`TicketNotes/${id}`, NoteRecord, signal),
    /** Notes are written under their ticket; there is no POST on `TicketNotes`. */
    createNote: (ticketId: number, body: NoteBody, signal: AbortSignal) =>
      write('post', `Tickets/${ticketId}/Notes`, body, signal),

    contact: (id: number) => item(`Contacts/${id}`, ContactRecord),
    contacts: (filter: Filter[], signal?: AbortSignal) => list('Contacts', ContactRecord, { filter, signal }),
    resources: (filter: Filter[]) => list('Resources', ResourceRecord, { filter }),

    /** The fields of an entity, of which we read the picklists. */
    fields: async (entity: string) => {
      const answer = await read(`${entity}/entityInformation/fields`);
      return parse(z.object({ fields: z.array(FieldRecord) }), answer).fields;
    },
    usage: async () => parse(UsageRecord, await read('ThresholdInformation')),

    webhooks: (entity: HookedEntity) =>
      list(`${entity}Webhooks`, WebhookRecord, { filter: [{ op: 'gt', field: 'id', value: 0 }] }),
    createWebhook: (entity: HookedEntity, body: WebhookBody) => write('post', `${entity}Webhooks`, body),
    changeWebhook: (entity: HookedEntity, id: number, body: Partial<WebhookBody>) =>
      write('patch', `${entity}Webhooks`, { id, ...body }),
    removeWebhook: async (entity: HookedEntity, id: number) => {
      await transport.send({ kind: 'write', method: 'delete', path: `${entity}Webhooks/${id}` });
    },
    webhookFields: async (entity: HookedEntity, id: number) =>
      parse(z.array(WebhookFieldRecord), parse(Page, await read(`${entity}Webhooks/${id}/Fields`)).items),
    addWebhookField: (entity: HookedEntity, id: number, field: { fieldID: number; alwaysShown: boolean }) =>
      write('post', `${entity}Webhooks/${id}/Fields`, {
        webhookID: id,
        fieldID: field.fieldID,
        isSubscribedField: true,
        isDisplayAlwaysField: field.alwaysShown,
      }),
    excludedResources: async (entity: HookedEntity, id: number) => {
      const { items } = parse(Page, await read(`${entity}Webhooks/${id}/ExcludedResources`));
      return parse(z.array(ExcludedResourceRecord), items).map(({ resourceID }) => resourceID);
    },
    excludeResource: (entity: HookedEntity, id: number, resourceID: number) =>
      write('post', `${entity}Webhooks/${id}/ExcludedResources`, { webhookID: id, resourceID }),
  };
}

interface Query {
  filter: readonly Filter[];
  fields?: readonly string[];
  signal?: AbortSignal | undefined;
}

function parse<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'Autotask answered in a shape that we do not know', {
    vendor: 'autotask',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}
