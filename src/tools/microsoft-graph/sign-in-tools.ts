import { type ReadTool, readTool } from '../tool.ts';
import { listed, userTarget } from './account.ts';
import { OneUser } from './account-changes.ts';
import type { OpenGraph } from './api.ts';

const MOST_SIGN_INS = 20;

/** `list_authentication_methods` and `list_recent_sign_ins`. */
export function signInReadTools(graph: OpenGraph): ReadTool[] {
  return [listAuthenticationMethods(graph), listRecentSignIns(graph)];
}

function listAuthenticationMethods(graph: OpenGraph): ReadTool {
  return readTool<OneUser>({
    name: 'list_authentication_methods',
    version: 1,
    integration: 'microsoft_graph',
    description: 'Lists how one user can prove who they are: password, phone, authenticator, security keys.',
    input: OneUser,
    async run(scope, { userId }) {
      const api = graph(scope.tenantId, scope.signal);
      const [user, methods] = await Promise.all([api.user(userId), api.authenticationMethodsOf(userId)]);
      return {
        data: {
          user: { id: user.id, displayName: user.displayName },
          methods: methods.map(({ name, detail }) => ({ name, detail: detail ?? null })),
        },
        targets: [userTarget(user)],
        evidence: `Sign-in methods of ${user.displayName}: ${listed(methods.map(({ name }) => name))}`,
      };
    },
  });
}

function listRecentSignIns(graph: OpenGraph): ReadTool {
  return readTool<OneUser>({
    name: 'list_recent_sign_ins',
    version: 1,
    integration: 'microsoft_graph',
    description: `Lists the latest ${MOST_SIGN_INS} sign-ins of one user with application, place, and why failed ones failed. Needs Entra ID P1 in the tenant.`,
    input: OneUser,
    async run(scope, { userId }) {
      const api = graph(scope.tenantId, scope.signal);
      const [user, signIns] = await Promise.all([api.user(userId), api.signInsOf(userId, MOST_SIGN_INS)]);
      const failed = signIns.filter(({ succeeded }) => !succeeded).length;
      return {
        data: { user: { id: user.id, displayName: user.displayName }, signIns },
        targets: [userTarget(user)],
        evidence: `Recent sign-ins of ${user.displayName}: ${signIns.length}, ${failed} of them failed`,
      };
    },
  });
}
