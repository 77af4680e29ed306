import { errorCode } from '../../../errors.ts';
import type { CommandAnswer } from '../../../flows/desk.ts';
import type { Identity } from '../../../models/conversation.ts';
import { TRY_AGAIN } from '../answers.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { answerCard } from '../cards/answer-card.ts';
import { formOffer } from '../cards/form-card.ts';
import type { ListenerDependencies } from './dependencies.ts';

/** What is said to a command line: its answer with what may be tapped next, or the card that opens its form. */
export function commandCard(answer: CommandAnswer, line: string): CardMessage {
  return answer.kind === 'form' ? formOffer(answer.form, answer.line ?? line) : answerCard(answer);
}

/** Gives a command line in somebody's name. Never throws: they are told instead. */
export async function answerLine(
  { desk, logger }: Pick<ListenerDependencies, 'desk' | 'logger'>,
  by: Identity,
  line: string,
): Promise<CommandAnswer> {
  try {
    return await desk.command(by, line);
  } catch (error) {
    logger.error({ err: error, code: errorCode(error) }, 'a command in Teams failed');
    return { kind: 'refused', text: TRY_AGAIN };
  }
}
