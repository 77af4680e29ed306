import { type Answer, insufficientPrivileges, NO_CONTENT, noSuchObject, refusal } from './answers.ts';
import type { GraphCall, GraphRoute } from './graph-route.ts';
import { collection } from './odata-query.ts';
import {
  METHOD_SEGMENTS,
  methodResource,
  passwordMethodResource,
  SHAPES,
  signInResource,
} from './resources.ts';
import type { AuthenticationKind, SimulatedUser } from './tenant-state.ts';
import { withUser } from './user-routes.ts';

const KINDS = Object.keys(METHOD_SEGMENTS) as AuthenticationKind[];

/** How people prove who they are, and when they did. */
export const authenticationRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/users/:id/authentication/methods',
    permissions: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
    handle: withUser((user, { query }) =>
      collection(
        [passwordMethodResource(user), ...user.methods.map((method) => methodResource(user, method))],
        SHAPES.authenticationMethod,
        query,
      ),
    ),
  },
  ...KINDS.map(
    (kind): GraphRoute => ({
      method: 'DELETE',
      path: `/users/:id/authentication/${METHOD_SEGMENTS[kind]}/:methodId`,
      permissions: ['UserAuthenticationMethod.ReadWrite.All'],
      handle: withUser((user, call) => deleteMethod(user, kind, call)),
    }),
  ),
  {
    method: 'GET',
    path: '/auditLogs/signIns',
    permissions: ['AuditLog.Read.All'],
    handle: listSignIns,
  },
];

function deleteMethod(user: SimulatedUser, kind: AuthenticationKind, { parameters }: GraphCall): Answer {
  if (user.directoryRoles.length > 0) return insufficientPrivileges();
  const method = user.methods.find((one) => one.kind === kind && one.id === parameters['methodId']);
  if (!method) return noSuchObject(parameters['methodId'] ?? '');
  if (method.isDefault && user.methods.length > 1) {
    return refusal(
      400,
      'badRequest',
      'Cannot delete default method with other methods configured. Please delete all other methods first.',
    );
  }
  user.methods = user.methods.filter((one) => one !== method);
  return NO_CONTENT;
}

function listSignIns({ tenant, state, query }: GraphCall): Answer {
  if (!tenant.premium) {
    return refusal(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  const signIns = state.users.flatMap((user) => user.signIns.map((signIn) => ({ user, signIn })));
  signIns.sort((one, other) => other.signIn.at.getTime() - one.signIn.at.getTime());
  return collection(
    signIns.map(({ user, signIn }) => signInResource(user, signIn)),
    SHAPES.signIn,
    query,
  );
}
