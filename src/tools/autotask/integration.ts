import { integrationRoom } from '../integration-room.ts';
import { AutotaskSettings } from './settings.ts';

/** Autotask for admins who connect it by command. */
export const autotaskIntegration = integrationRoom({
  name: 'autotask',
  schema: AutotaskSettings,
  guide: 'docs/connect-autotask.md',
  settings: {
    username: {
      place: true,
      label: 'User name',
      hint: 'Admin > Resources/Users: of an API user of its own, on its Security tab',
    },
    secret: { label: 'Secret', hint: 'Of the same API user', secret: true },
    integrationCode: { label: 'Tracking identifier', hint: 'Of the same API user, for a custom integration' },
    queue: {
      label: 'Queue for new tickets',
      hint: 'Its name exactly as in Admin > Service Desk > Queues',
      example: 'Help Desk',
    },
    intakeQueues: {
      label: 'Queues whose tickets become requests',
      hint: 'Names, one on each line; none when left empty',
      reads: 'list',
    },
    webhookSecret: {
      label: 'Webhook secret',
      hint: 'Of your choice and random, 16 to 64 characters; without it tickets are polled',
      secret: true,
    },
    statuses: {
      label: 'Names of statuses',
      hint: 'Where they are not the usual English ones: new, in_progress, waiting, completed, one on each line',
      example: 'waiting = Beim Kunden',
      reads: 'pairs',
    },
    priority: { label: 'Priority of new tickets', hint: 'Its label; the tenant’s default when left empty' },
    noteType: { label: 'Type of notes', hint: 'Its label; task notes when left empty' },
    internalPublish: {
      label: 'Publish value of internal notes',
      hint: 'Its label, where it does not have the word internal in it',
    },
    zoneUrl: {
      address: true,
      label: 'Where zones are asked for',
      hint: 'Leave it empty: https://webservices.autotask.net',
    },
    siteUrl: {
      label: 'Address for technicians',
      hint: 'Where they open Autotask, when that is not what the zone says',
    },
  },
  may: [
    'Read, open, change and close tickets, and read and write ticket notes, internal ones too',
    'Read companies and contacts, to find who asks',
    'Read resources, to tell technicians from programs',
    'Create and delete its own webhooks, where a webhook secret is given',
    'It never writes in the name of somebody else',
  ],
  webhooksLeft: 'deactivate its API user there, which switches them off.',
});
