import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import type { Fact, TargetId } from '../../models/plan.ts';
import type { Preflight, WriteTool } from '../tool.ts';
import {
  type Account,
  administratorReasons,
  blocked,
  readAccount,
  refuseSensitive,
  refuseSynced,
  riskOf,
  userTarget,
} from './account.ts';
import type { GraphApi } from './api.ts';
import { type Change, type ChangeDependencies, changeTool, stampProves } from './change.ts';
import { whatWasDone } from './done-sentences.ts';
import type { User } from './schema.ts';

/** The arguments of every tool that acts on an account and nothing else. */
export const OneUser = z.strictObject({
  userId: z.guid().describe('Object id of the user, from find_user or get_user.'),
});

export type OneUser = z.infer<typeof OneUser>;

/** The targets of a tool that acts on one user. */
export function targetsOfOneUser({ userId }: OneUser): TargetId[] {
  return [{ kind: 'user', id: userId }];
}

/** `reset_password`, `revoke_sessions`, `enable_account` and `disable_account`. */
export function accountTools(dependencies: ChangeDependencies): WriteTool[] {
  return [
    changeTool(dependencies, resetPassword),
    changeTool(dependencies, revokeSessions),
    changeTool(dependencies, setAccountState(true)),
    changeTool(dependencies, setAccountState(false)),
  ];
}

function look(api: GraphApi, { userId }: OneUser): Promise<Account> {
  return readAccount(api, userId);
}

const resetPassword: Change<OneUser, Account> = {
  name: 'reset_password',
  version: 1,
  title: 'Reset password',
  description:
    'Gives a user a temporary password that must be changed at the next sign-in. For a forgotten or leaked password; not for administrators, guests, or accounts synchronised from a local Active Directory.',
  input: OneUser,
  highRisk: true,
  needsSecret: true,
  permission: 'User-PasswordProfile.ReadWrite.All',
  targetsOf: targetsOfOneUser,
  look,
  describe: (account) => ({
    summary: `Reset the password of ${account.user.displayName} to a temporary one`,
    ...whatWasDone((words) => words.passwordReset(account.user.displayName)),
    subject: userTarget(account.user),
    before: [{ label: 'Password last changed', value: dayOf(account.user.passwordChangedAt) }],
    after: [{ label: 'Password', value: 'temporary, to be changed at the next sign-in' }],
    risk: riskOf(['whoever has the new password can sign in', ...administratorReasons(account)]),
  }),
  judge: (account) => refuseSensitive(account) ?? refuseSynced(account, 'the password') ?? { kind: 'ready' },
  act: async (api, { userId }, secret) => {
    if (secret === undefined) {
      throw new CountersignError('invalid_input', 'reset_password was run without a password');
    }
    await api.setTemporaryPassword(userId, secret);
  },
  proves: ({ user }, _given, since) => stampProves(user.passwordChangedAt, since),
};

const revokeSessions: Change<OneUser, Account> = {
  name: 'revoke_sessions',
  version: 1,
  title: 'Revoke sessions',
  description:
    'Signs a user out everywhere, so that every device and application asks for the password again within minutes. For a lost device or a suspected break-in.',
  input: OneUser,
  highRisk: false,
  permission: 'User.RevokeSessions.All',
  targetsOf: targetsOfOneUser,
  look,
  describe: (account) => ({
    summary: `Sign ${account.user.displayName} out everywhere`,
    ...whatWasDone((words) => words.signedOut(account.user.displayName)),
    subject: userTarget(account.user),
    before: [{ label: 'Sessions valid since', value: dayOf(account.user.sessionsValidFrom) }],
    after: [{ label: 'Sessions', value: 'all ended; a new sign-in is needed' }],
    risk: riskOf(administratorReasons(account)),
  }),
  judge: ({ user }): Preflight =>
    user.isGuest
      ? blocked(`${user.displayName} is a guest: only their own organisation can end their sessions.`)
      : { kind: 'ready' },
  act: (api, { userId }) => api.revokeSessions(userId),
  proves: ({ user }, _given, since) => stampProves(user.sessionsValidFrom, since),
};

function setAccountState(enabled: boolean): Change<OneUser, Account> {
  const verb = enabled ? 'Enable' : 'Disable';
  const why = enabled ? 'whoever knows its password can sign in again' : 'the person cannot work any more';
  return {
    name: enabled ? 'enable_account' : 'disable_account',
    version: 1,
    title: `${verb} account`,
    description: enabled
      ? 'Lets a user whose account is disabled sign in again.'
      : 'Keeps a user from signing in, for a leaver or a suspected break-in. Mail and files stay. Sessions that are open end by revoke_sessions.',
    input: OneUser,
    highRisk: true,
    permission: 'User.EnableDisableAccount.All',
    targetsOf: targetsOfOneUser,
    look,
    describe: (account) => ({
      summary: `${verb} the account of ${account.user.displayName}`,
      ...whatWasDone(({ accountEnabled, accountDisabled }) =>
        (enabled ? accountEnabled : accountDisabled)(account.user.displayName),
      ),
      subject: userTarget(account.user),
      before: [accountFact(account.user, account.user.accountEnabled)],
      after: [accountFact(account.user, enabled)],
      risk: riskOf([why, ...administratorReasons(account)]),
    }),
    judge: (account) => {
      if (account.user.accountEnabled === enabled) return { kind: 'already_done' };
      return refuseSensitive(account) ?? refuseSynced(account, 'its state') ?? { kind: 'ready' };
    },
    act: (api, { userId }) => api.setAccountEnabled(userId, enabled),
    proves: ({ user }) => (user.accountEnabled === enabled ? 'done' : 'not_done'),
  };
}

function accountFact(user: User, enabled: boolean): Fact {
  return { label: `Account of ${user.displayName}`, value: enabled ? 'enabled' : 'disabled' };
}

function dayOf(instant: Date | undefined): string {
  return instant ? instant.toISOString().slice(0, 10) : 'unknown';
}
