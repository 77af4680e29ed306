import type { Settings } from './settings.ts';
import type { Stores } from './models/mongoose/index.ts';
import type { Slack } from './bots/slack/index.ts';
import type { ConnectWise } from './tools/connectwise/index.ts';
import type { MicrosoftGraph } from './tools/microsoft-graph/index.ts';
import { checkOpenAi } from './tools/openai/index.ts';

/** One thing that was looked at; `text` says what works, or what is wrong and how to put it right. */
export interface CheckLine {
  subject: string;
  fine: boolean;
  text: string;
}

export interface Connections {
  settings: Settings;
  stores: Stores;
  slack: Slack;
  graph: MicrosoftGraph;
  connectwise: ConnectWise | undefined;
}

/** Asks every connected system whether it works for us. Changes nothing. */
export async function checkConnections({
  slack,
  graph,
  connectwise,
  settings,
  stores,
}: Connections): Promise<readonly CheckLine[]> {
  const clients = await stores.clients.all();
  const [slackFindings, connectwiseFindings, model, ...tenants] = await Promise.all([
    slack.check(),
    connectwise?.check() ?? [],
    checkOpenAi(settings.openai),
    ...clients.map(async ({ name, entraTenantId }) => ({ name, result: await graph.check(entraTenantId) })),
  ]);
  const findings = [
    ...slackFindings.map((one) => ({ part: 'Slack', ...one })),
    ...connectwiseFindings.map((one) => ({ part: 'ConnectWise', ...one })),
  ];
  return [
    { subject: 'Database', fine: true, text: 'connected, indexes in place' },
    {
      subject: 'Clients',
      fine: clients.length > 0,
      text:
        clients.length > 0 ? clients.map(({ name }) => name).join(', ') : 'none yet: name them in SETUP_FILE',
    },
    ...findings.map((one) => ({
      subject: `${one.part}: ${one.subject}`,
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
