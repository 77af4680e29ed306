import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { connectTeams, type Teams, type TeamsListener, TeamsSettings } from '../../src/bots/teams/index.ts';
import { MovableClock } from '../../src/clock.ts';
import { type Logger, silentLogger } from '../../src/logger.ts';
import { conversationKey } from '../../src/models/conversation.ts';
import type {
  TeamsConversation,
  TeamsConversationStore,
  TeamsDelivery,
  TeamsDeliveryStore,
} from '../../src/models/teams-conversation.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import {
  type SimulatedTeams,
  type SimulatedTeamsOptions,
  startSimulatedTeams,
} from '../../src/sandbox/teams/index.ts';
import { testExchangeLog } from './exchange-log.ts';
import { TEST_BOT } from './raw-teams.ts';
import { createRecordingDesk, type RecordingDesk } from './recording-desk.ts';

/** Our Teams room over real HTTP, in front of a desk that writes down, against a simulated Teams. */
export interface TeamsBench {
  simulated: SimulatedTeams;
  teams: Teams;
  listener: TeamsListener;
  desk: RecordingDesk;
  clock: MovableClock;
  conversations: TeamsConversationStore;
  deliveries: TeamsDeliveryStore;
  appUrl: string;
  /** Another process of ours, on the same stores. */
  secondTeams(): Teams;
  /** Resolves when neither side says anything any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TeamsBenchOptions {
  settings?: Record<string, unknown>;
  simulated?: Partial<SimulatedTeamsOptions>;
  logger?: Logger;
}

export async function openTeamsBench(options: TeamsBenchOptions = {}): Promise<TeamsBench> {
  const clock = new MovableClock();
  const simulated = await startSimulatedTeams({
    clients,
    msp,
    ...TEST_BOT,
    clock,
    retryDelaysMs: [0, 0],
    ...options.simulated,
  });
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const desk = createRecordingDesk();
  const conversations = createMemoryConversations();
  const deliveries = createMemoryDeliveries();
  const connect = () =>
    connectTeams(
      {
        conversations,
        deliveries,
        clock,
        logger: options.logger ?? silentLogger,
        exchangeLog: testExchangeLog,
        allowLoopback: true,
      },
      TeamsSettings.parse({ ...settingsFor(simulated), ...options.settings }),
    );
  const teams = connect();
  const listener = teams.listen(desk);
  app.use(listener.router);
  simulated.deliverTo(appUrl);

  const settled = async () => {
    await listener.settled();
    await simulated.courier.settled();
    await listener.settled();
  };
  return {
    simulated,
    teams,
    listener,
    desk,
    clock,
    conversations,
    deliveries,
    appUrl,
    secondTeams: connect,
    settled,
    async close() {
      await settled();
      await listener.close();
      await simulated.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The settings with which our room takes a simulated Teams for Microsoft's. */
export function settingsFor(simulated: SimulatedTeams): Record<string, unknown> {
  const { serviceUrl, loginUrl, openIdMetadataUrl, tokenIssuer } = simulated;
  return { ...TEST_BOT, serviceUrl, loginUrl, openIdMetadataUrl, tokenIssuer };
}

function createMemoryConversations(): TeamsConversationStore {
  const kept = new Map<string, TeamsConversation>();
  const keyOf = ({ tenant, conversation, thread }: Parameters<TeamsConversationStore['find']>[0]) =>
    conversationKey({ surface: 'teams', tenant, conversation, ...(thread === undefined ? {} : { thread }) });
  const newest = (isMeant: (one: TeamsConversation) => boolean) =>
    [...kept.values()].filter(isMeant).sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
  return {
    save: async (one) => void kept.set(keyOf(one), { ...kept.get(keyOf(one)), ...one }),
    find: async (where) => kept.get(keyOf(where)),
    personal: async (tenant, user) =>
      newest((one) => one.kind === 'personal' && one.tenant === tenant && one.user === user)[0],
    personalByEmail: async (tenant, email) =>
      newest((one) => one.kind === 'personal' && one.tenant === tenant && one.email === email)[0],
    shared: async (tenant, limit) =>
      newest((one) => one.kind !== 'personal' && one.tenant === tenant).slice(0, limit),
    latest: async (tenant) => newest((one) => one.tenant === tenant)[0],
    async remove({ tenant, conversation }) {
      for (const [key, one] of kept)
        if (one.tenant === tenant && one.conversation === conversation) kept.delete(key);
    },
  };
}

export function createMemoryDeliveries(): TeamsDeliveryStore {
  const kept = new Map<string, TeamsDelivery>();
  return {
    begin: async (delivery) => void kept.set(delivery.key, delivery),
    find: async (key) => kept.get(key),
    async arrived(key, message) {
      const known = kept.get(key);
      if (!known || (known.message !== undefined && known.message !== message)) return false;
      kept.set(key, { ...known, message });
      return true;
    },
    failed: async (key) => void kept.delete(key),
  };
}
