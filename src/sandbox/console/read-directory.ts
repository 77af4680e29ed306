import type { UserView } from '../microsoft/index.ts';
import type { DirectoryView } from './console-state.ts';

/** As Microsoft's price list calls them; the directory itself has only part numbers. */
const LICENCE_NAMES: Readonly<Record<string, string>> = {
  SPB: 'Microsoft 365 Business Premium',
  POWER_BI_PRO: 'Power BI Pro',
  VISIOCLIENT: 'Visio Plan 2',
};

const METHOD_NAMES: Readonly<Record<string, string>> = {
  phone: 'Phone',
  microsoftAuthenticator: 'Authenticator app',
  fido2: 'Security key',
  softwareOath: 'One-time codes',
  email: 'E-mail',
};

/** A user of the simulated directory as the page shows them, line by line. */
export function describeUser(user: UserView): DirectoryView {
  return {
    id: user.id,
    name: user.name,
    jobTitle: user.jobTitle,
    facts: [
      { label: 'Groups', values: user.groups },
      { label: 'Apps', values: user.applications.map(({ application, role }) => `${application}: ${role}`) },
      { label: 'Licences', values: user.licences.map((licence) => LICENCE_NAMES[licence] ?? licence) },
      { label: 'Sign-in', values: signIn(user) },
      { label: 'MFA', values: user.authenticationMethods.map((method) => METHOD_NAMES[method] ?? method) },
      { label: 'Password', values: password(user) },
      { label: 'Sessions', values: [sessions(user)] },
      ...(user.directoryRoles.length > 0 ? [{ label: 'Admin roles', values: user.directoryRoles }] : []),
    ],
  };
}

function signIn(user: UserView): string[] {
  return [user.accountEnabled ? 'Allowed' : 'Blocked', ...(user.synced ? ['Synced from on-premises'] : [])];
}

function password(user: UserView): string[] {
  const changed = `changed ${minute(user.passwordChangedAt)}`;
  return user.mustChangePassword ? [changed, 'to be changed at next sign-in'] : [changed];
}

/** A new password ends no session by itself. */
function sessions({ sessionsValidFrom, passwordChangedAt }: UserView): string {
  return sessionsValidFrom > passwordChangedAt ? `all ended ${minute(sessionsValidFrom)}` : 'kept';
}

const MINUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function minute(instant: Date): string {
  return MINUTE.format(instant);
}
