import { integrationRoom } from '../integration-room.ts';
import { JiraSettings } from './settings.ts';

/** Jira for admins who connect it by command. */
export const jiraIntegration = integrationRoom({
  name: 'jira',
  schema: JiraSettings,
  guide: 'docs/connect-jira.md',
  settings: {
    site: {
      address: true,
      label: 'Site',
      hint: 'The address in the browser',
      example: 'https://harbor-it.atlassian.net',
    },
    email: { label: 'E-mail address', hint: 'Of an account of its own, whose token it is' },
    apiToken: { label: 'API token', hint: 'id.atlassian.com > Security > API tokens', secret: true },
    cloudId: {
      label: 'Cloud id',
      hint: 'Only for a token with scopes: the cloudId that SITE/_edge/tenant_info shows',
    },
    intakeProjects: {
      label: 'Projects whose issues become requests',
      hint: 'Their keys, such as HELP, one on each line',
      reads: 'list',
    },
    sharedProjects: {
      label: 'Service projects that clients share',
      hint: 'Their keys, one on each line; clients are told apart by organization',
      reads: 'list',
    },
    requestType: { label: 'Request type of new tickets', hint: '“Get IT help” when left empty' },
    issueType: { label: 'Issue type in other projects', hint: '“Task” when left empty' },
    internalRole: {
      label: 'Project role for internal comments',
      hint: 'Outside of Jira Service Management; without it there are no internal comments there',
    },
    webhookSecret: {
      label: 'Webhook secret',
      hint: 'Of your choice and random, at least 16 characters; without it issues are polled',
      secret: true,
      inbound: true,
    },
    statuses: {
      label: 'Names of statuses',
      hint: 'Where status categories do not say it: new, in_progress, waiting, completed, one on each line',
      example: 'waiting = Beim Kunden',
      reads: 'pairs',
    },
    siteUrl: { label: 'Address for technicians', hint: 'Where they open Jira, when that is not the site' },
    gatewayUrl: {
      address: true,
      label: 'Atlassian’s gateway',
      hint: 'Leave it empty: https://api.atlassian.com',
    },
  },
  may: [
    'Browse the projects that it is let into, create and move issues, and comment on them, internally too',
    'Read customers and organizations of service projects, and name them as reporters',
    'Read users and groups, to tell technicians from customers',
    'It takes no administrator',
  ],
  webhooks:
    'Add a webhook to this address under System > WebHooks, with the webhook secret and the events issue created, issue updated, comment created, updated and deleted.',
});
