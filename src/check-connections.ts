import type { Slack } from './bots/slack/index.ts';
import type { Vendors } from './connect-vendors.ts';
import { describeForTechnician } from './errors.ts';
import { type Finding, trouble } from './finding.ts';
import type { ConnectedSystem } from './flows/admin/integration/integration-admin.ts';
import type { Stores } from './models/mongoose/index.ts';
import type { Settings } from './settings.ts';
import { checkOpenAi } from './tools/openai/index.ts';

/** One thing that was looked at; `text` says what works, or what is wrong and how to put it right. */
export interface CheckLine {
  subject: string;
  fine: boolean;
  text: string;
}

/** What is connected, whether or not anything listens. */
export interface Connections extends Vendors {
  settings: Settings;
  stores: Stores;
}

/** Asks every connected system whether it works for us. Changes nothing. */
export async function checkConnections(connections: Connections): Promise<readonly CheckLine[]> {
  const { slack, teams, voice, live, settings, stores } = connections;
  const clients = await stores.clients.all();
  const [slackFindings, teamsFindings, voiceFindings, systems, model] = await Promise.all([
    slack ? slackFindingsOf(slack, settings) : [],
    teams?.check() ?? [],
    voice?.check() ?? [],
    Promise.all(live.connected().map((system) => systemFindings(connections, system))),
    checkOpenAi(settings.openai),
  ]);
  const hasDirectory = live.connected().some(({ name }) => name === 'microsoft365');
  const findings = [
    ...slackFindings,
    ...teamsFindings,
    ...voiceFindings,
    ...systems.flat(),
    ...(hasDirectory ? [] : [NO_DIRECTORY]),
  ];
  return [
    { subject: 'Database', fine: true, text: 'connected, indexes in place' },
    {
      subject: 'Clients',
      fine: clients.length > 0,
      text: clients.length > 0 ? clients.map(({ name }) => name).join(', ') : NO_CLIENTS,
    },
    ...findings.map((one) => ({
      subject: one.subject,
      fine: one.kind === 'fine',
      text: one.kind === 'fine' ? 'works' : `${one.problem}. ${one.fix}`,
    })),
    {
      subject: 'Language model',
      fine: model.kind === 'working',
      text: model.kind === 'working' ? model.detail : model.fix,
    },
  ];
}

const NO_CLIENTS = 'none yet: add them in chat (`client add`), or name them in SETUP_FILE';

const NO_DIRECTORY = trouble(
  'Microsoft 365',
  'it is not connected',
  'Set GRAPH_APP_ID with GRAPH_CLIENT_SECRET or GRAPH_CERTIFICATE, or connect it in chat: `integration connect microsoft365`.',
);

/** With the system's name before each. */
async function systemFindings(
  { integrationAdmin }: Connections,
  { name, title, problem }: ConnectedSystem,
): Promise<Finding[]> {
  if (problem !== undefined) return [trouble(title, problem, 'See `integration list` in chat.')];
  const findings = (await integrationAdmin.check(name)) ?? [];
  return findings.map((one) => ({ ...one, subject: `${title}: ${one.subject}` }));
}

/** A token that was made in Slack's own pages is tried first: it names its workspace. */
async function slackFindingsOf(slack: Slack, { slackBotToken }: Settings): Promise<Finding[]> {
  try {
    if (slackBotToken) await slack.adoptToken(slackBotToken);
    return await slack.check();
  } catch (error) {
    const fix = 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token of the app (OAuth & Permissions).';
    return [{ kind: 'problem', subject: 'Slack bot token', problem: describeForTechnician(error), fix }];
  }
}
