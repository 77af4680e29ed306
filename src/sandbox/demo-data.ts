/**
 * The people and companies of the sandbox: one MSP, two client companies, each with an Entra tenant, a Slack
 * workspace and a ConnectWise company. All names and addresses are invented (`.example`).
 */

export const msp = {
  name: 'Harbor IT',
  slackTeamId: 'T0HARBOR',
  technicians: [
    {
      key: 'tess',
      name: 'Tess Tanaka',
      email: 'tess@harbor-it.example',
      slackUserId: 'U0TESS',
      connectwiseMember: 'ttanaka',
      role: 'msp_technician',
    },
    {
      key: 'theo',
      name: 'Theo Brandt',
      email: 'theo@harbor-it.example',
      slackUserId: 'U0THEO',
      connectwiseMember: 'tbrandt',
      role: 'msp_technician',
    },
    {
      key: 'ada',
      name: 'Ada Okafor',
      email: 'ada@harbor-it.example',
      slackUserId: 'U0ADA',
      connectwiseMember: 'aokafor',
      role: 'msp_admin',
    },
  ],
} as const;

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

export interface DemoGroup {
  key: string;
  id: string;
  name: string;
  description: string;
  kind?: 'security' | 'dynamic' | 'synced' | 'mail_enabled' | 'role_assignable';
}

export interface DemoApplication {
  key: string;
  /** Object id of the service principal. */
  id: string;
  appId: string;
  name: string;
  roles: readonly { key: string; id: string; name: string }[];
}

export interface DemoLicence {
  key: string;
  skuId: string;
  skuPartNumber: string;
  enabled: number;
  consumed: number;
}

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

const lakeside: DemoClient = {
  key: 'lakeside',
  name: 'Lakeside Dental',
  entraTenantId: '1a7e51de-0000-4000-8000-000000000001',
  domain: 'lakeside.example',
  slackTeamId: 'T0LAKESIDE',
  connectwiseCompany: { id: 42, identifier: 'LakesideDental' },
  users: [
    {
      key: 'dana',
      id: '1a7e51de-0000-4000-8000-00000000a001',
      name: 'Dana Diaz',
      email: 'dana@lakeside.example',
      jobTitle: 'Patient coordinator',
      department: 'Front office',
      manager: 'max',
      slackUserId: 'U0DANA',
      connectwiseContactId: 501,
      usageLocation: 'US',
      groups: ['all-staff'],
      licences: ['business-premium'],
      authenticationMethods: ['microsoftAuthenticator', 'phone'],
    },
    {
      key: 'max',
      id: '1a7e51de-0000-4000-8000-00000000a002',
      name: 'Max Moreno',
      email: 'max@lakeside.example',
      jobTitle: 'Office manager',
      department: 'Front office',
      manager: 'priya',
      slackUserId: 'U0MAX',
      connectwiseContactId: 502,
      usageLocation: 'US',
      groups: ['all-staff', 'zendesk-users', 'finance-rw'],
      licences: ['business-premium', 'power-bi-pro'],
      authenticationMethods: ['microsoftAuthenticator'],
    },
    {
      key: 'priya',
      id: '1a7e51de-0000-4000-8000-00000000a003',
      name: 'Priya Patel',
      email: 'priya@lakeside.example',
      jobTitle: 'Managing director',
      department: 'Management',
      slackUserId: 'U0PRIYA',
      connectwiseContactId: 503,
      usageLocation: 'US',
      directoryRole: 'Global Administrator',
      groups: ['all-staff'],
      licences: ['business-premium'],
      authenticationMethods: ['fido2', 'microsoftAuthenticator'],
    },
    {
      key: 'sam',
      id: '1a7e51de-0000-4000-8000-00000000a004',
      name: 'Sam Silva',
      email: 'sam@lakeside.example',
      jobTitle: 'Dental technician',
      department: 'Laboratory',
      manager: 'max',
      slackUserId: 'U0SAM',
      connectwiseContactId: 504,
      synced: true,
      usageLocation: 'US',
      groups: ['all-staff'],
      licences: ['business-premium'],
      authenticationMethods: ['phone'],
    },
    {
      key: 'lee',
      id: '1a7e51de-0000-4000-8000-00000000a005',
      name: 'Lee Larsen',
      email: 'lee@lakeside.example',
      jobTitle: 'Hygienist',
      department: 'Practice',
      slackUserId: 'U0LEE',
      connectwiseContactId: 505,
      groups: ['all-staff'],
      licences: [],
      authenticationMethods: ['phone'],
    },
    {
      key: 'noor',
      id: '1a7e51de-0000-4000-8000-00000000a006',
      name: 'Noor Nasser',
      email: 'noor@lakeside.example',
      jobTitle: 'Former receptionist',
      department: 'Front office',
      manager: 'max',
      accountEnabled: true,
      usageLocation: 'US',
      groups: ['all-staff', 'zendesk-users'],
      licences: ['business-premium'],
      authenticationMethods: ['phone', 'email'],
    },
  ],
  groups: [
    {
      key: 'zendesk-users',
      id: '1a7e51de-0000-4000-8000-00000000b001',
      name: 'Zendesk Users',
      description: 'Gives agents access to Zendesk',
    },
    {
      key: 'finance-rw',
      id: '1a7e51de-0000-4000-8000-00000000b002',
      name: 'Finance-RW',
      description: 'Read and write on the finance share',
    },
    {
      key: 'all-staff',
      id: '1a7e51de-0000-4000-8000-00000000b003',
      name: 'All Staff',
      description: 'Everybody, by rule',
      kind: 'dynamic',
    },
    {
      key: 'lab-onprem',
      id: '1a7e51de-0000-4000-8000-00000000b004',
      name: 'Laboratory (on-premises)',
      description: 'Mastered by the local directory',
      kind: 'synced',
    },
    {
      key: 'privileged-ops',
      id: '1a7e51de-0000-4000-8000-00000000b005',
      name: 'Privileged Operations',
      description: 'Can be given directory roles',
      kind: 'role_assignable',
    },
    {
      key: 'reception-list',
      id: '1a7e51de-0000-4000-8000-00000000b006',
      name: 'Reception list',
      description: 'Mail-enabled security group',
      kind: 'mail_enabled',
    },
  ],
  applications: [
    {
      key: 'salesforce',
      id: '1a7e51de-0000-4000-8000-00000000c001',
      appId: '1a7e51de-0000-4000-8000-00000000d001',
      name: 'Salesforce',
      roles: [
        { key: 'standard', id: '1a7e51de-0000-4000-8000-00000000e001', name: 'Standard User' },
        { key: 'admin', id: '1a7e51de-0000-4000-8000-00000000e002', name: 'System Administrator' },
      ],
    },
    {
      key: 'zendesk',
      id: '1a7e51de-0000-4000-8000-00000000c002',
      appId: '1a7e51de-0000-4000-8000-00000000d002',
      name: 'Zendesk',
      roles: [{ key: 'agent', id: '1a7e51de-0000-4000-8000-00000000e003', name: 'Agent' }],
    },
    {
      key: 'dentrix',
      id: '1a7e51de-0000-4000-8000-00000000c003',
      appId: '1a7e51de-0000-4000-8000-00000000d003',
      name: 'Dentrix Ascend',
      roles: [],
    },
  ],
  licences: [
    {
      key: 'business-premium',
      skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
      skuPartNumber: 'SPB',
      enabled: 25,
      consumed: 5,
    },
    {
      key: 'power-bi-pro',
      skuId: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
      skuPartNumber: 'POWER_BI_PRO',
      enabled: 5,
      consumed: 1,
    },
    {
      key: 'visio',
      skuId: 'c5928f49-12ba-48f7-ada3-0d743a3601d5',
      skuPartNumber: 'VISIOCLIENT',
      enabled: 2,
      consumed: 2,
    },
  ],
};

const brightfield: DemoClient = {
  key: 'brightfield',
  name: 'Brightfield Law',
  entraTenantId: 'b419f1e1-0000-4000-8000-000000000002',
  domain: 'brightfield.example',
  slackTeamId: 'T0BRIGHT',
  connectwiseCompany: { id: 43, identifier: 'BrightfieldLaw' },
  users: [
    {
      key: 'bea',
      id: 'b419f1e1-0000-4000-8000-00000000a001',
      name: 'Bea Berg',
      email: 'bea@brightfield.example',
      jobTitle: 'Paralegal',
      department: 'Litigation',
      manager: 'carl',
      slackUserId: 'U0BEA',
      connectwiseContactId: 601,
      usageLocation: 'US',
      groups: [],
      licences: ['business-premium'],
      authenticationMethods: ['microsoftAuthenticator'],
    },
    {
      key: 'carl',
      id: 'b419f1e1-0000-4000-8000-00000000a002',
      name: 'Carl Chen',
      email: 'carl@brightfield.example',
      jobTitle: 'Partner',
      department: 'Litigation',
      slackUserId: 'U0CARL',
      connectwiseContactId: 602,
      usageLocation: 'US',
      groups: ['case-files'],
      licences: ['business-premium'],
      authenticationMethods: ['phone'],
    },
  ],
  groups: [
    {
      key: 'case-files',
      id: 'b419f1e1-0000-4000-8000-00000000b001',
      name: 'Case Files',
      description: 'Litigation share',
    },
  ],
  applications: [
    {
      key: 'docusign',
      id: 'b419f1e1-0000-4000-8000-00000000c001',
      appId: 'b419f1e1-0000-4000-8000-00000000d001',
      name: 'DocuSign',
      roles: [{ key: 'sender', id: 'b419f1e1-0000-4000-8000-00000000e001', name: 'Sender' }],
    },
  ],
  licences: [
    {
      key: 'business-premium',
      skuId: 'cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46',
      skuPartNumber: 'SPB',
      enabled: 10,
      consumed: 2,
    },
  ],
};

export const clients: readonly DemoClient[] = [lakeside, brightfield];
