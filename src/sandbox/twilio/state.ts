import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { WebhookDelivery } from './courier.ts';
import type { CallerDeed, CallStatus, CallWaiting, HeardLine, PhoneManners } from './phones.ts';

/** Everything that this Twilio knows. */
export interface TwilioState {
  clock: Clock;
  accountSid: string;
  messagingServiceSid: string | undefined;
  /** By number. */
  lines: Map<string, Line>;
  /** By number; whoever is in it has a phone. */
  phones: Map<string, Phone>;
  /** By sid, oldest first. */
  calls: Map<string, Call>;
  messages: Map<string, Message>;
  /** `<phone> <line>` of whoever texted STOP. */
  optedOut: Set<string>;
  alerts: TwilioAlert[];
  listeners: Set<() => void>;
}

/** Where a line delivers, as an admin enters it in Twilio's console. */
export interface TwilioWebhooks {
  /** "A call comes in", in full, with a query and a fragment of connection overrides where there are such. */
  voiceUrl: string;
  voiceFallbackUrl?: string;
  /** "A message comes in". */
  smsUrl?: string;
  /** "Call status changes". */
  statusUrl?: string;
  /**
   * The public addresses above are signed; the requests go here instead (`http://127.0.0.1:4312`), as by a reverse proxy.
   * With several (processes), deliveries take turns. To the public addresses themselves when absent.
   */
  reachedAt?: string | readonly string[];
}

/** What Twilio's debugger shows: errors and warnings about what our webhooks answered. */
export interface TwilioAlert {
  code: number;
  level: 'error' | 'warning';
  message: string;
  /** Sid of the call or message. */
  resource: string;
  at: Date;
}

/** A number of the account. */
export interface Line {
  number: string;
  sid: string;
  webhooks: TwilioWebhooks | undefined;
  /** In a registered campaign: without one, carriers in the US take no texts. */
  registered: boolean;
  createdAt: Date;
}

/** Somebody's telephone. */
export interface Phone {
  number: string;
  /** The demo person's key. */
  key?: string;
  manners: PhoneManners;
}

/** A call, coming in or going out. */
export interface Call {
  sid: string;
  line: Line;
  /** The person's. */
  number: string;
  /** How the person's number is shown to us. */
  shownAs: string;
  direction: 'inbound' | 'outbound-api';
  status: CallStatus;
  stirVerstat?: string | undefined;
  /** `human` or `machine_start`, when the caller of the API asked for detection. */
  answeredBy?: string;
  statusCallback?: { url: string; method: 'GET' | 'POST'; events: readonly string[] } | undefined;
  /** Of the status callbacks of this call. */
  sequence: number;
  heard: HeardLine[];
  deeds: CallerDeed[];
  webhooks: WebhookDelivery[];
  waiting: CallWaiting | undefined;
  createdAt: Date;
  updatedAt: Date;
  answeredAt?: Date;
  endedAt?: Date;
}

/** A text, coming in or going out. */
export interface Message {
  sid: string;
  from: string;
  to: string;
  body: string;
  direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  status: MessageStatus;
  errorCode?: number;
  messagingServiceSid?: string | undefined;
  statusCallback?: string | undefined;
  /** The phone shows it. */
  shown: boolean;
  createdAt: Date;
  updatedAt: Date;
  sentAt?: Date;
}

export type MessageStatus =
  | 'accepted'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'received';

/** What a phone does until it is told otherwise. */
export const ORDINARY_MANNERS: PhoneManners = { kind: 'mobile', calls: 'answered', texts: 'delivered' };

/** Twilio's ids: two letters and 32 hexadecimal digits. */
export function newSid(prefix: 'CA' | 'SM' | 'PN'): string {
  return prefix + randomUUID().replaceAll('-', '');
}

/** What a text has from the start, by itself. */
type Stamps = 'sid' | 'createdAt' | 'updatedAt';

/** Keeps a new text. */
export function addMessage(state: TwilioState, facts: Omit<Message, Stamps>): Message {
  const now = state.clock.now();
  const message = { ...facts, sid: newSid('SM'), createdAt: now, updatedAt: now };
  state.messages.set(message.sid, message);
  changed(state);
  return message;
}

/** Keeps a new call, of which nothing has happened yet. */
export function addCall(
  state: TwilioState,
  facts: Pick<
    Call,
    'line' | 'number' | 'shownAs' | 'direction' | 'status' | 'stirVerstat' | 'statusCallback'
  >,
): Call {
  const now = state.clock.now();
  const call: Call = {
    ...facts,
    sid: newSid('CA'),
    sequence: 0,
    heard: [],
    deeds: [],
    webhooks: [],
    waiting: undefined,
    createdAt: now,
    updatedAt: now,
  };
  state.calls.set(call.sid, call);
  changed(state);
  return call;
}

/** Pages that show phones look again. */
export function changed(state: TwilioState): void {
  for (const listener of state.listeners) listener();
}

/** Writes something into Twilio's debugger. */
export function raiseAlert(state: TwilioState, alert: Omit<TwilioAlert, 'at'>): void {
  state.alerts.push({ ...alert, at: state.clock.now() });
  changed(state);
}

/** The phone with this number; one that nobody has used so far is a stranger's mobile. */
export function phoneAt(state: TwilioState, number: string): Phone {
  const known = state.phones.get(number);
  if (known) return known;
  const phone: Phone = { number, manners: ORDINARY_MANNERS };
  state.phones.set(number, phone);
  return phone;
}
