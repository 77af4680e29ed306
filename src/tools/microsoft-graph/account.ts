import type { Fact, Risk, Target } from '../../models/plan.ts';
import type { Preflight } from '../tool.ts';
import type { GraphApi, Memberships } from './api.ts';
import type { Group, User } from './schema.ts';

/** A user with everything that decides whether we may touch the account. */
export interface Account {
  user: User;
  /** Through however many groups. */
  memberships: Memberships;
}

/** The user with everything that they are a member of. Throws `not_found`. */
export async function readAccount(api: GraphApi, userId: string): Promise<Account> {
  const [user, memberships] = await Promise.all([api.user(userId), api.membershipsOf(userId, 'all')]);
  return { user, memberships };
}

/** A user as the target of a step. */
export function userTarget({ id, displayName }: User): Target {
  return { kind: 'user', id, label: displayName };
}

/** Why the account counts as an administrator's; empty for everybody else. A role-assignable group may carry any role. */
export function administratorReasons({ user, memberships }: Account): string[] {
  return [
    ...memberships.roles.map((role) => `${user.displayName} holds the directory role ${role}`),
    ...memberships.groups
      .filter(({ kind }) => kind === 'role_assignable')
      .map(
        ({ displayName }) =>
          `${user.displayName} is in ${displayName}, a group that can hold directory roles`,
      ),
  ];
}

/**
 * Password, sign-in methods and account state of an administrator are never changed by us; those of a guest are kept
 * elsewhere. Undefined when neither stands in the way.
 */
export function refuseSensitive(account: Account): Preflight | undefined {
  const { user } = account;
  const [why] = administratorReasons(account);
  if (why) return blocked(`${why}: a technician does this by hand.`);
  if (user.isGuest)
    return blocked(`${user.displayName} is a guest: their own organisation looks after the account.`);
  return undefined;
}

/** What a local Active Directory is the master of cannot be changed in Entra. */
export function refuseSynced({ user }: Account, what: string): Preflight | undefined {
  return user.isSynced
    ? blocked(
        `${user.displayName} is synchronised from a local Active Directory: ${what} must be changed there.`,
      )
    : undefined;
}

/** A preflight that says no. */
export function blocked(reason: string): Preflight {
  return { kind: 'blocked', reason };
}

/** High when there is any reason. */
export function riskOf(reasons: readonly string[]): Risk {
  return { level: reasons.length > 0 ? 'high' : 'normal', reasons };
}

const MOST_NAMES = 25;

/** Names for people, in order: `All Staff, Zendesk Users`. */
export function listed(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort((one, other) => one.localeCompare(other));
  const shown = sorted.slice(0, MOST_NAMES).join(', ');
  if (sorted.length > MOST_NAMES) return `${shown} and ${sorted.length - MOST_NAMES} more`;
  return shown || 'none';
}

/** A user's groups, as a line on a card. */
export function groupsFact(user: User, groups: readonly Group[]): Fact {
  return {
    label: `Groups of ${user.displayName}`,
    value: listed(groups.map(({ displayName }) => displayName)),
  };
}
