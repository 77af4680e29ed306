import { MovableClock } from '../../src/clock.ts';
import { clients, msp } from '../../src/sandbox/demo-data.ts';
import { type SimulatedJira, startSimulatedJira } from '../../src/sandbox/jira/simulated-jira.ts';
import { connectJira, type Jira, JiraSettings } from '../../src/tools/jira/index.ts';
import { testExchangeLog } from './exchange-log.ts';

/** A customer of the service project LAKE, Lakeside Dental. */
export const dana = { email: 'dana@lakeside.example', id: 'qm:demo:501' };
/** An agent of the MSP. */
export const tess = '712020:tess';

const credentials = {
  email: 'countersign@harbor-it.example',
  apiToken: 'classic-token',
  scopedApiToken: 'token-with-scopes',
  cloudId: '9e1477fd-54ef-41fe-b747-bc9e6a11a925',
};

/** What the webhook of the bench is signed with. */
export const webhookSecret = 'webhook-secret-of-the-bench';

export interface JiraBench {
  vendor: SimulatedJira;
  jira: Jira;
  settings: JiraSettings;
  clock: MovableClock;
  /** Connects once more, with other settings. */
  connectWith(settings: Partial<JiraSettings>): Jira;
}

/** Our Jira room connected to a simulated Jira over HTTP. Close `vendor` after use. */
export async function openJiraBench(): Promise<JiraBench> {
  const clock = new MovableClock();
  const vendor = await startSimulatedJira({ ...credentials, clients, msp, clock });
  const { email, apiToken } = credentials;
  const settings = JiraSettings.parse({
    site: vendor.url,
    email,
    apiToken,
    intakeProjects: ['LAKE', 'BRIG'],
    sharedProjects: ['HELP'],
    webhookSecret,
    gatewayUrl: vendor.url,
  });
  const connectWith = (others: Partial<JiraSettings>) =>
    connectJira({ clock, exchangeLog: testExchangeLog, allowLoopback: true }, { ...settings, ...others });
  return { vendor, jira: connectWith({}), settings, clock, connectWith };
}

/** Settings for a token with scopes, which only Atlassian's gateway takes. */
export const scopedToken: Partial<JiraSettings> = {
  apiToken: credentials.scopedApiToken,
  cloudId: credentials.cloudId,
};
