import { errorCode } from '../../../errors.ts';
import type { Identity } from '../../../models/conversation.ts';
import type { Activity, InvokeAnswer } from '../activity.ts';
import { dialogAnswer, NOT_YOURS, OUT_OF_DATE, TRY_AGAIN } from '../answers.ts';
import { noticeDialog } from '../cards/answer-card.ts';
import { type CardDeed, OPEN_FORM, REVEAL_SECRET, readDeed } from '../cards/card-actions.ts';
import { formDialog } from '../cards/form-card.ts';
import { secretDialog } from '../cards/secret-card.ts';
import { senderOf } from '../envelope.ts';
import { answerLine } from './command.ts';
import type { ListenerDependencies } from './dependencies.ts';

/**
 * Opens a dialog: with the form that a command answers with, or with a one-time secret. The secret is in this answer and nowhere else: in no message, and in no log.
 * Where Teams does not get the answer any more, the secret is lost, and a technician makes another.
 */
export async function openDialog(
  dependencies: Pick<ListenerDependencies, 'desk' | 'logger'>,
  activity: Activity,
): Promise<InvokeAnswer> {
  const { desk, logger } = dependencies;
  const by = senderOf(activity);
  const deed = readDialogDeed(activity);
  if (!by) return dialogAnswer(noticeDialog(NOT_YOURS));
  if (deed?.verb === OPEN_FORM) return openForm(dependencies, by, deed.command);
  if (deed?.verb !== REVEAL_SECRET) return dialogAnswer(noticeDialog(OUT_OF_DATE));
  try {
    return dialogAnswer(secretDialog(await desk.revealSecret(by, deed.requestId, deed.step)));
  } catch (error) {
    logger.error({ err: error, code: errorCode(error) }, 'a secret could not be shown in Teams');
    return dialogAnswer(noticeDialog(TRY_AGAIN));
  }
}

/** What a dialog was asked for by, or was filled in with. */
export function readDialogDeed({ value }: Activity): CardDeed | undefined {
  return readDeed(typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined);
}

/** The command is given once more, so that the form has what holds now. */
async function openForm(
  dependencies: Pick<ListenerDependencies, 'desk' | 'logger'>,
  by: Identity,
  command: string,
): Promise<InvokeAnswer> {
  const answer = await answerLine(dependencies, by, command);
  return dialogAnswer(
    answer.kind === 'form' ? formDialog(answer.form, { command }) : noticeDialog(answer.text),
  );
}
