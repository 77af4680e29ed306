import { errorCode } from '../../../errors.ts';
import type { Activity, InvokeAnswer } from '../activity.ts';
import { dialogAnswer, NOT_YOURS, OUT_OF_DATE, TRY_AGAIN } from '../answers.ts';
import { noticeDialog } from '../cards/answer-card.ts';
import { REVEAL_SECRET, readDeed } from '../cards/card-actions.ts';
import { secretDialog } from '../cards/secret-card.ts';
import { senderOf } from '../envelope.ts';
import type { ListenerDependencies } from './dependencies.ts';

/**
 * Opens the dialog with a one-time secret. The secret is in this answer and nowhere else: in no message, and in no log.
 * Where Teams does not get the answer any more, the secret is lost, and a technician makes another.
 */
export async function openDialog(
  { desk, logger }: Pick<ListenerDependencies, 'desk' | 'logger'>,
  activity: Activity,
): Promise<InvokeAnswer> {
  const by = senderOf(activity);
  const { value } = activity;
  const deed = readDeed(
    typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined,
  );
  if (!by) return dialogAnswer(noticeDialog(NOT_YOURS));
  if (deed?.verb !== REVEAL_SECRET) return dialogAnswer(noticeDialog(OUT_OF_DATE));
  try {
    return dialogAnswer(secretDialog(await desk.revealSecret(by, deed.requestId, deed.step)));
  } catch (error) {
    logger.error({ err: error, code: errorCode(error) }, 'a secret could not be shown in Teams');
    return dialogAnswer(noticeDialog(TRY_AGAIN));
  }
}
