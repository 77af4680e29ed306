import { SECOND_MS } from '../../../clock.ts';
import { errorCode } from '../../../errors.ts';
import type { CommandAnswer, FormProblems, TextAnswer } from '../../../flows/desk.ts';
import type { Identity } from '../../../models/conversation.ts';
import type { Activity, InvokeAnswer } from '../activity.ts';
import { CLOSE_DIALOG, dialogAnswer, NOT_YOURS, OUT_OF_DATE, TRY_AGAIN } from '../answers.ts';
import { noticeDialog } from '../cards/answer-card.ts';
import { type FilledCard, SUBMIT_FORM } from '../cards/card-actions.ts';
import { formDialog, readFilled } from '../cards/form-card.ts';
import { senderOf } from '../envelope.ts';
import { answerLine, commandCard } from './command.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { readDialogDeed } from './dialog.ts';
import { sayPersonally } from './say.ts';

/** Teams waits some ten seconds for an answer; what takes longer is said in the chat. */
const ANSWER_WITHIN_MS = 6 * SECOND_MS;

/**
 * Takes what was filled into a form, by whoever's verified dialog it is. What is wrong is said at the fields; a form that
 * it leads to takes its place; otherwise the dialog closes and the answer stands in the chat. Nothing that was typed is in
 * either, nor in a log.
 */
export async function submitForm(
  dependencies: ListenerDependencies,
  activity: Activity,
): Promise<InvokeAnswer> {
  const by = senderOf(activity);
  const deed = readDialogDeed(activity);
  if (!by) return dialogAnswer(noticeDialog(NOT_YOURS));
  if (deed?.verb !== SUBMIT_FORM) return deed ? dialogAnswer(noticeDialog(OUT_OF_DATE)) : CLOSE_DIALOG;
  const working = take(dependencies, by, deed);
  const answer = await Promise.race([working, late()]);
  const key = `form:${activity.id ?? ''}:${by.user}`;
  if (answer === undefined) {
    dependencies.background.run('the answer to a form', async () =>
      tell(dependencies, { by, key, answer: inWords(await working), line: deed.command }),
    );
    return dialogAnswer(noticeDialog('One moment: the answer comes into our chat.'));
  }
  if (answer.kind === 'invalid') return showAgain(dependencies, { by, deed, problems: answer.problems });
  if (answer.kind === 'form')
    return dialogAnswer(formDialog(answer.form, { command: answer.line ?? deed.command }));
  tell(dependencies, { by, key, answer, line: deed.command });
  return CLOSE_DIALOG;
}

async function take(
  { desk, logger }: ListenerDependencies,
  by: Identity,
  deed: FilledCard,
): Promise<CommandAnswer | FormProblems> {
  try {
    return await desk.submitForm(by, { id: deed.formId, state: deed.state }, readFilled(deed));
  } catch (error) {
    // Never the error itself: it may have something of what was typed.
    logger.error({ code: errorCode(error), form: deed.formId }, 'a form in Teams could not be taken');
    return { kind: 'refused', text: TRY_AGAIN };
  }
}

function late(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS).unref();
  });
}

/** There are no fields any more to say it at. */
function inWords(answer: CommandAnswer | FormProblems): CommandAnswer {
  if (answer.kind !== 'invalid') return answer;
  const lines = ['That is not complete yet. Please open the form again:', ...Object.values(answer.problems)];
  return { kind: 'refused', text: lines.join('\n• ') } satisfies TextAnswer;
}

function tell(
  dependencies: ListenerDependencies,
  { by, key, answer, line }: { by: Identity; key: string; answer: CommandAnswer; line: string },
): void {
  sayPersonally(dependencies, { to: by, key, message: commandCard(answer, line) });
}

async function showAgain(
  dependencies: ListenerDependencies,
  { by, deed, problems }: { by: Identity; deed: FilledCard; problems: Readonly<Record<string, string>> },
): Promise<InvokeAnswer> {
  const { command } = deed;
  const answer = await answerLine(dependencies, by, command);
  if (answer.kind !== 'form') return dialogAnswer(noticeDialog(answer.text));
  // What was seen when it was opened goes on with it: what somebody else has changed since is not overwritten.
  const form = { ...answer.form, state: deed.state };
  return dialogAnswer(formDialog(form, { command, problems, values: readFilled(deed) }));
}
