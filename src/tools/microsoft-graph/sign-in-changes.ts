import { CountersignError, errorCode, isPassing } from '../../errors.ts';
import type { Fact } from '../../models/plan.ts';
import type { Preflight, WriteTool } from '../tool.ts';
import {
  type Account,
  administratorReasons,
  listed,
  readAccount,
  refuseSensitive,
  riskOf,
  userTarget,
} from './account.ts';
import { OneUser, targetsOfOneUser } from './account-changes.ts';
import type { GraphApi } from './api.ts';
import { type ChangeDependencies, changeTool, stampProves } from './change.ts';
import { whatWasDone } from './done-sentences.ts';
import type { AuthenticationMethod } from './sign-in-schema.ts';

interface Seen {
  account: Account;
  methods: readonly AuthenticationMethod[];
}

/** `reset_authentication_methods`: an MFA reset. */
export function signInTools(dependencies: ChangeDependencies): WriteTool[] {
  return [
    changeTool(dependencies, {
      name: 'reset_authentication_methods',
      version: 1,
      title: 'Reset MFA',
      description:
        "Removes a user's registered sign-in methods (phone, authenticator, security keys), keeps the password, and signs the user out everywhere, so that they register again. For a lost or new phone; not for administrators or guests.",
      input: OneUser,
      highRisk: true,
      permission: 'UserAuthenticationMethod.ReadWrite.All',
      targetsOf: targetsOfOneUser,
      look,
      describe: ({ account, methods }) => ({
        summary: `Remove the sign-in methods of ${account.user.displayName} and sign them out everywhere`,
        ...whatWasDone((words) => words.methodsRemoved(account.user.displayName)),
        subject: userTarget(account.user),
        before: [methodsFact(account, methods)],
        after: [
          methodsFact(
            account,
            methods.filter((method) => !isRemovable(method)),
          ),
          { label: 'Sessions', value: 'all ended; a new sign-in is needed' },
        ],
        risk: riskOf([
          'until new methods are registered the password alone is enough',
          ...administratorReasons(account),
        ]),
      }),
      judge: ({ account, methods }): Preflight =>
        refuseSensitive(account) ?? {
          kind: methods.some(isRemovable) ? 'ready' : 'already_done',
        },
      act: async (api, { userId }) => {
        await removeMethods(api, userId);
        await finish(() => api.revokeSessions(userId));
      },
      proves: ({ account, methods }, _given, since) =>
        methods.some(isRemovable) ? 'not_done' : stampProves(account.user.sessionsValidFrom, since),
    }),
  ];
}

async function look(api: GraphApi, { userId }: OneUser): Promise<Seen> {
  const [account, methods] = await Promise.all([
    readAccount(api, userId),
    api.authenticationMethodsOf(userId),
  ]);
  return { account, methods };
}

function isRemovable({ segment }: AuthenticationMethod): boolean {
  return segment !== undefined;
}

function methodsFact({ user }: Account, methods: readonly AuthenticationMethod[]): Fact {
  return {
    label: `Sign-in methods of ${user.displayName}`,
    value: listed(methods.map(({ name, detail }) => (detail ? `${name} (${detail})` : name))),
  };
}

/**
 * Graph does not say which method is the default, and refuses to delete it while others exist: what is refused waits
 * until the others are gone. https://github.com/microsoftgraph/microsoft-graph-docs/issues/14470
 */
async function removeMethods(api: GraphApi, userId: string): Promise<void> {
  let left = (await api.authenticationMethodsOf(userId)).filter(isRemovable);
  let removedAny = false;
  while (left.length > 0) {
    const refused: AuthenticationMethod[] = [];
    let refusal: unknown;
    for (const method of left) {
      const attempt = await attemptRemoval(api, userId, method, removedAny);
      if (attempt.kind === 'removed') removedAny = true;
      else {
        refused.push(method);
        refusal = attempt.error;
      }
    }
    if (refused.length === left.length) throw removedAny ? halfDone(refusal) : refusal;
    left = refused;
  }
}

type Attempt = { kind: 'removed' } | { kind: 'refused'; error: unknown };

async function attemptRemoval(
  api: GraphApi,
  userId: string,
  method: AuthenticationMethod,
  removedAny: boolean,
): Promise<Attempt> {
  try {
    await api.deleteMethod(userId, method.segment ?? '', method.id);
    return { kind: 'removed' };
  } catch (error) {
    if (errorCode(error) === 'not_found') return { kind: 'removed' };
    if (errorCode(error) === 'invalid_input') return { kind: 'refused', error };
    throw removedAny ? halfDone(error) : error;
  }
}

async function finish(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw halfDone(error);
  }
}

/** Part of it happened: never to be reported as "nothing changed". What is open is settled by verifying. */
function halfDone(error: unknown): unknown {
  return isPassing(error)
    ? error
    : new CountersignError('unexpected_response', 'an MFA reset stopped half way', {
        vendor: 'microsoft_graph',
        cause: error,
      });
}
