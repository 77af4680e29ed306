import {
  type Answer,
  badRequest,
  insufficientPrivileges,
  masteredOnPremises,
  NO_CONTENT,
  noSuchObject,
} from './answers.ts';
import { findGroup, type GraphCall, type GraphRoute } from './graph-route.ts';
import { collection, single } from './odata-query.ts';
import { groupResource, SHAPES, userResource } from './resources.ts';
import type { SimulatedGroup } from './tenant-state.ts';

const READ_GROUPS = [
  'Directory.Read.All',
  'Group.Read.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
];
const WRITE_MEMBERS = ['GroupMember.ReadWrite.All'];

/** Groups and their members. */
export const groupRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: '/groups',
    permissions: READ_GROUPS,
    handle: ({ state, query }) => collection(state.groups.map(groupResource), SHAPES.group, query),
  },
  {
    method: 'GET',
    path: '/groups/:id',
    permissions: READ_GROUPS,
    handle: withGroup((group, { query }) => single(groupResource(group), SHAPES.group, query)),
  },
  {
    method: 'GET',
    path: '/groups/:id/members',
    permissions: READ_GROUPS,
    handle: withGroup((group, { state, query }) =>
      collection(
        state.users
          .filter(({ id }) => group.memberIds.includes(id))
          .map((user) => ({ '@odata.type': '#microsoft.graph.user', ...userResource(user) })),
        SHAPES.user,
        query,
      ),
    ),
  },
  {
    method: 'POST',
    path: '/groups/:id/members/$ref',
    permissions: WRITE_MEMBERS,
    handle: withGroup(addMember),
  },
  {
    method: 'DELETE',
    path: '/groups/:id/members/:memberId/$ref',
    permissions: WRITE_MEMBERS,
    handle: withGroup((group, { tenant, parameters }) => {
      const refused = refuseChange(group, tenant.permissions);
      if (refused) return refused;
      const at = group.memberIds.indexOf(parameters['memberId'] ?? '');
      if (at < 0) return noSuchObject(parameters['memberId'] ?? '');
      group.memberIds.splice(at, 1);
      return NO_CONTENT;
    }),
  },
];

function withGroup(handle: (group: SimulatedGroup, call: GraphCall) => Answer): (call: GraphCall) => Answer {
  return (call) => {
    const group = findGroup(call.state, call.parameters['id']);
    return group ? handle(group, call) : noSuchObject(call.parameters['id'] ?? '');
  };
}

function addMember(group: SimulatedGroup, { tenant, state, body }: GraphCall): Answer {
  const reference = body['@odata.id'];
  const id =
    typeof reference === 'string' &&
    /^https:\/\/graph\.microsoft\.com\/v1\.0\/(?:directoryObjects|users)\/([0-9a-f-]{36})$/i.exec(
      reference,
    )?.[1];
  if (!id) return badRequest('Invalid URI for a reference: expected a link to a directory object.');
  const user = state.users.find((one) => one.id === id.toLowerCase());
  if (!user) return noSuchObject(id);
  const refused = refuseChange(group, tenant.permissions);
  if (refused) return refused;
  if (group.memberIds.includes(user.id)) {
    return badRequest(
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
  }
  group.memberIds.push(user.id);
  return NO_CONTENT;
}

function refuseChange(group: SimulatedGroup, permissions: ReadonlySet<string>): Answer | undefined {
  switch (group.kind) {
    case 'security':
      return undefined;
    case 'dynamic':
      return badRequest('Members of a group with dynamic membership cannot be changed directly.');
    case 'synced':
      return masteredOnPremises();
    case 'mail_enabled':
      return badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
    case 'role_assignable':
      return permissions.has('RoleManagement.ReadWrite.Directory') ? undefined : insufficientPrivileges();
    default:
      return group.kind satisfies never;
  }
}
