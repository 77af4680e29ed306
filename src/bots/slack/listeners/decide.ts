import type { InboundDecision } from '../../../flows/desk.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { TRY_AGAIN, whisper } from './say.ts';

/** Has a decision recorded, and tells the person in a sentence what came of it. Throws when it could not be recorded. */
export async function decide(
  dependencies: ListenerDependencies,
  where: { key: string; channel: string },
  decision: InboundDecision,
): Promise<void> {
  const say = (sentence: string) => whisper(dependencies, { ...where, user: decision.by.user, sentence });
  try {
    const answer = await dependencies.desk.decide(decision);
    say(answer.sentence);
  } catch (error) {
    say(TRY_AGAIN);
    throw error;
  }
}
