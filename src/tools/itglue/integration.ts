import { integrationRoom } from '../integration-room.ts';
import { ItGlueSettings } from './settings.ts';

/** IT Glue for admins who connect it by command. */
export const itGlueIntegration = integrationRoom({
  name: 'itglue',
  schema: ItGlueSettings,
  guide: 'docs/connect-itglue.md',
  settings: {
    region: {
      label: 'Region',
      hint: 'Where your account is; a key is known in its own region alone',
      reads: {
        options: [
          { value: 'us', label: 'United States' },
          { value: 'eu', label: 'Europe' },
          { value: 'au', label: 'Australia' },
        ],
      },
    },
    siteUrl: {
      label: 'Address in the browser',
      hint: 'Links to runbooks lead there',
      example: 'https://acme.itglue.com',
    },
    apiKey: {
      label: 'API key',
      hint: 'Account > Settings > API Keys, without access to passwords; shown once',
      secret: true,
    },
    sharedOrganizationId: {
      label: 'Organization meant for all clients',
      hint: 'The number in the address of its page; none when left empty',
    },
    assetTypes: {
      label: 'Flexible asset types with runbooks',
      hint: 'Names, one on each line, besides documents',
      reads: 'list',
    },
    apiUrl: { address: true, label: 'Address of the API', hint: 'Leave it empty: the region says it' },
  },
  may: [
    'Read organizations, documents and the flexible asset types that are named',
    'It never reads passwords, and never writes',
  ],
});
