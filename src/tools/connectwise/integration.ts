import { integrationRoom } from '../integration-room.ts';
import { ConnectWiseSettings } from './settings.ts';

/** ConnectWise for admins who connect it by command. */
export const connectWiseIntegration = integrationRoom({
  name: 'connectwise',
  schema: ConnectWiseSettings,
  guide: 'docs/connect-connectwise.md',
  settings: {
    baseUrl: {
      address: true,
      label: 'Address',
      hint: 'Region of the cloud, such as https://api-na.myconnectwise.net, or your own server’s https address',
      example: 'https://api-na.myconnectwise.net',
    },
    companyId: {
      place: true,
      label: 'Company id',
      hint: 'What everybody types as company when they sign in',
    },
    publicKey: {
      label: 'Public key',
      hint: 'System > Members > API Members: a member of its own > API Keys',
    },
    privateKey: { label: 'Private key', hint: 'Shown once, with the public key', secret: true },
    clientId: { label: 'Client id', hint: 'developer.connectwise.com > Client IDs' },
    board: {
      label: 'Service board for new tickets',
      hint: 'Its name exactly as in Service Desk > Service Board',
      example: 'Help Desk',
    },
    intakeBoards: {
      label: 'Boards whose tickets become requests',
      hint: 'Names, one on each line; the board above when left empty',
      reads: 'list',
    },
    statuses: {
      label: 'Names of statuses',
      hint: 'Where they are not the usual English ones: in_progress, waiting, completed, one on each line',
      example: 'completed = Erledigt',
      reads: 'pairs',
    },
    siteUrl: {
      label: 'Address in the browser',
      hint: 'Where technicians open ConnectWise, when that is not the address above without “api-”',
    },
  },
  may: [
    'Read, open, change and close service tickets, and write notes on them',
    'Read companies and contacts, to find who asks',
    'Read members, to tell technicians from programs',
    'Read boards and their statuses',
    'Register for callbacks of changed tickets, and take that back',
  ],
  webhooksLeft: 'delete the callback with this address there, by its API (system/callbacks).',
});
