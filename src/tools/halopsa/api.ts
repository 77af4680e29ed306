import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import {
  ActionRecord,
  AgentRecord,
  NamedRecord,
  OutcomeRecord,
  OwnAgent,
  StatusRecord,
  TicketRecord,
  UserRecord,
} from './schema.ts';
import type { Call, Transport } from './transport.ts';

/** Halo gives no more on a page. */
const PAGE_SIZE = 100;
/** A million records: past this a list is not one that we asked for. */
const MAX_PAGES = 10_000;
/** Actions of a ticket have no pages, only a count: what most tickets have, and what any ticket may have. */
const ACTION_COUNTS = [250, 5_000, 100_000];
/** Actions are counted in their ticket; the first is the ticket itself. */
const OPENING_ACTION = 1;

export interface TicketBody {
  summary: string;
  details_html: string;
  tickettype_id: number;
  client_id: number;
  user_id?: number;
  /** Halo wants the site with the user. */
  site_id?: number;
  /** Ours to fill: holds the idempotency key. */
  third_party_id_string: string;
}

export interface ActionBody {
  ticket_id: number;
  outcome?: string;
  outcome_id?: number;
  note_html: string;
  /** Always sent: without them the outcome's own settings hold. */
  hiddenfromuser: boolean;
  sendemail: boolean;
}

/** Which tickets; Halo passes over what it does not know, so that callers look at what they get. */
export interface TicketFilter {
  client_id?: number;
  user_id?: number;
  search_summary?: string;
  datesearch?: 'dateoccured' | 'lastactiondate';
  /** `2026-11-23T10:02:11`, in UTC. */
  startdate?: string;
}

/** The calls that this room makes, one method each. Lists have all pages. Every method throws `CountersignError`. */
export type HaloPsaApi = ReturnType<typeof createHaloPsaApi>;

/** The calls that we make, answers parsed. They throw `CountersignError`. */
export function createHaloPsaApi(transport: Transport) {
  const get = async <T>(
    path: string,
    schema: z.ZodType<T>,
    query: NonNullable<Call['query']> = {},
    signal?: AbortSignal,
  ) => parse(schema, await transport.send({ method: 'get', path, query, signal }));

  /** Halo takes arrays, and answers with the record, or with an array of it. */
  const post = async <T>(path: string, schema: z.ZodType<T>, body: object, signal?: AbortSignal) => {
    const answer = await transport.send({ method: 'post', path, body: [body], signal });
    return parse(schema, Array.isArray(answer) ? answer.at(-1) : answer);
  };

  return {
    tickets: (filter: TicketFilter, signal?: AbortSignal) =>
      // By id, because a change moves no record between pages then.
      readPages(transport, { path: 'Tickets', key: 'tickets', signal }, TicketRecord, {
        ...filter,
        utcoffset: 0,
        order: 'id',
        orderdesc: false,
      }),

    latestTickets: async (filter: TicketFilter, limit: number, signal: AbortSignal) => {
      const query = { ...filter, ...page(1, limit), order: 'id', orderdesc: true };
      return (await get('Tickets', wrapped('tickets', TicketRecord), query, signal)).records;
    },

    ticket: (id: number, signal?: AbortSignal) =>
      get(`Tickets/${id}`, TicketRecord, { includedetails: true }, signal),

    createTicket: (body: TicketBody, signal: AbortSignal) => post('Tickets', TicketRecord, body, signal),

    changeStatus: (ticketId: number, statusId: number) =>
      post('Tickets', TicketRecord, { id: ticketId, status_id: statusId }),

    /** Without what the system writes; the first action, which is the ticket itself, is one of those. */
    actions: async (ticketId: number, signal?: AbortSignal) => {
      for (const count of ACTION_COUNTS) {
        const query = { ticket_id: ticketId, excludesys: true, includehtmlnote: true, count };
        const { records, total } = await get('Actions', wrapped('actions', ActionRecord), query, signal);
        if (records.length < count && (total ?? 0) <= records.length) return records;
      }
      throw unexpected('Halo gave only some of the actions of a ticket');
    },

    /** Undefined when the ticket has no such action. */
    action: async (ticketId: number, id: number, signal?: AbortSignal) => {
      const query = { ticket_id: ticketId, includedetails: true };
      return undefinedIfMissing(get(`Actions/${id}`, ActionRecord, query, signal));
    },

    /** Who wrote it opened the ticket. Undefined when it is not there. */
    openingAction: (ticketId: number, signal?: AbortSignal) =>
      undefinedIfMissing(
        get(`Actions/${OPENING_ACTION}`, ActionRecord, { ticket_id: ticketId, includedetails: true }, signal),
      ),

    createAction: (body: ActionBody, signal: AbortSignal) => post('Actions', ActionRecord, body, signal),

    usersByText: (clientId: number, search: string, signal?: AbortSignal) =>
      readPages(transport, { path: 'Users', key: 'users', signal }, UserRecord, {
        client_id: clientId,
        search,
        includeinactive: true,
        order: 'id',
        orderdesc: false,
      }),

    /** Undefined when there is none by that id. */
    user: (id: number) => undefinedIfMissing(get(`Users/${id}`, UserRecord, { includedetails: true })),

    agents: () =>
      get('Agent', listOf('agents', AgentRecord), { includeapiagents: true, includedisabled: 'true' }),

    ownAgent: () => get('Agent/me', OwnAgent),

    /** Those that a ticket of this type can have; all, or those alone that are not closed. */
    statuses: (typeId: number, { openOnly }: { openOnly: boolean }) =>
      get('Status', listOf('statuses', StatusRecord), {
        tickettype_id: typeId,
        ...(openOnly && { excludeclosed: true }),
      }),

    ticketTypes: () => get('TicketType', listOf('tickettypes', NamedRecord)),

    outcomes: () => get('Outcome', listOf('outcomes', OutcomeRecord)),
  };
}

/** `{ record_count, tickets: […] }`. */
function wrapped<T>(key: string, schema: z.ZodType<T>): z.ZodType<{ records: T[]; total?: number }> {
  return z
    .looseObject({ [key]: z.array(schema), record_count: z.number().nullish() })
    .transform(({ [key]: records, record_count: total }) => ({
      records: records as T[],
      ...(typeof total === 'number' && { total }),
    }));
}

/** Look-ups come as a bare array, or wrapped like lists. */
function listOf<T>(key: string, schema: z.ZodType<T>): z.ZodType<T[]> {
  return z.union([z.array(schema), wrapped(key, schema).transform(({ records }) => records)]);
}

function page(number: number, size = PAGE_SIZE): NonNullable<Call['query']> {
  return { pageinate: true, page_no: number, page_size: size };
}

async function readPages<T>(
  transport: Transport,
  { path, key, signal }: { path: string; key: string; signal?: AbortSignal | undefined },
  schema: z.ZodType<T>,
  query: NonNullable<Call['query']>,
): Promise<T[]> {
  const all: T[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const call = { method: 'get', path, query: { ...query, ...page(number) }, signal } as const;
    const { records, total } = parse(wrapped(key, schema), await transport.send(call));
    all.push(...records);
    // A page that is not full is the last, unless the count of all says that Halo gives smaller ones.
    const isFull = records.length >= PAGE_SIZE || all.length < (total ?? 0);
    if (records.length === 0 || !isFull) return all;
  }
  throw unexpected('a list of Halo does not end');
}

async function undefinedIfMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'not_found') return undefined;
    throw error;
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // Paths and types of the fields only: the values are data.
  throw unexpected('Halo answered in a shape that we do not know', z.treeifyError(parsed.error));
}

function unexpected(message: string, cause?: unknown): CountersignError {
  return new CountersignError('unexpected_response', message, { vendor: 'halopsa', cause });
}
