import { THE_MSP } from '../../../models/client.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import type { CommandLine } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies } from '../given-command.ts';
import { type PolicyState, readPolicies } from './policy-state.ts';

/** The option with which a policy command names one client. */
export const CLIENT_OPTION = { flags: '--client <client>', does: 'one client, instead of all' };
/** The option for all tools of one integration. */
export const INTEGRATION_OPTION = {
  flags: '--integration <integration>',
  does: 'all tools of one integration, such as `microsoft365`',
};

export type FoundState = { kind: 'found'; state: PolicyState } | { kind: 'not_found'; answer: CommandAnswer };

/** What holds at the client that a line names, or MSP-wide. */
export async function findState(
  dependencies: Pick<CommandDependencies, 'clients' | 'policies'>,
  word: string | undefined,
  line: CommandLine,
): Promise<FoundState> {
  const found = word === undefined ? undefined : await findClient(dependencies.clients, word, line);
  if (found?.kind === 'not_found') return found;
  const state = await readPolicies(dependencies, found?.client.id ?? THE_MSP.id);
  return state ? { kind: 'found', state } : { kind: 'not_found', answer: GONE };
}

/** For whoever lost against somebody else. */
export function policiesChanged({ scope }: Pick<PolicyState, 'scope'>): TextAnswer {
  return changedMeanwhile(
    'the policies',
    scope === THE_MSP.id ? 'policy list' : `policy list --client ${scope}`,
  );
}

const GONE: CommandAnswer = { kind: 'refused', text: 'This client was removed a moment ago.' };
