import type { Entity } from './odata-filter.ts';
import type { Shape } from './odata-query.ts';
import {
  type AuthenticationKind,
  DEFAULT_ACCESS_ROLE,
  type SimulatedApplication,
  type SimulatedAssignment,
  type SimulatedGroup,
  type SimulatedMethod,
  type SimulatedSignIn,
  type SimulatedSku,
  type SimulatedUser,
  type TenantState,
} from './tenant-state.ts';

/** Graph gives only these of a user unless `$select` asks for more: https://learn.microsoft.com/graph/api/user-get */
const USER_DEFAULTS = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

/** The kinds of objects: their type name, and what is given when `$select` names nothing. */
export const SHAPES = {
  user: { type: 'user', defaults: USER_DEFAULTS },
  group: { type: 'group' },
  directoryObject: { type: 'directoryObject' },
  servicePrincipal: { type: 'servicePrincipal' },
  appRoleAssignment: { type: 'appRoleAssignment' },
  subscribedSku: { type: 'subscribedSku' },
  licenseDetails: { type: 'licenseDetails' },
  authenticationMethod: { type: 'authenticationMethod' },
  signIn: { type: 'signIn' },
  organization: { type: 'organization' },
} as const satisfies Record<string, Shape>;

/** Entra stores instants to the second. */
export function instant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A user as Graph shows it. */
export function userResource(user: SimulatedUser): Entity {
  const [givenName = '', ...surnames] = user.displayName.split(' ');
  return {
    id: user.id,
    accountEnabled: user.accountEnabled,
    assignedLicenses: user.licences.map(({ skuId }) => ({ skuId, disabledPlans: [] })),
    businessPhones: [],
    createdDateTime: instant(user.createdAt),
    department: user.department,
    displayName: user.displayName,
    givenName,
    jobTitle: user.jobTitle,
    lastPasswordChangeDateTime: instant(user.passwordChangedAt),
    licenseAssignmentStates: user.licences.map(({ skuId, fromGroupId }) => ({
      skuId,
      assignedByGroup: fromGroupId ?? null,
      disabledPlans: [],
      state: 'Active',
      error: 'None',
    })),
    mail: user.mail,
    mobilePhone: null,
    officeLocation: null,
    onPremisesSyncEnabled: user.synced || null,
    preferredLanguage: null,
    proxyAddresses: [`SMTP:${user.mail}`, ...user.aliases.map((alias) => `smtp:${alias}`)],
    signInSessionsValidFromDateTime: instant(user.sessionsValidFrom),
    surname: surnames.join(' '),
    usageLocation: user.usageLocation ?? null,
    userPrincipalName: user.userPrincipalName,
    userType: user.userType,
  };
}

/** A group as Graph shows it. */
export function groupResource(group: SimulatedGroup): Entity {
  const mailEnabled = group.kind === 'mail_enabled';
  const dynamic = group.kind === 'dynamic';
  return {
    id: group.id,
    createdDateTime: instant(group.createdAt),
    description: group.description,
    displayName: group.displayName,
    groupTypes: dynamic ? ['DynamicMembership'] : [],
    isAssignableToRole: group.kind === 'role_assignable' || null,
    mail: mailEnabled ? `${nickname(group)}@mail.example` : null,
    mailEnabled,
    mailNickname: nickname(group),
    membershipRule: dynamic ? '(user.accountEnabled -eq true)' : null,
    membershipRuleProcessingState: dynamic ? 'On' : null,
    onPremisesSyncEnabled: group.kind === 'synced' || null,
    securityEnabled: true,
    visibility: null,
  };
}

function nickname(group: SimulatedGroup): string {
  return group.displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** A directory role that somebody holds, as Graph shows it. */
export function directoryRoleResource(name: string, user: SimulatedUser): Entity {
  return {
    '@odata.type': '#microsoft.graph.directoryRole',
    id: `${user.id.slice(0, 8)}-0000-4000-8000-${Buffer.from(name).toString('hex').slice(0, 12)}`,
    displayName: name,
    description: name,
    roleTemplateId: null,
  };
}

/** An application's service principal as Graph shows it. */
export function applicationResource(application: SimulatedApplication): Entity {
  return {
    id: application.id,
    accountEnabled: true,
    appId: application.appId,
    appDisplayName: application.displayName,
    appRoleAssignmentRequired: true,
    appRoles: application.roles.map((role) => ({
      id: role.id,
      displayName: role.displayName,
      description: role.displayName,
      value: role.value,
      isEnabled: true,
      origin: 'Application',
      allowedMemberTypes: ['User'],
    })),
    displayName: application.displayName,
    servicePrincipalType: 'Application',
  };
}

/** An application role assignment as Graph shows it. */
export function assignmentResource(state: TenantState, assignment: SimulatedAssignment): Entity {
  const user = state.users.find(({ id }) => id === assignment.principalId);
  const group = state.groups.find(({ id }) => id === assignment.principalId);
  const application = state.applications.find(({ id }) => id === assignment.applicationId);
  return {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.roleId,
    createdDateTime: instant(assignment.createdAt),
    principalDisplayName: (user ?? group)?.displayName ?? null,
    principalId: assignment.principalId,
    principalType: user ? 'User' : 'Group',
    resourceDisplayName: application?.displayName ?? null,
    resourceId: assignment.applicationId,
  };
}

/** A subscription as Graph shows it. */
export function skuResource(sku: SimulatedSku): Entity {
  return {
    id: `${DEFAULT_ACCESS_ROLE}_${sku.skuId}`,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: sku.consumed,
    prepaidUnits: { enabled: sku.enabled, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans: [],
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
  };
}

/** The path segment and the type name of each kind of authentication method. */
export const METHOD_SEGMENTS: Record<AuthenticationKind, string> = {
  phone: 'phoneMethods',
  microsoftAuthenticator: 'microsoftAuthenticatorMethods',
  fido2: 'fido2Methods',
  softwareOath: 'softwareOathMethods',
  email: 'emailMethods',
};

const METHOD_DETAILS: Record<AuthenticationKind, (user: SimulatedUser) => Entity> = {
  phone: () => ({ phoneNumber: '+1 5555550100', phoneType: 'mobile', smsSignInState: 'notAllowedByPolicy' }),
  microsoftAuthenticator: (user) => ({
    displayName: `${user.displayName.split(' ')[0]}'s phone`,
    deviceTag: 'SoftwareTokenActivated',
    phoneAppVersion: '6.2411.1',
  }),
  fido2: () => ({ displayName: 'Security key', model: 'Security key', attestationCertificates: [] }),
  softwareOath: () => ({ secretKey: null }),
  email: (user) => ({ emailAddress: `${user.displayName.toLowerCase().replaceAll(' ', '.')}@home.example` }),
};

/** A sign-in method as Graph shows it. */
export function methodResource(user: SimulatedUser, method: SimulatedMethod): Entity {
  return {
    '@odata.type': `#microsoft.graph.${method.kind}AuthenticationMethod`,
    id: method.id,
    createdDateTime: instant(method.createdAt),
    ...METHOD_DETAILS[method.kind](user),
  };
}

/** Everybody has a password; its id is the same for all: https://learn.microsoft.com/graph/api/resources/passwordauthenticationmethod */
export function passwordMethodResource(user: SimulatedUser): Entity {
  return {
    '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
    id: '28c10230-6103-485e-b985-444c60001490',
    createdDateTime: instant(user.passwordChangedAt),
    password: null,
  };
}

/** A line of the sign-in log as Graph shows it. */
export function signInResource(user: SimulatedUser, signIn: SimulatedSignIn): Entity {
  return {
    id: signIn.id,
    createdDateTime: instant(signIn.at),
    userId: user.id,
    userDisplayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    appDisplayName: signIn.application,
    ipAddress: signIn.ipAddress,
    clientAppUsed: 'Browser',
    conditionalAccessStatus: 'notApplied',
    isInteractive: true,
    status: { errorCode: signIn.errorCode, failureReason: signIn.failureReason, additionalDetails: null },
    location: { city: 'Duluth', state: 'Minnesota', countryOrRegion: 'US' },
  };
}
