import { z } from 'zod';

/** The properties of a user that `User` reads; most are given only when asked for. */
export const USER_PROPERTIES = [
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'accountEnabled',
  'userType',
  'onPremisesSyncEnabled',
  'usageLocation',
  'department',
  'jobTitle',
  'licenseAssignmentStates',
  'lastPasswordChangeDateTime',
  'signInSessionsValidFromDateTime',
] as const;

const Instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullish();

/** Where a user's licence comes from: given to the user, or inherited from a group. */
const LicenceState = z
  .object({ skuId: z.string(), assignedByGroup: z.string().nullish() })
  .transform(({ skuId, assignedByGroup }) => ({ skuId, fromGroupId: assignedByGroup ?? undefined }));

/** A user. */
export const User = z
  .object({
    id: z.string(),
    displayName: z.string().nullish(),
    userPrincipalName: z.string(),
    mail: z.string().nullish(),
    accountEnabled: z.boolean().nullish(),
    userType: z.string().nullish(),
    onPremisesSyncEnabled: z.boolean().nullish(),
    usageLocation: z.string().nullish(),
    department: z.string().nullish(),
    jobTitle: z.string().nullish(),
    licenseAssignmentStates: z.array(LicenceState).default([]),
    lastPasswordChangeDateTime: Instant,
    signInSessionsValidFromDateTime: Instant,
  })
  .transform((user) => ({
    id: user.id,
    displayName: user.displayName ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    email: user.mail ?? user.userPrincipalName,
    accountEnabled: user.accountEnabled ?? true,
    isGuest: user.userType === 'Guest',
    /** Mastered by a local Active Directory. */
    isSynced: user.onPremisesSyncEnabled ?? false,
    usageLocation: user.usageLocation ?? undefined,
    department: user.department ?? undefined,
    jobTitle: user.jobTitle ?? undefined,
    licences: user.licenseAssignmentStates,
    passwordChangedAt: user.lastPasswordChangeDateTime ?? undefined,
    sessionsValidFrom: user.signInSessionsValidFromDateTime ?? undefined,
  }));

export type User = z.infer<typeof User>;

/** What is asked for of a group. */
export const GROUP_PROPERTIES = [
  'id',
  'displayName',
  'description',
  'groupTypes',
  'mailEnabled',
  'securityEnabled',
  'membershipRule',
  'onPremisesSyncEnabled',
  'isAssignableToRole',
] as const;

export type GroupKind =
  | 'security'
  | 'microsoft_365'
  | 'dynamic'
  | 'synced'
  | 'mail_enabled'
  | 'role_assignable';

const GroupFields = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  groupTypes: z.array(z.string()).default([]),
  mailEnabled: z.boolean().nullish(),
  membershipRule: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});

/** A group, with what kind it is. */
export const Group = GroupFields.transform(inOurWords);

export type Group = z.infer<typeof Group>;

function inOurWords(group: z.infer<typeof GroupFields>) {
  return {
    id: group.id,
    displayName: group.displayName ?? group.id,
    description: group.description ?? undefined,
    kind: kindOfGroup(group),
  };
}

function kindOfGroup(group: z.infer<typeof GroupFields>): GroupKind {
  if (group.onPremisesSyncEnabled) return 'synced';
  if (group.groupTypes.includes('DynamicMembership')) return 'dynamic';
  if (group.isAssignableToRole) return 'role_assignable';
  if (group.groupTypes.includes('Unified')) return 'microsoft_365';
  return group.mailEnabled ? 'mail_enabled' : 'security';
}

const DirectoryRole = z
  .object({ '@odata.type': z.literal('#microsoft.graph.directoryRole'), displayName: z.string().nullish() })
  .transform(({ displayName }) => ({ type: 'role' as const, name: displayName ?? 'a directory role' }));

const MemberGroup = GroupFields.extend({ '@odata.type': z.literal('#microsoft.graph.group') }).transform(
  (group) => ({ type: 'group' as const, group: inOurWords(group) }),
);

/** Administrative units, and what is yet to be invented. */
const OtherMembership = z.object({ '@odata.type': z.string() }).transform(() => ({ type: 'other' as const }));

/** What a user is a member of is a mixed collection, told apart by `@odata.type`. */
export const Membership = z.union([DirectoryRole, MemberGroup, OtherMembership]);

/** What is asked for of an application. */
export const APPLICATION_PROPERTIES = ['id', 'appId', 'displayName', 'accountEnabled', 'appRoles'] as const;

const ApplicationRole = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  isEnabled: z.boolean().default(true),
  allowedMemberTypes: z.array(z.string()).default([]),
});

/** Stands for access to an application that has no roles of its own. */
export const DEFAULT_ACCESS_ROLE = '00000000-0000-0000-0000-000000000000';

/** An application that users can be assigned to, with its roles. */
export const Application = z
  .object({
    id: z.string(),
    displayName: z.string().nullish(),
    accountEnabled: z.boolean().nullish(),
    appRoles: z.array(ApplicationRole).default([]),
  })
  .transform(({ id, displayName, accountEnabled, appRoles }) => ({
    id,
    displayName: displayName ?? id,
    accountEnabled: accountEnabled ?? true,
    roles: rolesForUsers(appRoles),
  }));

export type Application = z.infer<typeof Application>;

/** Roles that may be given to people. An application without any is given by the default access. */
function rolesForUsers(roles: readonly z.infer<typeof ApplicationRole>[]): { id: string; name: string }[] {
  const forUsers = roles.filter(
    ({ isEnabled, allowedMemberTypes }) => isEnabled && allowedMemberTypes.includes('User'),
  );
  if (forUsers.length === 0) return [{ id: DEFAULT_ACCESS_ROLE, name: 'Default access' }];
  return forUsers.map(({ id, displayName, description }) => ({ id, name: displayName ?? description ?? id }));
}

/** Somebody's or a group's role in an application. */
export const RoleAssignment = z
  .object({
    id: z.string(),
    appRoleId: z.string(),
    principalId: z.string(),
    principalDisplayName: z.string().nullish(),
    resourceId: z.string(),
    resourceDisplayName: z.string().nullish(),
  })
  .transform((assignment) => ({
    id: assignment.id,
    roleId: assignment.appRoleId,
    principalId: assignment.principalId,
    principalName: assignment.principalDisplayName ?? assignment.principalId,
    applicationId: assignment.resourceId,
    applicationName: assignment.resourceDisplayName ?? assignment.resourceId,
  }));

export type RoleAssignment = z.infer<typeof RoleAssignment>;

/** A subscription with its seats. */
export const Sku = z
  .object({
    skuId: z.string(),
    skuPartNumber: z.string(),
    appliesTo: z.string().nullish(),
    capabilityStatus: z.string().nullish(),
    consumedUnits: z.int().nullish(),
    prepaidUnits: z.object({ enabled: z.int().nullish() }).nullish(),
  })
  .transform((sku) => ({
    skuId: sku.skuId,
    partNumber: sku.skuPartNumber,
    /** Company-wide ones are not given to people. */
    isForUsers: sku.appliesTo !== 'Company',
    isUsable: sku.capabilityStatus === 'Enabled' || sku.capabilityStatus === 'Warning',
    total: sku.prepaidUnits?.enabled ?? 0,
    free: Math.max(0, (sku.prepaidUnits?.enabled ?? 0) - (sku.consumedUnits ?? 0)),
  }));

export type Sku = z.infer<typeof Sku>;

/** The tenant itself. */
export const Organization = z.object({ id: z.string(), displayName: z.string().nullish() });
