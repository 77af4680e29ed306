import type { SlackInstallation } from '../models/integration.ts';
import { clients, msp } from './demo-data.ts';
import type { SlackWorkspace } from './slack/index.ts';

/** The demo MSP's people and clients, as its setup file would name them. Both clients act: the page can switch that. */
export const demoSetup = {
  people: msp.technicians.map(({ name, email, role, slackUserId, connectwiseMember }) => ({
    name,
    email,
    role,
    slack: { team: msp.slackTeamId, user: slackUserId },
    connectwise: connectwiseMember,
  })),
  clients: clients.map(({ key, name, entraTenantId, slackTeamId, domain, connectwiseCompany }) => ({
    id: key,
    name,
    mode: 'execute' as const,
    entraTenantId,
    slackTeamIds: [slackTeamId],
    emailDomains: [domain],
    psa: { name: 'connectwise' as const, companyId: String(connectwiseCompany.id) },
  })),
};

/** What the OAuth install of a simulated workspace would have stored. */
export function demoInstallations(
  workspaces: Iterable<SlackWorkspace>,
  appId: string,
  installedAt: Date,
): SlackInstallation[] {
  return [...workspaces].flatMap(({ id, name, install }) =>
    install
      ? [
          {
            key: id,
            teamName: name,
            appId,
            botUserId: install.botUserId,
            botToken: install.token,
            scopes: install.scopes,
            installedAt,
          },
        ]
      : [],
  );
}
