import { integrationRoom } from '../integration-room.ts';
import { HuduSettings } from './settings.ts';

/** Hudu for admins who connect it by command. */
export const huduIntegration = integrationRoom({
  name: 'hudu',
  schema: HuduSettings,
  guide: 'docs/connect-hudu.md',
  settings: {
    baseUrl: {
      address: true,
      label: 'Address',
      hint: 'The address in the browser',
      example: 'https://acme.huducloud.com',
    },
    apiKey: {
      label: 'API key',
      hint: 'Admin > API Keys > New, without access to passwords; shown once',
      secret: true,
    },
    globalFolders: {
      label: 'Folders meant for all clients',
      hint: 'Names of folders of the global knowledge base, one on each line; none when left empty',
      reads: 'list',
    },
    globalProcesses: {
      label: 'Global processes are meant for all clients',
      hint: 'They have no folders to choose by',
      reads: 'yes_or_no',
    },
  },
  may: [
    'Read companies, knowledge base articles and processes',
    'It never reads passwords or assets, and never writes',
  ],
});
