import { randomBytes } from 'node:crypto';
import { type Answer, badRequest, created, NO_CONTENT, noSuchObject } from './answers.ts';
import { type GraphCall, type GraphRoute, groupsOf } from './graph-route.ts';
import { collection, single } from './odata-query.ts';
import { applicationResource, assignmentResource, SHAPES } from './resources.ts';
import { DEFAULT_ACCESS_ROLE, type SimulatedApplication } from './tenant-state.ts';
import { withUser } from './user-routes.ts';

const READ_APPLICATIONS = ['Application.Read.All', 'Directory.Read.All'];
const WRITE_ASSIGNMENTS = ['AppRoleAssignment.ReadWrite.All'];

/** Enterprise applications and who has which of their roles. */
export const applicationRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/servicePrincipals',
    permissions: READ_APPLICATIONS,
    handle: ({ state, query }) =>
      collection(state.applications.map(applicationResource), SHAPES.servicePrincipal, query),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/:id',
    permissions: READ_APPLICATIONS,
    handle: withApplication((application, { query }) =>
      single(applicationResource(application), SHAPES.servicePrincipal, query),
    ),
  },
  {
    method: 'GET',
    path: '/users/:id/appRoleAssignments',
    permissions: ['Directory.Read.All', 'AppRoleAssignment.ReadWrite.All'],
    handle: withUser((user, { state, query }) => {
      const principals = [user.id, ...groupsOf(state, user.id, false).map(({ id }) => id)];
      const own = state.assignments.filter(({ principalId }) => principals.includes(principalId));
      return collection(
        own.map((assignment) => assignmentResource(state, assignment)),
        SHAPES.appRoleAssignment,
        query,
      );
    }),
  },
  {
    method: 'POST',
    path: '/servicePrincipals/:id/appRoleAssignedTo',
    permissions: WRITE_ASSIGNMENTS,
    handle: withApplication(assign),
  },
  {
    method: 'DELETE',
    path: '/servicePrincipals/:id/appRoleAssignedTo/:assignmentId',
    permissions: WRITE_ASSIGNMENTS,
    handle: withApplication((application, { state, parameters }) => {
      const at = state.assignments.findIndex(
        ({ id, applicationId }) => id === parameters['assignmentId'] && applicationId === application.id,
      );
      if (at < 0) return noSuchObject(parameters['assignmentId'] ?? '');
      state.assignments.splice(at, 1);
      return NO_CONTENT;
    }),
  },
];

function withApplication(
  handle: (application: SimulatedApplication, call: GraphCall) => Answer,
): (call: GraphCall) => Answer {
  return (call) => {
    const application = call.state.applications.find(({ id }) => id === call.parameters['id']);
    return application ? handle(application, call) : noSuchObject(call.parameters['id'] ?? '');
  };
}

function assign(application: SimulatedApplication, { state, body, now }: GraphCall): Answer {
  const { principalId, resourceId, appRoleId } = body;
  const principal = [...state.users, ...state.groups].find(({ id }) => id === principalId);
  if (!principal) return noSuchObject(String(principalId));
  if (resourceId !== application.id) return badRequest('Invalid value specified for property resourceId.');
  const roleIds =
    application.roles.length > 0 ? application.roles.map(({ id }) => id) : [DEFAULT_ACCESS_ROLE];
  const roleId = roleIds.find((id) => id === appRoleId);
  if (!roleId) return badRequest('Permission being assigned was not found on application.');
  const duplicate = state.assignments.some(
    (one) =>
      one.principalId === principal.id && one.applicationId === application.id && one.roleId === roleId,
  );
  if (duplicate) return badRequest('Permission being assigned already exists on the object');
  const assignment = {
    id: randomBytes(24).toString('base64url'),
    principalId: principal.id,
    applicationId: application.id,
    roleId,
    createdAt: now,
  };
  state.assignments.push(assignment);
  return created(assignmentResource(state, assignment));
}
