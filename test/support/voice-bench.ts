import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { connectVoice, PATHS, type Voice, VoiceSettings } from '../../src/bots/voice/index.ts';
import { MovableClock } from '../../src/clock.ts';
import type { ExchangeLog } from '../../src/exchange-log.ts';
import { type Logger, silentLogger } from '../../src/logger.ts';
import type { Client } from '../../src/models/client.ts';
import { identityKey } from '../../src/models/conversation.ts';
import { sampleClient, samplePerson } from '../../src/models/mongoose/samples.fixture.ts';
import type { Person } from '../../src/models/person.ts';
import { phoneIdentity } from '../../src/models/phone-number.ts';
import type { VoiceCall, VoiceCallStore } from '../../src/models/voice-call.ts';
import type { VoiceDelivery, VoiceDeliveryStore } from '../../src/models/voice-delivery.ts';
import { clients as demoClients } from '../../src/sandbox/demo-data.ts';
import { CLIENT_LINES, lineOf, MSP_LINE, phoneNumberOf } from '../../src/sandbox/demo-phones.ts';
import { type SimulatedTwilio, startSimulatedTwilio } from '../../src/sandbox/twilio/index.ts';
import { testExchangeLog } from './exchange-log.ts';
import { createRecordingDesk, type RecordingDesk } from './recording-desk.ts';

export const TEST_ACCOUNT = { accountSid: `AC${'01'.repeat(16)}`, authToken: 'an-auth-token-of-the-tests' };

/** Lakeside's own line. */
export const LINE = CLIENT_LINES['lakeside'] ?? '';
/** A telephone of a technician, who is on file as everybody else. */
export const TESS = '+15555550901';
export const DANA = '+15555550501';

/** Our voice room over real HTTP, in front of a desk that writes down, against a simulated Twilio. */
export interface VoiceBench {
  simulated: SimulatedTwilio;
  voice: Voice;
  desk: RecordingDesk;
  clock: MovableClock;
  calls: VoiceCallStore & { all(): readonly VoiceCall[] };
  deliveries: VoiceDeliveryStore;
  /** Fails the next calls of a store, as often as it stands here. */
  storeFailures: Error[];
  people: Person[];
  clients: Client[];
  appUrl: string;
  /** Resolves when neither side says anything any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface VoiceBenchOptions {
  settings?: Record<string, unknown>;
  logger?: Logger;
  exchangeLog?: ExchangeLog;
  /** What Twilio signs, when it is not the address that we listen on. */
  publicUrl?: string;
  /** The address is configured, or learned when we listen. */
  learnsAddress?: boolean;
}

export async function openVoiceBench(options: VoiceBenchOptions = {}): Promise<VoiceBench> {
  const clock = new MovableClock();
  const simulated = await startSimulatedTwilio({ clients: demoClients, clock, ...TEST_ACCOUNT });
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = options.publicUrl ?? appUrl;

  const people = demoPeople();
  const clients = demoClientsInStore();
  const desk = createRecordingDesk();
  const storeFailures: Error[] = [];
  const calls = createMemoryCalls(storeFailures);
  const deliveries = createMemoryDeliveries();
  const voice = connectVoice(
    {
      calls,
      deliveries,
      people: {
        byIdentity: async (identity) =>
          people.find((one) => one.identities.some((its) => identityKey(its) === identityKey(identity))),
        byEmail: async (email) => people.filter((one) => one.email === email),
      },
      clients: {
        all: async () => clients,
        find: async (id) => clients.find((one) => one.id === id),
        byVoiceNumber: async (number) => clients.find((one) => one.voiceNumbers.includes(number)),
      },
      clock,
      logger: options.logger ?? silentLogger,
      exchangeLog: options.exchangeLog ?? testExchangeLog,
      allowLoopback: true,
    },
    VoiceSettings.parse({
      ...TEST_ACCOUNT,
      smsFrom: MSP_LINE,
      apiUrl: simulated.apiUrl,
      ...(options.learnsAddress ? {} : { publicUrl: origin }),
      ...options.settings,
    }),
  );
  const listener = voice.listen(desk);
  app.use(listener.router);
  if (options.learnsAddress) listener.start(appUrl);
  simulated.deliverTo({
    voiceUrl: `${origin}${PATHS.incomingCall}`,
    statusUrl: `${origin}${PATHS.callStatus}`,
    smsUrl: `${origin}${PATHS.incomingText}`,
    reachedAt: appUrl,
  });
  return {
    simulated,
    voice,
    desk,
    clock,
    calls,
    deliveries,
    storeFailures,
    people,
    clients,
    appUrl,
    settled: () => simulated.settled(),
    async close() {
      await simulated.settled();
      await simulated.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Everybody of the demo who has a telephone, and Tess. */
function demoPeople(): Person[] {
  const employees = demoClients.flatMap((client) =>
    client.users.flatMap((user) => {
      const number = phoneNumberOf(user);
      if (number === undefined) return [];
      const { role: _, ...person } = samplePerson({
        id: `per_${user.key}`,
        displayName: user.name,
        email: user.email,
        clientId: client.key,
        identities: [phoneIdentity(number)],
      });
      return [person];
    }),
  );
  return [...employees, samplePerson({ id: 'per_tess', identities: [phoneIdentity(TESS)] })];
}

function demoClientsInStore(): Client[] {
  return demoClients.map((client) =>
    sampleClient({
      id: client.key,
      name: client.name,
      voiceNumbers: [lineOf(client)].flatMap((line) => line ?? []),
    }),
  );
}

function createMemoryCalls(failures: Error[]): VoiceBench['calls'] {
  const kept = new Map<string, VoiceCall>();
  const failIfTold = () => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  return {
    all: () => [...kept.values()],
    async begin(call) {
      failIfTold();
      kept.set(call.id, kept.get(call.id) ?? call);
      return kept.get(call.id) ?? call;
    },
    async find(id) {
      failIfTold();
      return kept.get(id);
    },
    async advance({ id, step }, { transcript = [], ...change }) {
      failIfTold();
      const known = kept.get(id);
      if (!known || known.step !== step || known.endedAt) return undefined;
      kept.set(id, { ...known, ...change, step: step + 1, transcript: [...known.transcript, ...transcript] });
      return kept.get(id);
    },
    async end(id, at) {
      const known = kept.get(id);
      if (known && !known.endedAt)
        kept.set(id, { ...known, endedAt: at, dialogue: { ...known.dialogue, said: {} } });
    },
  };
}

function createMemoryDeliveries(): VoiceDeliveryStore {
  const kept = new Map<string, VoiceDelivery>();
  return {
    begin: async (delivery) => void kept.set(delivery.key, delivery),
    find: async (key) => kept.get(key),
    async accepted(key, state, sid) {
      const known = kept.get(key);
      if (known?.state === state) kept.set(key, { ...known, sid });
    },
    async move(key, from, to, at) {
      const known = kept.get(key);
      if (known?.state !== from) return undefined;
      const { sid, ...rest } = known;
      kept.set(key, { ...rest, ...(to === 'calling' || sid === undefined ? {} : { sid }), state: to, at });
      return kept.get(key);
    },
    forget: async (key) => void kept.delete(key),
  };
}
