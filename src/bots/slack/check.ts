import { type Finding, type Fixes, fine, lookInto, trouble } from '../../finding.ts';
import type { LockedInstallation, SlackInstallation } from '../../models/integration.ts';
import type { SlackApi } from './api.ts';
import type { Installations } from './installations.ts';
import { SCOPES } from './settings.ts';

/** Looks at the bot's install in every workspace, changing nothing. */
export async function checkSlack({
  api,
  installations,
}: {
  api: SlackApi;
  installations: Installations;
}): Promise<Finding[]> {
  const [all, locked] = await Promise.all([installations.all(), installations.locked()]);
  if (all.length + locked.length === 0)
    return [
      trouble(
        'Slack',
        'the bot is installed in no workspace',
        'Open /slack/install in a browser, once for each workspace.',
      ),
    ];
  const findings = await Promise.all(all.map((installation) => checkWorkspace(api, installation)));
  return [...findings, ...locked.map(lockedFinding)];
}

function lockedFinding({ teamName, key, keyId }: LockedInstallation): Finding {
  return trouble(
    `Slack workspace ${teamName} (${key})`,
    `its token is sealed under the key ${keyId}, which is not configured`,
    'Put the key back into SEALING_KEYS, or install the bot there again.',
  );
}

async function checkWorkspace(
  api: SlackApi,
  { botToken, teamName, key }: SlackInstallation,
): Promise<Finding> {
  const subject = `Slack workspace ${teamName} (${key})`;
  const [finding = fine(subject)] = await lookInto(subject, FIXES, async () => {
    const answer = await api.callWith(botToken, (client) => client.auth.test());
    const granted = answer.response_metadata?.scopes;
    const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
    if (missing.length === 0) return [];
    return [trouble(subject, `these permissions are missing: ${missing.join(', ')}`, REINSTALL)];
  });
  return finding;
}

const REINSTALL = 'Bring the Slack app up to date with manifests/slack.json and install it again.';
const FIXES: Fixes = {
  unauthenticated: 'The bot was removed there, or its token revoked: install it again.',
  unavailable: 'Check whether this machine may reach slack.com over https.',
  timeout: 'Check whether this machine may reach slack.com over https.',
};
