import {
  type Answer,
  badRequest,
  insufficientPrivileges,
  masteredOnPremises,
  NO_CONTENT,
  noSuchObject,
  ok,
} from './answers.ts';
import { findUser, type GraphCall, type GraphRoute, groupsOf } from './graph-route.ts';
import { collection, single } from './odata-query.ts';
import { directoryRoleResource, groupResource, SHAPES, userResource } from './resources.ts';
import type { SimulatedUser } from './tenant-state.ts';

const READ_USERS = ['User.Read.All', 'Directory.Read.All'];
const READ_MEMBERSHIPS = ['Directory.Read.All', 'GroupMember.Read.All', 'GroupMember.ReadWrite.All'];

/** Users, their managers and memberships, and the changes made on the user object itself. */
export const userRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/users',
    permissions: READ_USERS,
    handle: ({ state, query }) => collection(state.users.map(userResource), SHAPES.user, query),
  },
  {
    method: 'GET',
    path: '/users/:id',
    permissions: READ_USERS,
    handle: withUser((user, { query }) => single(userResource(user), SHAPES.user, query)),
  },
  {
    method: 'GET',
    path: '/users/:id/manager',
    permissions: READ_USERS,
    handle: withUser((user, { state, query }) => {
      const manager = state.users.find(({ id }) => id === user.managerId);
      return manager
        ? single({ '@odata.type': '#microsoft.graph.user', ...userResource(manager) }, SHAPES.user, query)
        : noSuchObject('manager');
    }),
  },
  {
    method: 'GET',
    path: '/users/:id/memberOf',
    permissions: READ_MEMBERSHIPS,
    handle: withUser((user, call) => memberships(user, call, false)),
  },
  {
    method: 'GET',
    path: '/users/:id/transitiveMemberOf',
    permissions: READ_MEMBERSHIPS,
    handle: withUser((user, call) => memberships(user, call, true)),
  },
  {
    method: 'PATCH',
    path: '/users/:id',
    permissions: [
      'User-PasswordProfile.ReadWrite.All',
      'User.EnableDisableAccount.All',
      'User.ReadWrite.All',
    ],
    handle: withUser(patchUser),
  },
  {
    method: 'POST',
    path: '/users/:id/revokeSignInSessions',
    permissions: ['User.RevokeSessions.All'],
    handle: withUser((user, { now }) => {
      user.sessionsValidFrom = now;
      return ok({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean', value: true });
    }),
  },
];

/** Answers 404 when the path names nobody. */
export function withUser(
  handle: (user: SimulatedUser, call: GraphCall) => Answer,
): (call: GraphCall) => Answer {
  return (call) => {
    const user = findUser(call.state, call.parameters['id']);
    return user ? handle(user, call) : noSuchObject(call.parameters['id'] ?? '');
  };
}

function memberships(user: SimulatedUser, { state, query }: GraphCall, transitive: boolean): Answer {
  const groups = groupsOf(state, user.id, transitive).map((group) => ({
    '@odata.type': '#microsoft.graph.group',
    ...groupResource(group),
  }));
  const roles = user.directoryRoles.map((name) => directoryRoleResource(name, user));
  return collection([...groups, ...roles], SHAPES.directoryObject, query);
}

/** The permission that each property needs, and the change it makes. Anything else is refused. */
const PATCHABLE: Record<string, { permissions: readonly string[]; sensitive: boolean }> = {
  accountEnabled: {
    permissions: ['User.EnableDisableAccount.All', 'User.ReadWrite.All'],
    sensitive: true,
  },
  passwordProfile: { permissions: ['User-PasswordProfile.ReadWrite.All'], sensitive: true },
  usageLocation: { permissions: ['User.ReadWrite.All'], sensitive: false },
};

function patchUser(user: SimulatedUser, call: GraphCall): Answer {
  for (const name of Object.keys(call.body)) {
    const rule = PATCHABLE[name];
    if (!rule) return badRequest(`Property '${name}' is invalid.`);
    const administrator = rule.sensitive && user.directoryRoles.length > 0;
    if (administrator || !rule.permissions.some((permission) => call.tenant.permissions.has(permission)))
      return insufficientPrivileges();
    if (user.synced && rule.sensitive) return masteredOnPremises();
  }
  const refused = refusePassword(call.body['passwordProfile']);
  if (refused) return refused;
  applyPatch(user, call);
  return NO_CONTENT;
}

function applyPatch(user: SimulatedUser, { body, now }: GraphCall): void {
  if (typeof body['accountEnabled'] === 'boolean') user.accountEnabled = body['accountEnabled'];
  if (typeof body['usageLocation'] === 'string') user.usageLocation = body['usageLocation'];
  if (body['passwordProfile'] === undefined) return;
  const profile = body['passwordProfile'] as { forceChangePasswordNextSignIn?: boolean };
  user.passwordChangedAt = now;
  user.mustChangePassword = profile.forceChangePasswordNextSignIn ?? false;
}

/** Entra's rule: 8 to 256 characters, three of lower case, upper case, digits and symbols. */
function refusePassword(profile: unknown): Answer | undefined {
  if (profile === undefined) return undefined;
  const { password } = (profile ?? {}) as { password?: unknown };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter(
    (kind) => typeof password === 'string' && kind.test(password),
  );
  if (typeof password === 'string' && password.length >= 8 && password.length <= 256 && kinds.length >= 3)
    return undefined;
  return badRequest(
    'The specified password does not comply with password complexity requirements. Please provide a different password.',
  );
}
