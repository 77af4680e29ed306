import { CountersignError, describeForTechnician, type ErrorCode, errorCode } from '../../errors.ts';
import type { SlackInstallation } from '../../models/integration.ts';
import type { SlackApi } from './api.ts';
import type { Installations } from './installations.ts';
import { SCOPES } from './settings.ts';

/** One thing that was looked at: fine, or what is wrong with what an admin does about it. */
export type Finding =
  | { kind: 'fine'; subject: string }
  | { kind: 'problem'; subject: string; problem: string; fix: string };

/** Looks at the bot's install in every workspace, changing nothing. */
export async function checkSlack({
  api,
  installations,
}: {
  api: SlackApi;
  installations: Installations;
}): Promise<Finding[]> {
  const all = await installations.all();
  if (all.length === 0)
    return [
      trouble(
        'Slack',
        'the bot is installed in no workspace',
        'Open /slack/install in a browser, once for each workspace.',
      ),
    ];
  return Promise.all(all.map((installation) => checkWorkspace(api, installation)));
}

async function checkWorkspace(
  api: SlackApi,
  { botToken, teamName, key }: SlackInstallation,
): Promise<Finding> {
  const subject = `Slack workspace ${teamName} (${key})`;
  try {
    const answer = await api.callWith(botToken, (client) => client.auth.test());
    const granted = answer.response_metadata?.scopes;
    const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
    if (missing.length === 0) return { kind: 'fine', subject };
    return trouble(subject, `these permissions are missing: ${missing.join(', ')}`, REINSTALL);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return trouble(subject, describeForTechnician(error), FIXES[errorCode(error)] ?? SEE_LOG);
  }
}

const REINSTALL = 'Bring the Slack app up to date with manifests/slack.json and install it again.';
const SEE_LOG = 'Try again; if it stays, look for this call in the log.';
const FIXES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'The bot was removed there, or its token revoked: install it again.',
  unavailable: 'Check whether this machine may reach slack.com over https.',
  timeout: 'Check whether this machine may reach slack.com over https.',
};

function trouble(subject: string, problem: string, fix: string): Finding {
  return { kind: 'problem', subject, problem, fix };
}
