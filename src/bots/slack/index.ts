import { App } from '@slack/bolt';
import express, { type Router } from 'express';
import { createBackground } from '../../background.ts';
import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { Desk } from '../../flows/desk.ts';
import type { Surface } from '../../flows/surface.ts';
import type { ObservedCall } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import { createMessageQueues } from '../../message-queues.ts';
import type { SlackInstallation, SlackInstallationStore } from '../../models/integration.ts';
import { createPersonLimit } from '../../person-limit.ts';
import { createSlackApi, type SlackApi } from './api.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { checkSlack } from './check.ts';
import { createInstallRoutes } from './install-routes.ts';
import { type Installations, rememberInstallations } from './installations.ts';
import { registerListeners } from './listeners/index.ts';
import { createHttpReceiver, createSocketReceiver } from './receivers.ts';
import type { SlackSettings } from './settings.ts';
import { createSlackSurface } from './surface.ts';
import { createTransport } from './transport.ts';

export { type ReplayTarget, replayEvent } from './replay.ts';
export { SCOPES, SlackSettings } from './settings.ts';

/** A mention that is a channel message too is refused twice, and told once. */
const REFUSALS_PER_MINUTE = 6;
const MINUTE_SECONDS = 60;

/** Slack, connected: what the flows say things with, and, once it listens, what people reach the desk by. */
export interface Slack {
  surface: Surface;
  /** Starts taking deliveries for the desk. */
  listen(desk: Desk): SlackListener;
  /** Takes a bot token that was made in Slack's own pages, for a workspace without an install route. */
  adoptToken(botToken: string): Promise<SlackInstallation>;
  /** For `doctor`: looks at every install, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface SlackListener {
  /** Mount it before any body parser: signatures are over the raw body. */
  router: Router;
  /** Opens the websocket in Socket Mode; nothing to do over HTTP. */
  start(): Promise<void>;
  /** Resolves when nothing is being said any more. */
  settled(): Promise<void>;
  /** Stops taking deliveries and finishes what is being said. */
  close(): Promise<void>;
}

export interface SlackDependencies {
  installations: SlackInstallationStore;
  clock: Clock;
  logger: Logger;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Connects without calling. */
export function connectSlack(dependencies: SlackDependencies, settings: SlackSettings): Slack {
  const { clock, logger, exchangeLog, observe } = dependencies;
  const { apiUrl } = settings;
  const fetch = createTransport({ apiUrl, exchangeLog, observe });
  const unloggedFetch = createTransport({ apiUrl, observe });
  const installations = rememberInstallations(dependencies.installations, clock);
  const api = createSlackApi({ apiUrl, installations, fetch, unloggedFetch, logger });
  // Slack takes about one message a second in each channel: several at once only fail.
  const queues = createMessageQueues('slack');
  const surface = createSlackSurface({ api, queues, logger });
  return {
    surface,
    listen(desk) {
      const background = createBackground(logger, 'something could not be said in Slack');
      const { intakeChannels } = settings;
      const router = express.Router();
      const http = settings.appToken ? undefined : createHttpReceiver(signingSecretOf(settings), { logger });
      const receiver =
        http?.receiver ??
        createSocketReceiver({ appToken: settings.appToken ?? '', apiUrl, fetch: unloggedFetch, logger });
      if (http) router.use(http.router);
      const installRoutes = createInstallRoutes(
        { installations, fetch: unloggedFetch, clock, logger },
        settings,
      );
      if (installRoutes) router.use(installRoutes);
      const app = new App({
        receiver,
        authorize: (source) => authorize(installations, source),
        clientOptions: {
          slackApiUrl: apiUrl,
          fetch,
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
        },
        convoStore: false,
        logger: createBoltLogger(logger),
      });
      // Logged once, where it is answered: in the receiver.
      app.error(async (error) => {
        throw error;
      });
      const mayRefuseAloud = createPersonLimit(REFUSALS_PER_MINUTE, MINUTE_SECONDS);
      registerListeners(app, {
        desk,
        surface,
        api,
        installations,
        background,
        logger,
        mayRefuseAloud,
        intakeChannels,
      });
      return {
        router,
        async start() {
          if (!http) await receiver.start();
        },
        settled: () => background.settled(),
        async close() {
          if (!http) await receiver.stop();
          await background.settled();
        },
      };
    },
    adoptToken: (botToken) => adoptToken({ api, installations, clock }, botToken),
    check: () => checkSlack({ api, installations }),
  };
}

function signingSecretOf({ signingSecret }: SlackSettings): { signingSecret: string } {
  if (signingSecret) return { signingSecret };
  throw new CountersignError('bad_configuration', 'Slack needs its signing secret', { vendor: 'slack' });
}

/** Which bot acts on a delivery. An event of a workspace without an install is answered 401 and goes no further. */
async function authorize(
  installations: Installations,
  {
    teamId,
    enterpriseId,
    isEnterpriseInstall,
  }: { teamId?: string | undefined; enterpriseId?: string | undefined; isEnterpriseInstall: boolean },
): Promise<{ botToken: string; botUserId: string }> {
  const key = (isEnterpriseInstall ? enterpriseId : undefined) ?? teamId ?? '';
  const installation = await installations.find(key);
  if (!installation)
    throw new CountersignError('unauthenticated', `the bot is not installed in ${key}`, { vendor: 'slack' });
  return { botToken: installation.botToken, botUserId: installation.botUserId };
}

async function adoptToken(
  { api, installations, clock }: { api: SlackApi; installations: Installations; clock: Clock },
  botToken: string,
): Promise<SlackInstallation> {
  const answer = await api.callWith(botToken, (client) => client.auth.test());
  const key = answer.is_enterprise_install ? answer.enterprise_id : answer.team_id;
  if (!key || !answer.user_id)
    throw new CountersignError('unexpected_response', 'Slack named no workspace', { vendor: 'slack' });
  const installation: SlackInstallation = {
    key,
    teamName: answer.team ?? key,
    appId: answer.app_id ?? '',
    botUserId: answer.user_id,
    botToken,
    scopes: answer.response_metadata?.scopes ?? [],
    installedAt: clock.now(),
  };
  await installations.save(installation);
  return installation;
}
