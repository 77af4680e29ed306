import { z } from 'zod';
import { errorCode } from '../../errors.ts';
import type { Fact, TargetId } from '../../models/plan.ts';
import type { Preflight, WriteTool } from '../tool.ts';
import {
  type Account,
  administratorReasons,
  blocked,
  listed,
  readAccount,
  riskOf,
  userTarget,
} from './account.ts';
import type { GraphApi } from './api.ts';
import { type ChangeDependencies, changeTool } from './change.ts';
import { whatWasDone } from './done-sentences.ts';
import type { Application, RoleAssignment } from './schema.ts';

const RoleOfUser = z.strictObject({
  userId: z.guid().describe('Object id of the user, from find_user or get_user.'),
  applicationId: z.guid().describe('Object id of the application, from find_application or get_user_access.'),
  roleId: z.guid().describe('Id of one of the roles that find_application gave for it.'),
});

type RoleOfUser = z.infer<typeof RoleOfUser>;

interface Seen {
  account: Account;
  application: Application;
  /** The user's in this application, also those that come through a group. */
  assignments: readonly RoleAssignment[];
}

/** `assign_application_role` and `remove_application_role`. */
export function applicationTools(dependencies: ChangeDependencies): WriteTool[] {
  return [
    changeTool(dependencies, {
      name: 'assign_application_role',
      version: 1,
      title: 'Assign application role',
      description:
        'Gives a user a role in an enterprise application directly. Use it only when no group gives this access.',
      input: RoleOfUser,
      highRisk: false,
      permission: 'AppRoleAssignment.ReadWrite.All',
      targetsOf,
      look,
      describe: (seen, { roleId }) => ({
        summary: `Give ${seen.account.user.displayName} the role ${roleName(seen, roleId)} in ${seen.application.displayName}`,
        ...whatWasDone((words) =>
          words.roleGiven(
            seen.account.user.displayName,
            roleName(seen, roleId),
            seen.application.displayName,
          ),
        ),
        subject: userTarget(seen.account.user),
        before: [rolesFact(seen, heldRoles(seen))],
        after: [rolesFact(seen, [...heldRoles(seen), roleId])],
        risk: risk(seen, roleId),
      }),
      judge: judgeAssignment,
      act: (api, { applicationId, userId, roleId }) => api.assignRole(applicationId, userId, roleId),
      proves: (seen, { roleId }) => (heldRoles(seen).includes(roleId) ? 'done' : 'not_done'),
    }),
    changeTool(dependencies, {
      name: 'remove_application_role',
      version: 1,
      title: 'Remove application role',
      description: 'Takes a role in an enterprise application from a user to whom it was given directly.',
      input: RoleOfUser,
      highRisk: false,
      permission: 'AppRoleAssignment.ReadWrite.All',
      targetsOf,
      look,
      describe: (seen, { roleId }) => ({
        summary: `Take the role ${roleName(seen, roleId)} in ${seen.application.displayName} from ${seen.account.user.displayName}`,
        ...whatWasDone((words) =>
          words.roleTaken(
            seen.account.user.displayName,
            roleName(seen, roleId),
            seen.application.displayName,
          ),
        ),
        subject: userTarget(seen.account.user),
        before: [rolesFact(seen, heldRoles(seen))],
        after: [
          rolesFact(
            seen,
            heldRoles(seen).filter((id) => id !== roleId),
          ),
        ],
        risk: risk(seen, roleId),
      }),
      judge: judgeRemoval,
      act: removeRole,
      proves: (seen, { roleId }) => (directAssignment(seen, roleId) ? 'not_done' : 'done'),
    }),
  ];
}

function targetsOf({ userId, applicationId, roleId }: RoleOfUser): TargetId[] {
  return [
    { kind: 'user', id: userId },
    { kind: 'application', id: applicationId },
    { kind: 'application_role', id: roleId },
  ];
}

async function look(api: GraphApi, { userId, applicationId }: RoleOfUser): Promise<Seen> {
  const [account, application, assignments] = await Promise.all([
    readAccount(api, userId),
    api.application(applicationId),
    api.roleAssignmentsOf(userId),
  ]);
  return {
    account,
    application,
    assignments: assignments.filter((one) => one.applicationId === applicationId),
  };
}

function heldRoles({ assignments }: Seen): string[] {
  return assignments.map(({ roleId }) => roleId);
}

function directAssignment({ account, assignments }: Seen, roleId: string): RoleAssignment | undefined {
  return assignments.find((one) => one.roleId === roleId && one.principalId === account.user.id);
}

function roleName({ application }: Seen, roleId: string): string {
  return application.roles.find(({ id }) => id === roleId)?.name ?? 'unknown role';
}

function rolesFact(seen: Seen, roleIds: readonly string[]): Fact {
  return {
    label: `Roles of ${seen.account.user.displayName} in ${seen.application.displayName}`,
    value: listed(roleIds.map((roleId) => roleName(seen, roleId))),
  };
}

/** What applications call the roles that may do everything. */
const POWERFUL_ROLE = /\b(?:admin\w*|owner|root|super\w*|full)\b/i;

function risk(seen: Seen, roleId: string) {
  const name = roleName(seen, roleId);
  const powerful = POWERFUL_ROLE.test(name) ? [`${name} sounds like an administrator's role`] : [];
  return riskOf([...powerful, ...administratorReasons(seen.account)]);
}

function judgeAssignment(seen: Seen, { roleId }: RoleOfUser): Preflight {
  const { application } = seen;
  if (heldRoles(seen).includes(roleId)) return { kind: 'already_done' };
  if (!application.accountEnabled) return blocked(`${application.displayName} is turned off in this tenant.`);
  if (!application.roles.some(({ id }) => id === roleId))
    return blocked(`${application.displayName} has no such role that could be given to people.`);
  return { kind: 'ready' };
}

function judgeRemoval(seen: Seen, { roleId }: RoleOfUser): Preflight {
  if (directAssignment(seen, roleId)) return { kind: 'ready' };
  const inherited = seen.assignments.find((one) => one.roleId === roleId);
  return inherited
    ? blocked(
        `${seen.account.user.displayName} has this role through the group ${inherited.principalName}: remove them from that group.`,
      )
    : { kind: 'already_done' };
}

async function removeRole(api: GraphApi, given: RoleOfUser): Promise<void> {
  const assignments = await api.roleAssignmentsOf(given.userId);
  const own = assignments.find(
    (one) =>
      one.applicationId === given.applicationId &&
      one.roleId === given.roleId &&
      one.principalId === given.userId,
  );
  if (!own) return;
  try {
    await api.removeRoleAssignment(given.applicationId, own.id);
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
  }
}
