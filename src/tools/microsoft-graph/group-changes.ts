import { z } from 'zod';
import { errorCode } from '../../errors.ts';
import type { TargetId } from '../../models/plan.ts';
import type { Preflight, WriteTool } from '../tool.ts';
import {
  type Account,
  administratorReasons,
  blocked,
  groupsFact,
  readAccount,
  riskOf,
  userTarget,
} from './account.ts';
import type { GraphApi } from './api.ts';
import { type ChangeDependencies, changeTool } from './change.ts';
import { whatWasDone } from './done-sentences.ts';
import type { Group, GroupKind } from './schema.ts';

const GroupMember = z.strictObject({
  userId: z.guid().describe('Object id of the user, from find_user or get_user.'),
  groupId: z.guid().describe('Object id of the group, from find_group or get_user_access.'),
});

type GroupMember = z.infer<typeof GroupMember>;

interface Seen {
  account: Account;
  group: Group;
  /** Groups that the user was added to, without those that come through others. */
  direct: readonly Group[];
}

/** `add_to_group` and `remove_from_group`. */
export function groupTools(dependencies: ChangeDependencies): WriteTool[] {
  return [
    changeTool(dependencies, {
      name: 'add_to_group',
      version: 1,
      title: 'Add to group',
      description:
        'Adds a user to a security or Microsoft 365 group. The usual way to give access: prefer a group to a direct application assignment when one exists.',
      input: GroupMember,
      highRisk: false,
      permission: 'GroupMember.ReadWrite.All',
      targetsOf,
      look,
      describe: ({ account, group, direct }) => ({
        summary: `Add ${account.user.displayName} to the group ${group.displayName}`,
        ...whatWasDone((words) => words.addedToGroup(account.user.displayName, group.displayName)),
        subject: userTarget(account.user),
        before: [groupsFact(account.user, direct)],
        after: [groupsFact(account.user, [...without(direct, group), group])],
        risk: risk(account, group),
      }),
      judge: (seen) => (isMember(seen) ? { kind: 'already_done' } : judgeGroup(seen.group)),
      act: (api, { groupId, userId }) => api.addMember(groupId, userId),
      proves: (seen) => (isMember(seen) ? 'done' : 'not_done'),
    }),
    changeTool(dependencies, {
      name: 'remove_from_group',
      version: 1,
      title: 'Remove from group',
      description: 'Removes a user from a security or Microsoft 365 group of which they are a direct member.',
      input: GroupMember,
      highRisk: false,
      permission: 'GroupMember.ReadWrite.All',
      targetsOf,
      look,
      describe: ({ account, group, direct }) => ({
        summary: `Remove ${account.user.displayName} from the group ${group.displayName}`,
        ...whatWasDone((words) => words.removedFromGroup(account.user.displayName, group.displayName)),
        subject: userTarget(account.user),
        before: [groupsFact(account.user, direct)],
        after: [groupsFact(account.user, without(direct, group))],
        risk: risk(account, group),
      }),
      judge: judgeRemoval,
      act: removeMember,
      proves: (seen) => (isMember(seen) ? 'not_done' : 'done'),
    }),
  ];
}

function targetsOf({ userId, groupId }: GroupMember): TargetId[] {
  return [
    { kind: 'user', id: userId },
    { kind: 'group', id: groupId },
  ];
}

async function look(api: GraphApi, { userId, groupId }: GroupMember): Promise<Seen> {
  const [account, group, direct] = await Promise.all([
    readAccount(api, userId),
    api.group(groupId),
    api.membershipsOf(userId, 'direct'),
  ]);
  return { account, group, direct: direct.groups };
}

function isMember({ group, direct }: Seen): boolean {
  return direct.some(({ id }) => id === group.id);
}

function without(groups: readonly Group[], group: Group): Group[] {
  return groups.filter(({ id }) => id !== group.id);
}

function risk(account: Account, group: Group) {
  const roles =
    group.kind === 'role_assignable' ? [`${group.displayName} is a group that can hold directory roles`] : [];
  return riskOf([...roles, ...administratorReasons(account)]);
}

/** Why a group's members cannot be changed by us. */
const UNCHANGEABLE: Partial<Record<GroupKind, string>> = {
  dynamic: 'fills itself by a rule: members cannot be added or removed by hand',
  synced: 'is synchronised from a local Active Directory: change its members there',
  mail_enabled: 'is a mail-enabled security group or distribution list: only Exchange can change its members',
  role_assignable: 'can hold directory roles: a technician changes its members by hand',
};

function judgeGroup(group: Group): Preflight {
  const why = UNCHANGEABLE[group.kind];
  return why ? blocked(`The group ${group.displayName} ${why}.`) : { kind: 'ready' };
}

function judgeRemoval(seen: Seen): Preflight {
  if (isMember(seen)) return judgeGroup(seen.group);
  const { account, group } = seen;
  const isNested = account.memberships.groups.some(({ id }) => id === group.id);
  return isNested
    ? blocked(
        `${account.user.displayName} is in ${group.displayName} only through another group: remove them from that one.`,
      )
    : { kind: 'already_done' };
}

/** Somebody who is no member any more needs no removing. */
async function removeMember(api: GraphApi, { groupId, userId }: GroupMember): Promise<void> {
  try {
    await api.removeMember(groupId, userId);
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
  }
}
