import type { InboundDecision } from '../../../flows/desk.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { sayTo, TRY_AGAIN } from './say.ts';

/** Has a decision recorded, and tells the person in a sentence what came of it. Throws when it could not be recorded. */
export async function decide(
  dependencies: ListenerDependencies,
  where: { key: string; channel?: string | undefined },
  decision: InboundDecision,
): Promise<void> {
  const say = (sentence: string) => sayTo(dependencies, { ...where, to: decision.by, sentence });
  try {
    const answer = await dependencies.desk.decide(decision);
    say(answer.sentence);
  } catch (error) {
    say(TRY_AGAIN);
    throw error;
  }
}
