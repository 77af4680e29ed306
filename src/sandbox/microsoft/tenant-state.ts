import { addMs, DAY_MS, HOUR_MS } from '../../clock.ts';
import type { DemoClient, DemoGroup, DemoUser } from '../demo-client.ts';

export type AuthenticationKind = NonNullable<DemoUser['authenticationMethods']>[number];

export interface SimulatedMethod {
  id: string;
  kind: AuthenticationKind;
  /** The default cannot be deleted while others exist. */
  isDefault: boolean;
  createdAt: Date;
}

export interface SimulatedLicence {
  skuId: string;
  /** Inherited from this group: cannot be removed from the user. */
  fromGroupId?: string;
}

export interface SimulatedSignIn {
  id: string;
  at: Date;
  application: string;
  ipAddress: string;
  errorCode: number;
  failureReason: string;
}

export interface SimulatedUser {
  id: string;
  displayName: string;
  userPrincipalName: string;
  mail: string;
  aliases: string[];
  jobTitle: string;
  department: string;
  userType: 'Member' | 'Guest';
  accountEnabled: boolean;
  synced: boolean;
  usageLocation?: string;
  managerId?: string;
  directoryRoles: string[];
  licences: SimulatedLicence[];
  methods: SimulatedMethod[];
  signIns: SimulatedSignIn[];
  createdAt: Date;
  /** The password itself is kept nowhere. */
  passwordChangedAt: Date;
  mustChangePassword: boolean;
  sessionsValidFrom: Date;
}

export interface SimulatedGroup {
  id: string;
  displayName: string;
  description: string;
  kind: NonNullable<DemoGroup['kind']>;
  memberIds: string[];
  /** Groups that are members of this one: their members are transitive members. */
  memberGroupIds: string[];
  createdAt: Date;
}

export interface SimulatedApplication {
  id: string;
  appId: string;
  displayName: string;
  roles: { id: string; displayName: string; value: string }[];
}

export interface SimulatedAssignment {
  id: string;
  /** A user or a group. */
  principalId: string;
  applicationId: string;
  roleId: string;
  createdAt: Date;
}

export interface SimulatedSku {
  skuId: string;
  skuPartNumber: string;
  enabled: number;
  consumed: number;
}

/** Everything one simulated tenant remembers: plain data, so that a copy of it can be served as a replica that lags. */
export interface TenantState {
  users: SimulatedUser[];
  groups: SimulatedGroup[];
  applications: SimulatedApplication[];
  assignments: SimulatedAssignment[];
  skus: SimulatedSku[];
}

/** Stands for access to an application that has no roles of its own. */
export const DEFAULT_ACCESS_ROLE = '00000000-0000-0000-0000-000000000000';

/** The tenant as the demo data describe it, with histories that end at `now`. */
export function buildTenantState(client: DemoClient, now: Date): TenantState {
  return {
    users: client.users.map((user) => buildUser(client, user, now)),
    groups: client.groups.map((group) => ({
      id: group.id,
      displayName: group.name,
      description: group.description,
      kind: group.kind ?? 'security',
      memberIds: client.users.filter((user) => user.groups?.includes(group.key)).map((user) => user.id),
      memberGroupIds: [],
      createdAt: addMs(now, -400 * DAY_MS),
    })),
    applications: client.applications.map((application) => ({
      id: application.id,
      appId: application.appId,
      displayName: application.name,
      roles: application.roles.map(({ id, name, key }) => ({ id, displayName: name, value: key })),
    })),
    assignments: client.users.flatMap((user) => buildAssignments(client, user, now)),
    skus: client.licences.map(({ skuId, skuPartNumber, enabled, consumed }) => ({
      skuId,
      skuPartNumber,
      enabled,
      consumed,
    })),
  };
}

function buildUser(client: DemoClient, user: DemoUser, now: Date): SimulatedUser {
  const manager = client.users.find((one) => one.key === user.manager);
  const passwordChangedAt = addMs(now, -90 * DAY_MS);
  return {
    id: user.id,
    displayName: user.name,
    userPrincipalName: user.email,
    mail: user.email,
    aliases: [],
    jobTitle: user.jobTitle,
    department: user.department,
    userType: 'Member',
    accountEnabled: user.accountEnabled ?? true,
    synced: user.synced ?? false,
    ...(user.usageLocation ? { usageLocation: user.usageLocation } : {}),
    ...(manager ? { managerId: manager.id } : {}),
    directoryRoles: user.directoryRole ? [user.directoryRole] : [],
    licences: client.licences
      .filter(({ key }) => user.licences?.includes(key))
      .map(({ skuId }) => ({ skuId })),
    methods: (user.authenticationMethods ?? []).map((kind, index) => ({
      id: methodId(user.id, index),
      kind,
      isDefault: index === 0,
      createdAt: addMs(now, -(60 - index) * DAY_MS),
    })),
    signIns: buildSignIns(user, now),
    createdAt: addMs(now, -800 * DAY_MS),
    passwordChangedAt,
    mustChangePassword: false,
    sessionsValidFrom: passwordChangedAt,
  };
}

function buildAssignments(client: DemoClient, user: DemoUser, now: Date): SimulatedAssignment[] {
  return (user.appRoles ?? []).flatMap(({ app, role }, index) => {
    const application = client.applications.find(({ key }) => key === app);
    if (!application) return [];
    const roleId = application.roles.find(({ key }) => key === role)?.id ?? DEFAULT_ACCESS_ROLE;
    return [
      {
        id: Buffer.from(`${user.id}:${index}`).toString('base64url'),
        principalId: user.id,
        applicationId: application.id,
        roleId,
        createdAt: now,
      },
    ];
  });
}

/** Two that worked and a wrong password in between, the latest an hour ago. */
function buildSignIns(user: DemoUser, now: Date): SimulatedSignIn[] {
  const wrongPassword = 'Error validating credentials due to invalid username or password.';
  const history = [
    { hours: 1, application: 'Office 365 Exchange Online', errorCode: 0 },
    { hours: 20, application: 'Microsoft Teams', errorCode: 50126 },
    { hours: 20.1, application: 'Microsoft Teams', errorCode: 0 },
  ];
  return history.map(({ hours, application, errorCode }, index) => ({
    id: `${user.id.slice(0, -4)}f${index}${user.id.slice(-2)}`,
    at: addMs(now, -hours * HOUR_MS),
    application,
    ipAddress: '203.0.113.20',
    errorCode,
    failureReason: errorCode === 0 ? 'Other.' : wrongPassword,
  }));
}

/** Ids of methods are GUIDs; these are the user's with the last block replaced. */
function methodId(userId: string, index: number): string {
  return `${userId.slice(0, -5)}${index}${userId.slice(-4)}`;
}
