import type { Router } from 'express';
import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Desk } from '../../flows/desk.ts';
import type { Surface } from '../../flows/surface.ts';
import type { ObservedCall } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import { createMessageQueues } from '../../message-queues.ts';
import type { ClientStore, PersonStore } from '../../models/stores.ts';
import type { VoiceCallStore } from '../../models/voice-call.ts';
import type { VoiceDeliveryStore } from '../../models/voice-delivery.ts';
import { createPersonLimit } from '../../person-limit.ts';
import { createTwilioApi } from './api.ts';
import { checkVoice, type Finding } from './check.ts';
import { createPublicAddress } from './public-address.ts';
import { createReceiver } from './receiver.ts';
import { refuseUnsafeSettings, type VoiceSettings } from './settings.ts';
import { createVoiceSurface } from './surface.ts';
import { createTransport } from './transport.ts';

export type { Finding } from './check.ts';
export { PATHS } from './public-address.ts';
export { VoiceSettings } from './settings.ts';

/** From one number, and all withheld ones of a line together. */
const CALLS_PER_HOUR = 30;
const HINTS_PER_HOUR = 1;

/** The telephone, connected: what the flows say things with, and, once it listens, what people reach the desk by. */
export interface Voice {
  surface: Surface;
  /** Starts taking calls and texts for the desk. */
  listen(desk: Desk): VoiceListener;
  /** For `doctor`: the account, and where its numbers deliver. Changes nothing. */
  check(): Promise<Finding[]>;
}

export interface VoiceListener {
  /** Mount it before any body parser: signatures are over the form as it came. */
  router: Router;
  /** Takes the address that we listen on for the public one, where none is configured: in the sandbox alone. */
  start(url: string): void;
}

export interface VoiceDependencies {
  calls: VoiceCallStore;
  deliveries: VoiceDeliveryStore;
  people: Pick<PersonStore, 'byIdentity' | 'byEmail'>;
  clients: Pick<ClientStore, 'all' | 'find' | 'byVoiceNumber'>;
  clock: Clock;
  logger: Logger;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox: the simulated Twilio is on this machine, and so are we. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for what only the sandbox may do. */
export function connectVoice(dependencies: VoiceDependencies, settings: VoiceSettings): Voice {
  const { calls, deliveries, people, clients, clock, logger, allowLoopback = false } = dependencies;
  refuseUnsafeSettings(settings, allowLoopback);
  const { apiUrl, callFrom = settings.smsFrom } = settings;
  const { exchangeLog, observe } = dependencies;
  const api = createTwilioApi(settings, {
    fetch: createTransport({ apiUrl, exchangeLog, observe }),
    unloggedFetch: createTransport({ apiUrl, observe }),
  });
  const address = createPublicAddress(settings.publicUrl);
  const queues = createMessageQueues('twilio');
  const messages = { api, deliveries, address, queues, callFrom, clock, logger };
  return {
    surface: createVoiceSurface({ ...messages, people }),
    listen(desk) {
      const mayCall = createPersonLimit(CALLS_PER_HOUR);
      const mayHint = createPersonLimit(HINTS_PER_HOUR);
      const talking = { desk, calls, people, clients, messages, address, settings, clock, logger };
      const listening = { ...talking, mayCall, mayHint };
      return {
        router: createReceiver({ settings, address, listening, logger }),
        start: (url) => address.learn(url),
      };
    },
    check: async () => checkVoice({ api, address, clients: await clients.all() }),
  };
}
