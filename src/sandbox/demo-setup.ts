import type { SlackInstallation } from '../models/integration.ts';
import type { PsaName } from '../models/ticket.ts';
import { companyIn, type DemoTechnician, technicianIn } from './demo-accounts.ts';
import type { DemoClient } from './demo-client.ts';
import { clients, msp } from './demo-data.ts';
import { lineOf, phoneNumberOf } from './demo-phones.ts';
import type { SlackWorkspace } from './slack/index.ts';

/** The demo MSP's people and clients, as its setup file would name them. Both clients act: the page can switch that. */
export const demoSetup = {
  people: [...msp.technicians.map(technicianSetup), ...clients.flatMap(employeeSetup)],
  clients: clients.map((client) => ({
    id: client.key,
    name: client.name,
    mode: 'execute' as const,
    entraTenantId: client.entraTenantId,
    slackTeamIds: [client.slackTeamId],
    emailDomains: [client.domain],
    voiceNumbers: [lineOf(client)].flatMap((line) => line ?? []),
    psa: { name: 'connectwise' as const, companyId: companyOf(client, 'connectwise') },
    documentation: [
      { name: 'hudu' as const, companyId: String(companyIn.hudu(client)) },
      { name: 'itglue' as const, companyId: String(companyIn.itglue(client)) },
    ],
  })),
};

function technicianSetup(technician: DemoTechnician) {
  return {
    name: technician.name,
    email: technician.email,
    role: technician.role,
    slack: { team: msp.slackTeamId, user: technician.slackUserId },
    teams: { tenant: msp.entraTenantId, user: technician.entraUserId },
    connectwise: technician.connectwiseMember,
    halopsa: String(technicianIn.halopsa(technician)),
    autotask: String(technicianIn.autotask(technician)),
    jira: technicianIn.jira(technician),
  };
}

/** Whoever has a telephone, with its number; they make themselves known in chat by their address. */
function employeeSetup(client: DemoClient) {
  return client.users.flatMap((user) => {
    const phone = phoneNumberOf(user);
    return phone === undefined ? [] : [{ name: user.name, email: user.email, client: client.key, phone }];
  });
}

/** The client's company in a PSA, as the product names it. */
export function companyOf(client: DemoClient, psa: PsaName): string {
  return psa === 'connectwise' ? String(client.connectwiseCompany.id) : String(companyIn[psa](client));
}

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
