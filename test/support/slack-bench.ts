import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { connectSlack, type Slack, type SlackListener, SlackSettings } from '../../src/bots/slack/index.ts';
import { MovableClock } from '../../src/clock.ts';
import { type Logger, silentLogger } from '../../src/logger.ts';
import type { SlackInstallation, SlackInstallationStore } from '../../src/models/integration.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { HELP_CHANNEL, type SimulatedSlack, startSimulatedSlack } from '../../src/sandbox/slack/index.ts';
import { testExchangeLog } from './exchange-log.ts';
import { createRecordingDesk, type RecordingDesk } from './recording-desk.ts';

export const SIGNING_SECRET = 'a-signing-secret-of-the-tests';

/** Our Slack room over real HTTP, in front of a desk that writes down, against a simulated Slack. */
export interface SlackBench {
  simulated: SimulatedSlack;
  slack: Slack;
  listener: SlackListener;
  desk: RecordingDesk;
  clock: MovableClock;
  installations: SlackInstallationStore;
  appUrl: string;
  /** Resolves when neither side says anything any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SlackBenchOptions {
  settings?: Record<string, unknown>;
  /** Workspaces without an install from the start. */
  notInstalledIn?: readonly string[];
  retryDelaysMs?: readonly number[];
  acknowledgeWithinMs?: number;
  logger?: Logger;
}

export async function openSlackBench(options: SlackBenchOptions = {}): Promise<SlackBench> {
  const clock = new MovableClock();
  const simulated = await startSimulatedSlack({
    clients,
    msp,
    signingSecret: SIGNING_SECRET,
    clientId: 'client-id',
    clientSecret: 'client-secret',
    clock,
    retryDelaysMs: options.retryDelaysMs ?? [0, 0, 0],
    ...(options.acknowledgeWithinMs === undefined
      ? {}
      : { acknowledgeWithinMs: options.acknowledgeWithinMs }),
    installedIn: [msp.slackTeamId, ...clients.map(({ slackTeamId }) => slackTeamId)].filter(
      (teamId) => !options.notInstalledIn?.includes(teamId),
    ),
  });
  const app = express();
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const installations = createMemoryInstallations();
  const desk = createRecordingDesk();
  const slack = connectSlack(
    {
      installations,
      clock,
      logger: options.logger ?? silentLogger,
      exchangeLog: testExchangeLog,
    },
    SlackSettings.parse({
      signingSecret: SIGNING_SECRET,
      clientId: 'client-id',
      clientSecret: 'client-secret',
      stateSecret: 'a-state-secret-of-the-tests',
      publicUrl: appUrl,
      apiUrl: simulated.apiUrl,
      authorizeUrl: `${simulated.url}/oauth/v2/authorize`,
      intakeChannels: { T0LAKESIDE: [channelIn(simulated, 'T0LAKESIDE', HELP_CHANNEL)] },
      ...options.settings,
    }),
  );
  for (const { install } of simulated.state.workspaces.values())
    if (install) await slack.adoptToken(install.token);
  const listener = slack.listen(desk);
  app.use(listener.router);
  simulated.deliverTo(appUrl);

  const settled = async () => {
    await listener.settled();
    await simulated.courier.settled();
  };
  return {
    simulated,
    slack,
    listener,
    desk,
    clock,
    installations,
    appUrl,
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

export function channelIn(simulated: SimulatedSlack, teamId: string, name: string): string {
  const channel = [...simulated.state.channels.values()].find(
    (one) => one.teamId === teamId && one.name === name,
  );
  if (!channel) throw new Error(`there is no channel ${name}`);
  return channel.id;
}

function createMemoryInstallations(): SlackInstallationStore {
  const installations = new Map<string, SlackInstallation>();
  return {
    save: async (installation) => void installations.set(installation.key, installation),
    find: async (key) => installations.get(key),
    locked: async () => [],
    remove: async (key) => void installations.delete(key),
    all: async () => [...installations.values()],
  };
}
