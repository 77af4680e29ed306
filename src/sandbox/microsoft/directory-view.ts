import { groupsOf } from './graph-route.ts';
import type { SimulatedTenant } from './tenant.ts';
import type { SimulatedUser, TenantState } from './tenant-state.ts';

/** What the sandbox page shows of one user, before and after: names, not ids. */
export interface UserView {
  id: string;
  name: string;
  email: string;
  jobTitle: string;
  accountEnabled: boolean;
  synced: boolean;
  manager?: string;
  directoryRoles: readonly string[];
  groups: readonly string[];
  applications: readonly { application: string; role: string }[];
  licences: readonly string[];
  authenticationMethods: readonly string[];
  passwordChangedAt: Date;
  mustChangePassword: boolean;
  sessionsValidFrom: Date;
}

export interface DirectoryView {
  tenantId: string;
  name: string;
  users: readonly UserView[];
  groups: readonly { id: string; name: string; kind: string; members: readonly string[] }[];
  licences: readonly { name: string; enabled: number; consumed: number }[];
}

/** The whole tenant as the page and tests look at it. */
export function viewDirectory(tenant: SimulatedTenant): DirectoryView {
  const { state } = tenant;
  return {
    tenantId: tenant.id,
    name: tenant.name,
    users: state.users.map((user) => viewUser(state, user)),
    groups: state.groups.map((group) => ({
      id: group.id,
      name: group.displayName,
      kind: group.kind,
      members: state.users.filter(({ id }) => group.memberIds.includes(id)).map((user) => user.displayName),
    })),
    licences: state.skus.map(({ skuPartNumber, enabled, consumed }) => ({
      name: skuPartNumber,
      enabled,
      consumed,
    })),
  };
}

function viewUser(state: TenantState, user: SimulatedUser): UserView {
  const manager = state.users.find(({ id }) => id === user.managerId);
  return {
    id: user.id,
    name: user.displayName,
    email: user.mail,
    jobTitle: user.jobTitle,
    accountEnabled: user.accountEnabled,
    synced: user.synced,
    ...(manager ? { manager: manager.displayName } : {}),
    directoryRoles: [...user.directoryRoles],
    groups: groupsOf(state, user.id, false).map(({ displayName }) => displayName),
    applications: viewApplications(state, user),
    licences: user.licences.map(
      ({ skuId }) => state.skus.find((sku) => sku.skuId === skuId)?.skuPartNumber ?? skuId,
    ),
    authenticationMethods: user.methods.map(({ kind }) => kind),
    passwordChangedAt: user.passwordChangedAt,
    mustChangePassword: user.mustChangePassword,
    sessionsValidFrom: user.sessionsValidFrom,
  };
}

function viewApplications(state: TenantState, user: SimulatedUser): UserView['applications'] {
  return state.assignments
    .filter(({ principalId }) => principalId === user.id)
    .flatMap(({ applicationId, roleId }) => {
      const application = state.applications.find(({ id }) => id === applicationId);
      if (!application) return [];
      const role = application.roles.find(({ id }) => id === roleId)?.displayName ?? 'Default access';
      return [{ application: application.displayName, role }];
    });
}
