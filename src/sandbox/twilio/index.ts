import type { Clock } from '../../clock.ts';
import type { clients as demoClients } from '../demo-data.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import type { WebhookDelivery, WebhookRequest } from './courier.ts';
import type { Phones } from './phones.ts';

export type { Delivering, WebhookDelivery, WebhookFlaw, WebhookRequest } from './courier.ts';
export type {
  CallOptions,
  CallStatus,
  CallWaiting,
  HeardLine,
  PhoneCall,
  PhoneManners,
  PhoneMessage,
  Phones,
  SpeakOptions,
  Who,
} from './phones.ts';
export { WITHHELD } from './phones.ts';

export interface SimulatedTwilioOptions {
  clients: typeof demoClients;
  /** `AC…` and the primary auth token, which signs. */
  accountSid: string;
  authToken: string;
  /** `SK…` with its secret: the other way to call the API. */
  apiKey?: { sid: string; secret: string };
  /** `MG…` of a messaging service that has all lines; its texts come from the first. */
  messagingServiceSid?: string;
  /** Numbers of the account; the demo's three when absent. */
  lines?: readonly string[];
  clock?: Clock;
  port?: number;
  /** Twilio gives up waiting for an answer after this time: fifteen seconds when absent. */
  answerWithinMs?: number;
}

/** Where the account's lines deliver, as an admin enters it in Twilio's console. */
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
  /** The call or message. */
  resource: string;
  at: Date;
}

/** A Twilio of our own: REST API, lines that call webhooks, and people's phones. */
export interface SimulatedTwilio extends SimulatedVendor, Phones {
  readonly accountSid: string;
  readonly lines: readonly string[];
  /** Base address of the REST API, without a trailing slash; paths begin with `/2010-04-01`. */
  readonly apiUrl: string;
  /** For all lines; `line` names one that is different. */
  deliverTo(webhooks: TwilioWebhooks, line?: string): void;
  /** Every webhook so far, in the order in which they were finished. */
  readonly deliveries: readonly WebhookDelivery[];
  /** Sends a request again exactly as it was, as somebody who captured it would. */
  replay(request: WebhookRequest): Promise<WebhookDelivery>;
  /** A signature as Twilio makes it; JSON bodies are signed by their address alone. */
  sign(url: string, parameters?: Readonly<Record<string, string>>): string;
  /** Errors and warnings, oldest first. Empty when everything that we answered was right. */
  readonly alerts: readonly TwilioAlert[];
  /** Texts to phones and their status callbacks have been dealt with. */
  settled(): Promise<void>;
  /** Takes lines out of their registered campaign: texts to the US come back with 30034. */
  unregister(line: string): void;
  /** Every phone in front of its first call: no calls, no messages, nobody opted out. */
  clearScreens(): void;
  /** As `clearScreens`, and phones and lines as at the start; webhooks stay. */
  reset(): void;
  /** Called after every change; for pages that show phones. */
  onChange(listener: () => void): () => void;
}

/** Starts a Twilio with the lines of the demo and a phone for everybody in it. */
export function startSimulatedTwilio(_options: SimulatedTwilioOptions): Promise<SimulatedTwilio> {
  return Promise.reject(new Error('under construction'));
}
