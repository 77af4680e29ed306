import type { AuditAction, OwedFacts } from '../../../models/audit.ts';
import type { Person } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { changedMeanwhile } from '../changed-meanwhile.ts';
import { auditFact, type CommandDependencies } from '../given-command.ts';
import { withFormerAccounts } from './former-accounts.ts';

/** What an admin is about to do to a person, as they are, for the trail. */
export interface PersonChange {
  action: AuditAction;
  person: Person;
  details: Readonly<Record<string, string | boolean>>;
}

/** What a change of a person is to be saved with. */
export function factsOf(
  dependencies: Pick<CommandDependencies, 'clock'>,
  admin: Person,
  { action, person, details }: PersonChange,
): OwedFacts {
  const about = withFormerAccounts({ person: person.displayName, personId: person.id, ...details }, person);
  const fact = auditFact(dependencies, action, about, admin);
  return [person.clientId === undefined ? fact : { ...fact, clientId: person.clientId }];
}

/** After a change of a person was saved: enters it, and drops what is kept of people in memory. */
export async function personSaved(
  dependencies: Pick<CommandDependencies, 'audit' | 'owedFacts' | 'addressBook'>,
  facts: OwedFacts,
): Promise<void> {
  dependencies.addressBook.forget();
  await enterFacts(dependencies, facts);
}

/** For whoever lost against somebody else. */
export function personChanged({ displayName, id }: Person): TextAnswer {
  return changedMeanwhile(displayName, `person show ${id}`);
}

/** For whoever gave somebody an account that another person was given a moment before. */
export function accountsChanged(look: string): TextAnswer {
  return changedMeanwhile('who has one of these accounts', look);
}
