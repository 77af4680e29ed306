import { z } from 'zod';
import type { Target } from '../../models/plan.ts';
import { type ReadTool, readTool } from '../tool.ts';
import { listed, readAccount, userTarget } from './account.ts';
import { OneUser } from './account-changes.ts';
import type { GraphApi, OpenGraph } from './api.ts';
import { licenceName } from './licence-names.ts';
import {
  type Application,
  DEFAULT_ACCESS_ROLE,
  type Group,
  type RoleAssignment,
  type User,
} from './schema.ts';

const MOST_FOUND = 10;

/** `find_user`, `get_user` and `get_user_access`. */
export function peopleTools(graph: OpenGraph): ReadTool[] {
  return [findUser(graph), getUser(graph), getUserAccess(graph)];
}

const Wanted = z.strictObject({
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('A mail address (exact, aliases too), or the beginning of words of a name.'),
});

function findUser(graph: OpenGraph): ReadTool {
  return readTool<z.infer<typeof Wanted>>({
    name: 'find_user',
    version: 1,
    integration: 'microsoft_graph',
    description: `Finds users of this client by mail address or name, at most ${MOST_FOUND}. Gives the object ids that other tools take.`,
    input: Wanted,
    async run(scope, { search }) {
      const api = graph(scope.tenantId, scope.signal);
      const byAddress = search.includes('@') ? await api.usersByAddress(search) : [];
      const found = byAddress.length > 0 ? byAddress : await api.searchUsers(search, MOST_FOUND);
      return {
        data: { users: found.map(briefly) },
        targets: found.map(userTarget),
        evidence: `Users found by "${search}": ${listed(found.map(({ displayName }) => displayName))}`,
      };
    },
  });
}

function getUser(graph: OpenGraph): ReadTool {
  return readTool<OneUser>({
    name: 'get_user',
    version: 1,
    integration: 'microsoft_graph',
    description:
      'Reads one user: profile, manager, whether the account is enabled, a guest, or synchronised from a local Active Directory, directory roles held (administrators), and when the password was last changed.',
    input: OneUser,
    async run(scope, { userId }) {
      const api = graph(scope.tenantId, scope.signal);
      const [account, manager] = await Promise.all([readAccount(api, userId), api.managerOf(userId)]);
      const { user, memberships } = account;
      return {
        data: {
          ...briefly(user),
          isGuest: user.isGuest,
          isSynced: user.isSynced,
          usageLocation: user.usageLocation ?? null,
          passwordChangedAt: user.passwordChangedAt?.toISOString() ?? null,
          directoryRoles: memberships.roles,
          manager: manager ? briefly(manager) : null,
        },
        targets: [user, ...(manager ? [manager] : [])].map(userTarget),
        evidence: `Profile of ${user.displayName}: ${[
          user.accountEnabled ? 'enabled' : 'disabled',
          ...(user.isSynced ? ['synchronised'] : []),
          ...memberships.roles,
          manager ? `manager ${manager.displayName}` : 'no manager',
        ].join(', ')}`,
      };
    },
  });
}

function briefly(user: User) {
  return {
    id: user.id,
    displayName: user.displayName,
    email: user.email,
    userPrincipalName: user.userPrincipalName,
    jobTitle: user.jobTitle ?? null,
    department: user.department ?? null,
    accountEnabled: user.accountEnabled,
  };
}

function getUserAccess(graph: OpenGraph): ReadTool {
  return readTool<OneUser>({
    name: 'get_user_access',
    version: 1,
    integration: 'microsoft_graph',
    description:
      'Reads what one user has: groups (direct and through other groups), application roles, and licences. Compare with a colleague to see what is missing.',
    input: OneUser,
    async run(scope, { userId }) {
      const access = await readAccess(graph(scope.tenantId, scope.signal), userId);
      return { data: access.data, targets: access.targets, evidence: access.evidence };
    },
  });
}

async function readAccess(api: GraphApi, userId: string) {
  const [{ user, memberships }, direct, assignments, skus] = await Promise.all([
    readAccount(api, userId),
    api.membershipsOf(userId, 'direct'),
    api.roleAssignmentsOf(userId),
    api.skus(),
  ]);
  const applications = await readApplications(api, assignments);
  const directIds = new Set(direct.groups.map(({ id }) => id));
  const groups = memberships.groups.map((group) => describeGroup(group, directIds.has(group.id)));
  const roles = assignments.map((one) => describeAssignment(one, user, applications));
  const licences = user.licences.map(({ skuId, fromGroupId }) => {
    const partNumber = skus.find((sku) => sku.skuId === skuId)?.partNumber ?? skuId;
    return { skuId, name: licenceName(partNumber), partNumber, throughGroup: fromGroupId !== undefined };
  });
  return {
    data: { user: briefly(user), groups, applicationRoles: roles, licences },
    targets: [
      userTarget(user),
      ...groups.map(({ id, displayName }): Target => ({ kind: 'group', id, label: displayName })),
      ...roles.flatMap(roleTargets),
      ...licences.map(({ skuId, name }): Target => ({ kind: 'licence', id: skuId, label: name })),
    ],
    evidence: [
      `Groups of ${user.displayName}: ${listed(groups.map(({ displayName }) => displayName))}`,
      `applications: ${listed(roles.map(({ applicationName, roleName }) => `${applicationName} (${roleName})`))}`,
      `licences: ${listed(licences.map(({ name }) => name))}`,
    ].join('; '),
  };
}

/** An assignment names its role by id only: the application knows what it is called. */
async function readApplications(
  api: GraphApi,
  assignments: readonly RoleAssignment[],
): Promise<readonly Application[]> {
  const withRoles = assignments.filter(({ roleId }) => roleId !== DEFAULT_ACCESS_ROLE);
  const ids = [...new Set(withRoles.map(({ applicationId }) => applicationId))];
  return Promise.all(ids.map((id) => api.application(id)));
}

function describeGroup({ id, displayName, description, kind }: Group, isDirect: boolean) {
  return { id, displayName, description: description ?? null, kind, isDirect };
}

function describeAssignment(assignment: RoleAssignment, user: User, applications: readonly Application[]) {
  const application = applications.find(({ id }) => id === assignment.applicationId);
  const role = application?.roles.find(({ id }) => id === assignment.roleId);
  return {
    applicationId: assignment.applicationId,
    applicationName: assignment.applicationName,
    roleId: assignment.roleId,
    roleName: role?.name ?? 'Default access',
    throughGroup: assignment.principalId === user.id ? null : assignment.principalName,
  };
}

function roleTargets(one: ReturnType<typeof describeAssignment>): Target[] {
  return [
    { kind: 'application', id: one.applicationId, label: one.applicationName },
    { kind: 'application_role', id: one.roleId, label: one.roleName },
  ];
}
