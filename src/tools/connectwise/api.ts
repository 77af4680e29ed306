import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import { all, type Condition, equals } from './conditions.ts';
import {
  BoardRecord,
  CallbackRecord,
  ContactRecord,
  MemberRecord,
  NoteRecord,
  StatusRecord,
  TicketRecord,
} from './schema.ts';
import type { Query, Transport } from './transport.ts';

export interface TicketBody {
  summary: string;
  company: { id: number };
  board: { name: string };
  contact?: { id: number };
  /** Ours to fill: holds the idempotency key. */
  externalXRef: string;
  /** Becomes the first note of the discussion. */
  initialDescription: string;
}

export interface NoteBody {
  text: string;
  internalAnalysisFlag: boolean;
  detailDescriptionFlag: boolean;
  resolutionFlag: boolean;
  /** Whether ConnectWise may mail the note to the ticket's contact and resources. */
  processNotifications: boolean;
  customerUpdatedFlag: boolean;
}

/** The calls that this room makes, one method each. Lists have all pages. Every method throws `CountersignError`. */
export type ConnectWiseApi = ReturnType<typeof createConnectWiseApi>;

/** Our words for a ticket's state that have a status of their own on a board. */
export type StatusWord = Exclude<TicketStatus, 'new'>;

/** The calls that we make, answers parsed. They throw `CountersignError`. */
export function createConnectWiseApi(transport: Transport) {
  const list = async <T>(path: string, schema: z.ZodType<T>, query: Query = {}, signal?: AbortSignal) =>
    parse(z.array(schema), await transport.sendForAll({ path, query, signal }));

  return {
    tickets: (conditions: Condition, signal?: AbortSignal) =>
      // By id, because a change moves no record between pages then.
      list('service/tickets', TicketRecord, { conditions, orderBy: 'id asc' }, signal),

    latestTickets: async (conditions: Condition, limit: number, signal: AbortSignal) => {
      const query = { conditions, orderBy: 'id desc', pageSize: limit };
      const path = 'service/tickets';
      return parse(z.array(TicketRecord), await transport.send({ method: 'get', path, query, signal }));
    },

    ticket: async (id: number) =>
      parse(TicketRecord, await transport.send({ method: 'get', path: `service/tickets/${id}` })),

    createTicket: async (body: TicketBody, signal: AbortSignal) =>
      parse(TicketRecord, await transport.send({ method: 'post', path: 'service/tickets', body, signal })),

    /** The whole object: a path into it (`status/id`) is answered with 200 and changes nothing. */
    changeStatus: async (ticketId: number, statusId: number) => {
      const body = [{ op: 'replace', path: 'status', value: { id: statusId } }];
      return parse(
        TicketRecord,
        await transport.send({ method: 'patch', path: `service/tickets/${ticketId}`, body }),
      );
    },

    notes: (ticketId: number, signal?: AbortSignal) =>
      list(`service/tickets/${ticketId}/notes`, NoteRecord, { orderBy: 'id asc' }, signal),

    /** The first of the discussion: what was written when the ticket was opened, if anything was. */
    firstOfDiscussion: async (ticketId: number) => {
      const query = { conditions: equals('detailDescriptionFlag', true), orderBy: 'id asc', pageSize: 1 };
      const path = `service/tickets/${ticketId}/notes`;
      return parse(z.array(NoteRecord), await transport.send({ method: 'get', path, query }))[0];
    },

    note: async (ticketId: number, noteId: number, signal: AbortSignal) =>
      (
        await list(
          `service/tickets/${ticketId}/notes`,
          NoteRecord,
          { conditions: equals('id', noteId) },
          signal,
        )
      )[0],

    createNote: async (ticketId: number, body: NoteBody, signal: AbortSignal) =>
      parse(
        NoteRecord,
        await transport.send({ method: 'post', path: `service/tickets/${ticketId}/notes`, body, signal }),
      ),

    boards: (conditions: Condition) => list('service/boards', BoardRecord, { conditions }),

    statuses: (boardId: number) =>
      list(`service/boards/${boardId}/statuses`, StatusRecord, { orderBy: 'sortOrder asc' }),

    contact: async (id: number) =>
      parse(ContactRecord, await transport.send({ method: 'get', path: `company/contacts/${id}` })),

    /** `communicationItems` is an array, which `conditions` cannot search. */
    contactsByEmail: (companyId: number, email: string, signal?: AbortSignal) =>
      list(
        'company/contacts',
        ContactRecord,
        {
          conditions: equals('company/id', companyId),
          childConditions: all(
            equals('communicationItems/value', email),
            equals('communicationItems/communicationType', 'Email'),
          ),
        },
        signal,
      ),

    members: (conditions: Condition) => list('system/members', MemberRecord, { conditions }),

    callbacks: () => list('system/callbacks', CallbackRecord),

    createCallback: async (url: string) => {
      const body = {
        description: 'Countersign',
        url,
        objectId: 1,
        type: 'ticket',
        level: 'owner',
        payloadVersion: '3.0.0',
        inactiveFlag: false,
        isSelfSuppressedFlag: true,
      };
      return parse(CallbackRecord, await transport.send({ method: 'post', path: 'system/callbacks', body }));
    },

    removeCallback: async (id: number) => {
      await transport.send({ method: 'delete', path: `system/callbacks/${id}` });
    },

    presentCodebase: () => transport.presentCodebase(),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'ConnectWise answered in a shape that we do not know', {
    vendor: 'connectwise',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}
