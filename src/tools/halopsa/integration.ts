import { integrationRoom } from '../integration-room.ts';
import { HaloPsaSettings } from './settings.ts';

/** HaloPSA for admins who connect it by command. */
export const haloPsaIntegration = integrationRoom({
  name: 'halopsa',
  schema: HaloPsaSettings,
  guide: 'docs/connect-halopsa.md',
  settings: {
    baseUrl: {
      address: true,
      label: 'Address',
      hint: 'The address in the browser',
      example: 'https://harborit.halopsa.com',
    },
    clientId: {
      label: 'Client id',
      hint: 'Configuration > Integrations > Halo API > View Applications > New: Client ID and Secret (Services)',
    },
    clientSecret: { label: 'Client secret', hint: 'Of the same application', secret: true },
    ticketType: {
      label: 'Type of new tickets',
      hint: 'Name or id in Configuration > Tickets > Ticket Types',
      example: 'Service Request',
    },
    internalOutcome: {
      label: 'Action for internal notes',
      hint: 'Name or id in Configuration > Tickets > Actions, which no customer sees',
      example: 'Private Note',
    },
    publicOutcome: {
      label: 'Action for public notes',
      hint: 'Name or id in Configuration > Tickets > Actions',
      example: 'Public Note',
    },
    intakeTicketTypes: {
      label: 'Types whose tickets become requests',
      hint: 'Names, one on each line',
      reads: 'list',
    },
    intakeTeams: {
      label: 'Teams whose tickets become requests',
      hint: 'Names, one on each line; with both lists a ticket has to fit both',
      reads: 'list',
    },
    approvalOutcome: {
      label: 'Action that starts an approval',
      hint: 'Only where Halo’s own approvals are to be used',
    },
    webhookUser: { label: 'Webhook user', hint: 'Of your choice; the three webhook fields belong together' },
    webhookPassword: {
      label: 'Webhook password',
      hint: 'Of your choice and random, at least 16 characters',
      secret: true,
      inbound: true,
    },
    webhookSecret: {
      label: 'End of the webhook address',
      hint: 'Of your choice and random: at least 16 letters and digits',
      secret: true,
      inbound: true,
    },
    statuses: {
      label: 'Names of statuses',
      hint: 'Where they are not the usual English ones: new, in_progress, waiting, completed, one on each line',
      example: 'waiting = Beim Kunden',
      reads: 'pairs',
    },
    scope: { label: 'Scopes', hint: 'Only for an application that does not have “all”' },
    tenant: { label: 'Tenant', hint: 'Only where the instance does not tell it itself' },
    authUrl: {
      address: true,
      label: 'Authorisation server',
      hint: 'Only where the instance does not tell it itself',
    },
    interactiveApplications: {
      label: 'Applications in which people write',
      hint: 'Ids, only where Halo names one on technicians’ own actions',
      reads: 'list',
    },
    siteUrl: {
      label: 'Address for technicians',
      hint: 'Where they open Halo, when that is not the address above',
    },
  },
  may: [
    'Read, open, change and close tickets, and write actions on them (read:tickets, edit:tickets)',
    'Read clients and users, to find who asks (read:customers)',
    'Read agents, teams, ticket types, statuses and actions',
    'Start approval processes, where one is named',
  ],
  webhooks:
    'Enter this address under Configuration > Integrations > Webhooks, with Basic authentication by the webhook user and password.',
});
