import type { AuditAction } from '../../../models/audit.ts';
import type { Person } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { auditFact, type CommandDependencies } from '../given-command.ts';

/** Records what an admin did about a person, and drops what is kept of people in memory. */
export async function recordChange(
  dependencies: Pick<CommandDependencies, 'audit' | 'clock' | 'addressBook'>,
  admin: Person,
  {
    action,
    person,
    details,
  }: { action: AuditAction; person: Person; details: Record<string, string | boolean> },
): Promise<void> {
  dependencies.addressBook.forget();
  const about = { person: person.displayName, personId: person.id, ...details };
  const fact = auditFact(dependencies, action, about, admin);
  await dependencies.audit.append([
    person.clientId === undefined ? fact : { ...fact, clientId: person.clientId },
  ]);
}

/** For whoever lost against somebody else. */
export function changedMeanwhile({ displayName, id }: Person): TextAnswer {
  return {
    kind: 'refused',
    text: `${displayName} was changed by somebody else at the same moment. Nothing was changed by you: please look again with \`person show ${id}\`.`,
  };
}
