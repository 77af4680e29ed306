import { connectSlack, type Slack } from './bots/slack/index.ts';
import { connectTeams, type Teams } from './bots/teams/index.ts';
import { connectVoice, type Voice } from './bots/voice/index.ts';
import type { Clock } from './clock.ts';
import { type ExchangeLog, openExchangeLog } from './exchange-log.ts';
import type { Finding } from './finding.ts';
import { createCatalog, type ToolCatalog } from './flows/catalog.ts';
import type { ObservedCall } from './http.ts';
import type { Logger } from './logger.ts';
import type { Stores } from './models/mongoose/index.ts';
import type { Settings } from './settings.ts';
import { connectAutotask } from './tools/autotask/index.ts';
import { connectConnectWise } from './tools/connectwise/index.ts';
import type { Documentation } from './tools/documentation.ts';
import { documentationTools } from './tools/documentation-tools.ts';
import { connectHaloPsa } from './tools/halopsa/index.ts';
import { connectHudu } from './tools/hudu/index.ts';
import { connectItGlue } from './tools/itglue/index.ts';
import { connectJira } from './tools/jira/index.ts';
import type { LanguageModel } from './tools/language-model.ts';
import { connectMicrosoftGraph, type MicrosoftGraph } from './tools/microsoft-graph/index.ts';
import { createOpenAiModel } from './tools/openai/index.ts';
import type { Psa, PsaHooks } from './tools/psa.ts';
import { withCircuit } from './tools/psa-circuit.ts';
import { psaTools } from './tools/psa-tools.ts';

/** A PSA with what comes and goes by other ways than its contract. */
export interface ConnectedPsa {
  /** As people write it: `ConnectWise`. */
  title: string;
  psa: Psa;
  hooks: PsaHooks;
  check(): Promise<Finding[]>;
}

/** A system with runbooks. */
export interface ConnectedDocumentation {
  /** As people write it: `IT Glue`. */
  title: string;
  documentation: Documentation;
  check(): Promise<Finding[]>;
}

/** Every outside system that is configured, connected and not yet called. */
export interface Vendors {
  slack: Slack | undefined;
  teams: Teams | undefined;
  voice: Voice | undefined;
  graph: MicrosoftGraph;
  psas: readonly ConnectedPsa[];
  documentations: readonly ConnectedDocumentation[];
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
}

/** What every vendor's room is connected with. */
interface Watched {
  clock: Clock;
  logger: Logger;
  exchangeLog: ExchangeLog | undefined;
  observe(call: ObservedCall): void;
  allowLoopback: boolean;
}

/** Connects every vendor that has settings. Throws `bad_configuration` when one cannot be as it is configured. */
export function connectVendors(input: ConnectInput): Vendors {
  const { settings, stores, clock, logger, observe, sandbox } = input;
  const exchangeLog = input.exchangeLog === undefined ? undefined : openExchangeLog(input.exchangeLog);
  const watched: Watched = { clock, logger, exchangeLog, observe, allowLoopback: sandbox };
  const graph = connectMicrosoftGraph({ ...watched, settings: settings.microsoftGraph });
  const psas = connectPsas(watched, settings);
  const documentations = connectDocumentations(watched, settings);
  return {
    slack:
      settings.slack &&
      connectSlack({ ...watched, installations: stores.slackInstallations }, settings.slack),
    teams: settings.teams && connectTeams({ ...watched, ...teamsStores(stores) }, settings.teams),
    voice: settings.voice && connectVoice({ ...watched, ...voiceStores(stores) }, settings.voice),
    graph,
    psas,
    documentations,
    model: createOpenAiModel(settings.openai, { exchangeLog }),
    catalog: createCatalog([
      ...graph.tools,
      ...psaTools(psas.map(({ psa }) => psa)),
      ...documentationTools(documentations.map(({ documentation }) => documentation)),
    ]),
  };
}

function teamsStores({ teamsConversations, teamsDeliveries }: Stores) {
  return { conversations: teamsConversations, deliveries: teamsDeliveries };
}

function voiceStores({ voiceCalls, voiceDeliveries, people, clients }: Stores) {
  return { calls: voiceCalls, deliveries: voiceDeliveries, people, clients };
}

function connectPsas(
  watched: Watched,
  { connectwise, halopsa, autotask, jira }: Settings,
): readonly ConnectedPsa[] {
  const connected = [
    connectwise && { title: 'ConnectWise', ...connectConnectWise(watched, connectwise) },
    halopsa && { title: 'HaloPSA', ...connectHaloPsa(watched, halopsa) },
    autotask && { title: 'Autotask', ...connectAutotask(watched, autotask) },
    jira && { title: 'Jira', ...connectJira(watched, jira) },
  ];
  return connected.flatMap((one) => (one ? [{ ...one, psa: withCircuit(one.psa, watched) }] : []));
}

function connectDocumentations(
  watched: Watched,
  { hudu, itglue }: Settings,
): readonly ConnectedDocumentation[] {
  const connected = [
    hudu && { title: 'Hudu', ...connectHudu(watched, hudu) },
    itglue && { title: 'IT Glue', ...connectItGlue(watched, itglue) },
  ];
  return connected.flatMap((one) => (one ? [one] : []));
}
