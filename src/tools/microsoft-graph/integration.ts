import { integrationRoom } from '../integration-room.ts';
import { MicrosoftGraphSettings } from './settings.ts';

/** Microsoft 365 for admins who connect it by command: the one app registration for all clients' tenants. */
export const microsoft365Integration = integrationRoom({
  name: 'microsoft365',
  schema: MicrosoftGraphSettings,
  guide: 'docs/connect-microsoft-365.md',
  settings: {
    appId: {
      label: 'Application (client) id',
      hint: 'Entra admin centre > App registrations: of a multi-tenant app of its own',
    },
    clientSecret: {
      label: 'Client secret',
      hint: 'Certificates & secrets: the value, not the id. Either this or a certificate',
      secret: true,
      insteadOf: 'certificate',
    },
    certificate: {
      label: 'Certificate with private key',
      hint: 'PEM text with both, the key unencrypted. Preferred to a secret',
      secret: true,
      reads: 'pem',
      insteadOf: 'clientSecret',
    },
    loginUrl: {
      address: true,
      label: 'Sign-in of a national cloud',
      hint: 'Leave it empty for the global one',
    },
    graphUrl: {
      address: true,
      label: 'Graph of a national cloud',
      hint: 'Leave it empty for the global one',
    },
  },
  may: [
    'In every tenant that consented, exactly what its administrator consented to; it has no directory role',
    'Read users, groups, applications, licences, sign-in methods and sign-ins',
    'Change memberships, application roles and licences (GroupMember, AppRoleAssignment, LicenseAssignment)',
    'Reset passwords and sign-in methods, end sessions, block and unblock accounts, where these permissions were given',
    'Administrators and guests are never touched',
  ],
});
