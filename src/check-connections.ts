import type { Slack } from './bots/slack/index.ts';
import type { Vendors } from './connect-vendors.ts';
import { describeForTechnician } from './errors.ts';
import type { Finding } from './finding.ts';
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
export async function checkConnections({
  slack,
  teams,
  voice,
  graph,
  psas,
  documentations,
  settings,
  stores,
}: Connections): Promise<readonly CheckLine[]> {
  const clients = await stores.clients.all();
  const [slackFindings, teamsFindings, voiceFindings, systems, model, ...tenants] = await Promise.all([
    slack ? slackFindingsOf(slack, settings) : [],
    teams?.check() ?? [],
    voice?.check() ?? [],
    Promise.all([...psas, ...documentations].map(named)),
    checkOpenAi(settings.openai),
    ...clients.map(async ({ name, entraTenantId }) => ({ name, result: await graph.check(entraTenantId) })),
  ]);
  const findings = [...slackFindings, ...teamsFindings, ...voiceFindings, ...systems.flat()];
  return [
    { subject: 'Database', fine: true, text: 'connected, indexes in place' },
    {
      subject: 'Clients',
      fine: clients.length > 0,
      text:
        clients.length > 0 ? clients.map(({ name }) => name).join(', ') : 'none yet: name them in SETUP_FILE',
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
    ...tenants.map(({ name, result }) => ({
      subject: `Microsoft 365 of ${name}`,
      fine: result.kind === 'working',
      text: result.kind === 'working' ? result.detail : result.fix,
    })),
  ];
}

async function named(system: { title: string; check(): Promise<Finding[]> }): Promise<Finding[]> {
  const findings = await system.check();
  return findings.map((one) => ({ ...one, subject: `${system.title}: ${one.subject}` }));
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
