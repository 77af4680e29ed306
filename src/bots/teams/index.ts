import type { Router } from 'express';
import { createBackground } from '../../background.ts';
import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { Desk } from '../../flows/desk.ts';
import type { Surface } from '../../flows/surface.ts';
import type { ObservedCall } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import { createMessageQueues } from '../../message-queues.ts';
import type { TeamsConversationStore, TeamsDeliveryStore } from '../../models/teams-conversation.ts';
import { createPersonLimit } from '../../person-limit.ts';
import { createInboundAdapter } from './adapter.ts';
import { checkTeams } from './check.ts';
import { createConnector } from './connector.ts';
import { createConnectorToken } from './connector-token.ts';
import { handleActivity } from './listeners/index.ts';
import { createPlaces } from './places.ts';
import { createReceiver } from './receiver.ts';
import { isServiceUrl } from './service-urls.ts';
import { refuseUnsafeSettings, type TeamsSettings } from './settings.ts';
import { createTeamsSurface } from './surface.ts';
import { createConnectorTransport, createLoginTransport } from './transport.ts';
import { createWorkingSigns } from './working.ts';

export { ENDPOINT } from './receiver.ts';
export { TeamsSettings } from './settings.ts';

/** A message that is refused is told so; a flood of them is not answered one by one. */
const REFUSALS_PER_MINUTE = 6;
const MINUTE_SECONDS = 60;

/** Teams, connected: what the flows say things with, and, once it listens, what people reach the desk by. */
export interface Teams {
  surface: Surface;
  /** Starts taking deliveries for the desk. */
  listen(desk: Desk): TeamsListener;
  /** For `doctor`: whether the bot gets a token, and the keys of deliveries. Changes nothing. */
  check(): Promise<Finding[]>;
}

export interface TeamsListener {
  /** Serves `POST /api/messages`, and parses the body itself. */
  router: Router;
  /** Resolves when nothing is being said any more. */
  settled(): Promise<void>;
  /** Takes nothing back that was said; finishes what is being said. */
  close(): Promise<void>;
}

export interface TeamsDependencies {
  conversations: TeamsConversationStore;
  deliveries: TeamsDeliveryStore;
  clock: Clock;
  logger: Logger;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox: the simulated Teams listens on this machine, and deliveries may come without a token. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for what only the sandbox may do. */
export function connectTeams(dependencies: TeamsDependencies, settings: TeamsSettings): Teams {
  const { clock, logger, conversations, deliveries, allowLoopback = false } = dependencies;
  refuseUnsafeSettings(settings, allowLoopback);
  const { serviceHosts: hosts, unauthenticated, serviceUrl, loginUrl, openIdMetadataUrl, appId } = settings;
  const { intakeChannels } = settings;
  const isConnector = (address: string) => isServiceUrl(address, { hosts, allowLoopback, unauthenticated });
  const token = createConnectorToken({
    settings,
    clock,
    fetch: createLoginTransport(dependencies, loginUrl),
  });
  const fetch = createConnectorTransport(dependencies, isConnector);
  const connector = createConnector({ appId, fetch, token, isServiceUrl: isConnector });
  const places = createPlaces({ conversations, connector, clock, serviceUrl });
  // Teams takes about seven messages a second in each conversation, and shows those that come at once in any order.
  const queues = createMessageQueues('teams');
  const messages = { connector, deliveries, places, queues, clock, logger };
  const working = createWorkingSigns({ connector, places, logger });
  const surface = createTeamsSurface({ ...messages, conversations, working });
  return {
    surface,
    listen(desk) {
      const background = createBackground(logger, 'something could not be said in Teams');
      const mayRefuseAloud = createPersonLimit(REFUSALS_PER_MINUTE, MINUTE_SECONDS);
      const said = { surface, places, messages, background };
      const listening = { ...said, desk, clock, logger, mayRefuseAloud, intakeChannels };
      return {
        router: createReceiver({
          settings,
          adapter: createInboundAdapter(settings),
          isServiceUrl: isConnector,
          handle: (activity) => handleActivity(listening, activity),
          logger,
        }),
        settled: () => background.settled(),
        async close() {
          working.close();
          await background.settled();
        },
      };
    },
    check: () =>
      checkTeams({ settings, token, fetch: createLoginTransport(dependencies, openIdMetadataUrl) }),
  };
}
