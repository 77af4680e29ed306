import { type Clock, SECOND_MS, systemClock } from '../../clock.ts';
import type { clients as demoClients } from '../demo-data.ts';
import { CLIENT_LINES, MSP_LINE, phoneNumberOf } from '../demo-phones.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { addApi } from './api.ts';
import type { ApiLimit } from './api-context.ts';
import { createCourier, type WebhookDelivery, type WebhookRequest } from './courier.ts';
import { type CallHandles, createPhones, findLine } from './people.ts';
import type { Phones } from './phones.ts';
import { type SignedParameters, signRequest } from './signature.ts';
import {
  changed,
  newSid,
  ORDINARY_MANNERS,
  type TwilioAlert,
  type TwilioState,
  type TwilioWebhooks,
} from './state.ts';

export type { ApiLimit } from './api-context.ts';
export type { Delivering, WebhookDelivery, WebhookFlaw, WebhookRequest } from './courier.ts';
export type {
  CallerDeed,
  CallOptions,
  CallStatus,
  CallWaiting,
  HeardLine,
  MidCall,
  PhoneCall,
  PhoneManners,
  PhoneMessage,
  Phones,
  PressOptions,
  SpeakOptions,
  Texted,
  Who,
} from './phones.ts';
export { WITHHELD } from './phones.ts';
export type { TwilioAlert, TwilioWebhooks } from './state.ts';

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
  /** A signature as Twilio makes it for a form; a JSON body is signed by its address alone. */
  sign(url: string, parameters?: SignedParameters): string;
  /** Twilio's debugger, oldest first. Empty when everything that we answered was right. */
  readonly alerts: readonly TwilioAlert[];
  /** Calls to the API in a second. Off unless switched on. */
  readonly apiLimit: ApiLimit;
  /** Calls and texts that we sent off, and every webhook, have been dealt with. */
  settled(): Promise<void>;
  /** Takes a line out of its registered campaign, or back in: texts to the US come back with 30034 without one. */
  setRegistered(line: string, registered: boolean): void;
  /** Every phone in front of its first call: no calls, no messages, nobody opted out. */
  clearScreens(): void;
  /** As `clearScreens`, and phones and lines as at the start; where lines deliver stays. */
  reset(): void;
  /** Called after every change; for pages that show phones. */
  onChange(listener: () => void): () => void;
}

/** Starts a Twilio with the lines of the demo and a phone for everybody in it. */
export async function startSimulatedTwilio(options: SimulatedTwilioOptions): Promise<SimulatedTwilio> {
  const state = createState(options);
  const courier = createCourier({
    authToken: options.authToken,
    answerWithinMs: options.answerWithinMs ?? 15 * SECOND_MS,
  });
  const handles: CallHandles = new Map();
  const dependencies = { state, courier };
  const limit: ApiLimit = { enabled: false, perSecond: 100 };
  const errands = new Set<Promise<void>>();
  const server = await startSimulatedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    now: () => state.clock.now(),
    routes: (app) =>
      addApi(app, {
        state,
        dependencies,
        handles,
        limit,
        credentials: options,
        later(deed) {
          const errand = deed().finally(() => errands.delete(errand));
          errands.add(errand);
        },
      }),
  });
  const settled = async () => {
    while (errands.size > 0) await Promise.allSettled(errands);
    await courier.settled();
  };
  return {
    ...server,
    ...createPhones(dependencies, handles),
    ...arrangements(state, handles),
    accountSid: options.accountSid,
    apiUrl: server.url,
    lines: [...state.lines.keys()],
    deliveries: courier.deliveries,
    alerts: state.alerts,
    apiLimit: limit,
    settled,
    deliverTo(webhooks, line) {
      for (const one of line ? [findLine(state, line)] : state.lines.values()) one.webhooks = webhooks;
      const reachedAt = [webhooks.reachedAt ?? []].flat();
      for (const url of publicUrls(webhooks)) courier.route(new URL(url).origin, reachedAt);
    },
    replay: (request) => courier.replay(request),
    sign: (url, parameters) => signRequest(options.authToken, url, parameters),
    async close() {
      courier.close();
      await settled();
      await server.close();
    },
  };
}

/** What a test or the sandbox arranges behind people's backs. */
function arrangements(state: TwilioState, handles: CallHandles) {
  const clearScreens = () => {
    for (const call of state.calls.values()) call.endedAt ??= state.clock.now();
    for (const kept of [state.calls, state.messages, state.optedOut, handles]) kept.clear();
    state.alerts.length = 0;
    changed(state);
  };
  return {
    clearScreens,
    reset() {
      for (const line of state.lines.values()) line.registered = true;
      for (const phone of state.phones.values()) phone.manners = ORDINARY_MANNERS;
      clearScreens();
    },
    setRegistered(line: string, registered: boolean) {
      findLine(state, line).registered = registered;
    },
    onChange(listener: () => void) {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}

function createState(options: SimulatedTwilioOptions): TwilioState {
  const clock = options.clock ?? systemClock;
  const lines = options.lines ?? [MSP_LINE, ...Object.values(CLIENT_LINES)];
  const phones = options.clients
    .flatMap(({ users }) => users)
    .flatMap((user) => {
      const number = phoneNumberOf(user);
      return number ? [{ number, key: user.key, manners: ORDINARY_MANNERS }] : [];
    });
  return {
    clock,
    accountSid: options.accountSid,
    messagingServiceSid: options.messagingServiceSid,
    lines: new Map(
      lines.map((number) => [
        number,
        { number, sid: newSid('PN'), webhooks: undefined, registered: true, createdAt: clock.now() },
      ]),
    ),
    phones: new Map(phones.map((phone) => [phone.number, phone])),
    calls: new Map(),
    messages: new Map(),
    optedOut: new Set(),
    alerts: [],
    listeners: new Set(),
  };
}

function publicUrls({ voiceUrl, voiceFallbackUrl, smsUrl, statusUrl }: TwilioWebhooks): string[] {
  return [voiceUrl, voiceFallbackUrl, smsUrl, statusUrl].filter((url) => url !== undefined);
}
