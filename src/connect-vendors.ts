import { connectSlack, type Slack } from './bots/slack/index.ts';
import { connectTeams, type Teams } from './bots/teams/index.ts';
import { connectVoice, type Voice } from './bots/voice/index.ts';
import type { Clock } from './clock.ts';
import { openExchangeLog } from './exchange-log.ts';
import type { IntegrationAdmin } from './flows/admin/integration/integration-admin.ts';
import { createCatalog, type ToolCatalog } from './flows/catalog.ts';
import { enteredInstalls } from './flows/slack-installs.ts';
import type { ObservedCall } from './http.ts';
import { createIntegrationAdmin } from './integration-admin.ts';
import { createLiveVendors, type LiveVendors } from './live-vendors.ts';
import type { Logger } from './logger.ts';
import type { Stores } from './models/mongoose/index.ts';
import type { Settings } from './settings.ts';
import { documentationTools } from './tools/documentation-tools.ts';
import type { LanguageModel } from './tools/language-model.ts';
import { createOpenAiModel } from './tools/openai/index.ts';
import { psaTools } from './tools/psa-tools.ts';
import type { Watched } from './vendor-systems.ts';

/** Every outside system, connected and not yet called. Those in `live` come and go while the process runs. */
export interface Vendors {
  slack: Slack | undefined;
  teams: Teams | undefined;
  voice: Voice | undefined;
  live: LiveVendors;
  integrationAdmin: IntegrationAdmin;
  model: LanguageModel;
  catalog: ToolCatalog;
}

/** What vendors are connected with. */
export interface ConnectInput {
  settings: Settings;
  stores: Stores;
  clock: Clock;
  logger: Logger;
  /** Path of the file that exchanges are recorded in. */
  exchangeLog: string | undefined;
  /** The sandbox's simulated vendors listen on this machine; real ones never do. */
  sandbox: boolean;
  observe: (call: ObservedCall) => void;
  /** Where vendors reach us, without a trailing slash; undefined while nobody has said. */
  publicUrl: () => string | undefined;
}

/** Connects every vendor that has settings. Throws `bad_configuration` when one cannot be as it is configured. */
export function connectVendors(input: ConnectInput): Vendors {
  const { settings, stores, clock, logger, observe, sandbox, publicUrl } = input;
  const exchangeLog = input.exchangeLog === undefined ? undefined : openExchangeLog(input.exchangeLog);
  const watched: Watched = { clock, logger, exchangeLog, observe, allowLoopback: sandbox };
  const live = createLiveVendors({ watched, settings, integrations: stores.integrations });
  return {
    slack:
      settings.slack &&
      connectSlack({ ...watched, installations: installsOf(stores, clock) }, settings.slack),
    teams: settings.teams && connectTeams({ ...watched, ...teamsStores(stores) }, settings.teams),
    voice: settings.voice && connectVoice({ ...watched, ...voiceStores(stores) }, settings.voice),
    live,
    integrationAdmin: createIntegrationAdmin({ watched, live, clients: stores.clients, publicUrl }),
    model: createOpenAiModel(settings.openai, { exchangeLog }),
    catalog: createCatalog([
      ...live.graph.tools,
      ...psaTools(live.psas),
      ...documentationTools(live.documentations),
    ]),
  };
}

function installsOf(stores: Stores, clock: Clock) {
  return enteredInstalls(stores.slackInstallations, { ...stores, clock });
}

function teamsStores({ teamsConversations, teamsDeliveries }: Stores) {
  return { conversations: teamsConversations, deliveries: teamsDeliveries };
}

function voiceStores({ voiceCalls, voiceDeliveries, people, clients }: Stores) {
  return { calls: voiceCalls, deliveries: voiceDeliveries, people, clients };
}
