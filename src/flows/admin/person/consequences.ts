import type { Person } from '../../../models/person.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import { type Outlook, outlookOf, undecidable } from '../../recheck-approvals.ts';
import { leftWithout } from '../client/left-without.ts';
import type { CommandDependencies } from '../given-command.ts';

/** What a change of somebody comes to for others. */
export interface Consequences {
  /** Requests that wait for their approval, among others'. */
  waiting: readonly Outlook[];
  /** Of these, what nobody could decide any more. */
  lost: readonly ServiceRequest[];
  /** What clients would lack, in words. */
  lacking: readonly string[];
}

/** What it would come to if somebody were as they are to be. */
export async function consequencesOf(
  dependencies: CommandDependencies,
  after: Person,
): Promise<Consequences> {
  const toBe = { person: (one: Person) => (one.id === after.id ? after : one) };
  const [waiting, lacking] = await Promise.all([
    outlookOf(dependencies, { personId: after.id }, toBe),
    leftWithout(dependencies, after),
  ]);
  return { waiting, lost: undecidable(waiting), lacking };
}
