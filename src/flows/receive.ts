import { addMs, type Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import { advance } from '../models/advance.ts';
import type { Client } from '../models/client.ts';
import { conversationKey, identityKey } from '../models/conversation.ts';
import { isTechnician } from '../models/person.ts';
import {
  NO_NOTES,
  REQUEST_SCHEMA_VERSION,
  type RequestMessage,
  type ServiceRequest,
} from '../models/request.ts';
import { isAtRest } from '../models/request-state.ts';
import type { PersonStore, RequestChange, RequestStore } from '../models/stores.ts';
import type { InboundMessage, Receipt } from './desk.ts';
import { cut, MAX_MESSAGE_CHARACTERS, MAX_MESSAGES } from './limits.ts';
import { quoted } from './lines.ts';
import { phrasesFor } from './phrases/languages.ts';
import { sideEffects } from './side-effects.ts';

export interface ReceiveDependencies {
  requests: RequestStore;
  people: Pick<PersonStore, 'byIdentity'>;
  /** The client company whose workspace or tenant the sender's account belongs to. */
  clientOf(message: InboundMessage): Promise<Client | undefined>;
  /** Whether this sender may open another request now. */
  mayOpen(senderKey: string): Promise<boolean>;
  clock: Clock;
  leaseMs: number;
  /** Starts work on a request that was just stored; does not wait for it. */
  begin(request: ServiceRequest, work: 'diagnose' | 'deliver', before?: ServiceRequest): void;
}

const SENTENCES = {
  empty: 'Please write what you need, in a sentence or two.',
  noClient:
    'I do not know which company this workspace belongs to, so I cannot take requests here. Please ask your IT support.',
  staff:
    'Requests come from clients’ people, and you are one of the MSP’s. “help” (in Slack “/countersign help”) lists what you can write.',
  tooMany:
    'You have sent many requests in a short time. Please wait a few minutes, or add to the one you have.',
};

/** Makes a request of a message, or adds it to the one it belongs to. Durable when it resolves; nothing slow happens here. */
export async function receive(dependencies: ReceiveDependencies, message: InboundMessage): Promise<Receipt> {
  const text = cut(message.text.trim(), MAX_MESSAGE_CHARACTERS);
  if (message.continuesOnly && (text === '' || !message.inThread)) return { kind: 'ignored' };
  if (text === '') return { kind: 'refused', sentence: SENTENCES.empty };
  const [client, earlier] = await Promise.all([
    dependencies.clientOf(message),
    message.inThread || hasNoThreads(message)
      ? dependencies.requests.newestInConversation(conversationKey(message.conversation), message.from)
      : undefined,
  ]);
  if (!client) return message.continuesOnly ? { kind: 'ignored' } : withoutClient(dependencies, message);
  const stored = {
    key: message.key,
    from: 'requester' as const,
    text,
    at: dependencies.clock.now(),
    ...(message.ref ? { ref: message.ref } : {}),
  };
  const own = earlier && continues(message, earlier) ? earlier : undefined;
  if (message.continuesOnly && (!own || isAtRest(own.status))) return { kind: 'ignored' };
  if (own && !isAtRest(own.status)) return addMessage(dependencies, own, stored);
  return open(dependencies, { message, client, stored, previous: own });
}

async function withoutClient({ people }: ReceiveDependencies, { from }: InboundMessage): Promise<Receipt> {
  const person = await people.byIdentity(from);
  const isStaff = person !== undefined && isTechnician(person);
  return { kind: 'refused', sentence: isStaff ? SENTENCES.staff : SENTENCES.noClient };
}

/**
 * In a chat without threads each message would open a request of its own, the answer to our question too: there it belongs
 * to the sender's newest request when that one waits for an answer, and to none otherwise.
 */
function continues({ inThread }: InboundMessage, { status }: ServiceRequest): boolean {
  return inThread || status === 'awaiting_requester';
}

function hasNoThreads({ conversation }: InboundMessage): boolean {
  return conversation.thread === undefined;
}

interface Opening {
  message: InboundMessage;
  client: Client;
  stored: RequestMessage;
  previous: ServiceRequest | undefined;
}

async function open(
  dependencies: ReceiveDependencies,
  { message, client, stored, previous }: Opening,
): Promise<Receipt> {
  if (!(await dependencies.mayOpen(identityKey(message.from))))
    return { kind: 'refused', sentence: SENTENCES.tooMany };
  const request: ServiceRequest = {
    id: newId('req'),
    schemaVersion: REQUEST_SCHEMA_VERSION,
    version: 1,
    status: 'received',
    clientId: client.id,
    clientName: client.name,
    requester: {
      identity: message.from,
      name: message.identification ? 'the caller' : 'the requester',
      ...(message.identification ? { identification: message.identification } : {}),
    },
    conversation: message.conversation,
    ...(message.wantsHuman ? { wantsHuman: true } : {}),
    messages: [stored],
    ...(previous ? { previousRequestId: previous.id } : {}),
    ...(message.ticket ? { ticket: message.ticket } : {}),
    ...(message.assigneeId ? { ticketNotes: { ...NO_NOTES, assigneeId: message.assigneeId } } : {}),
    approvals: [],
    history: [],
    outbox: [],
    dueAt: addMs(stored.at, dependencies.leaseMs),
    createdAt: stored.at,
  };
  if ((await dependencies.requests.insert(request)) === 'duplicate') return { kind: 'duplicate' };
  dependencies.begin(request, 'diagnose');
  return { kind: 'opened', requestId: request.id };
}

/** The compare-and-set is lost only to somebody else's save: reading again settles it. */
const MAX_TRIES = 5;

/** Adds what the requester wrote to a request that is under way; the answer to a question sends diagnosis on. */
export async function addMessage(
  dependencies: ReceiveDependencies,
  first: ServiceRequest,
  stored: RequestMessage,
): Promise<Receipt> {
  let request: ServiceRequest | undefined = first;
  for (let tries = 0; request && tries < MAX_TRIES; tries += 1) {
    if (request.messages.some(({ key }) => key === stored.key)) return { kind: 'duplicate' };
    if (request.messages.length >= MAX_MESSAGES)
      return { kind: 'refused', sentence: phrasesFor(request).threadFull };
    const saved = await dependencies.requests.save(request, continuation(dependencies, request, stored));
    if (saved) {
      const answered = saved.status === 'diagnosing' && request.status === 'awaiting_requester';
      dependencies.begin(saved, answered ? 'diagnose' : 'deliver', request);
      return { kind: 'continued', requestId: saved.id };
    }
    request = await dependencies.requests.find(request.id);
  }
  return { kind: 'duplicate' };
}

/** The answer to a question sends diagnosis on; anything else is added, and told to technicians where the plan waits. */
function continuation(
  { leaseMs }: ReceiveDependencies,
  request: ServiceRequest,
  stored: RequestMessage,
): RequestChange {
  if (request.status === 'awaiting_requester') {
    const { status, history } = advance(request.status, stored.at, 'requester_answered');
    return { set: { status, dueAt: addMs(stored.at, leaseMs) }, history, messages: [stored] };
  }
  const effects = sideEffects(request, stored.at);
  if (request.status === 'awaiting_approval') {
    // What was written on the ticket stands there already.
    if (!stored.key.startsWith('psa:'))
      effects.add({
        kind: 'note',
        visibility: 'internal',
        text: `${request.requester.name} added:\n${quoted(stored.text)}`,
      });
    effects.add({ kind: 'update_cards' });
  }
  return { messages: [stored], outbox: effects.entries() };
}
