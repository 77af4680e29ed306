/** Somebody in a client’s directory, and what they have. */
export interface DemoUser {
  key: string;
  id: string;
  name: string;
  email: string;
  jobTitle: string;
  department: string;
  /** Key of the manager in the same client; absent means none is set in the directory. */
  manager?: string;
  slackUserId?: string;
  connectwiseContactId?: number;
  accountEnabled?: boolean;
  /** Mastered by an on-premises directory. */
  synced?: boolean;
  /** Absent usage location makes licence assignment fail, as in Entra. */
  usageLocation?: string;
  /** Directory role held, such as `Global Administrator`. */
  directoryRole?: string;
  groups?: readonly string[];
  licences?: readonly string[];
  appRoles?: readonly { app: string; role: string }[];
  /** Registered sign-in methods beside the password; the first is the default. */
  authenticationMethods?: readonly (
    | 'phone'
    | 'microsoftAuthenticator'
    | 'fido2'
    | 'softwareOath'
    | 'email'
  )[];
}

/** A group of a client’s directory. */
export interface DemoGroup {
  key: string;
  id: string;
  name: string;
  description: string;
  kind?: 'security' | 'dynamic' | 'synced' | 'mail_enabled' | 'role_assignable';
}

/** An application that users can be assigned to. */
export interface DemoApplication {
  key: string;
  /** Object id of the service principal. */
  id: string;
  appId: string;
  name: string;
  roles: readonly { key: string; id: string; name: string }[];
}

/** A subscription with its seats. */
export interface DemoLicence {
  key: string;
  skuId: string;
  skuPartNumber: string;
  enabled: number;
  consumed: number;
}

/** A client company with its tenant, workspace and ConnectWise company. */
export interface DemoClient {
  key: string;
  name: string;
  entraTenantId: string;
  domain: string;
  slackTeamId: string;
  connectwiseCompany: { id: number; identifier: string };
  users: readonly DemoUser[];
  groups: readonly DemoGroup[];
  applications: readonly DemoApplication[];
  licences: readonly DemoLicence[];
}
