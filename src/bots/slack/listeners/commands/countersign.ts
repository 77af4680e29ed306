import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { errorCode } from '../../../../errors.ts';
import type { CommandAnswer } from '../../../../flows/desk.ts';
import { commandInstallationKey, commandUser } from '../../envelope.ts';
import { readText } from '../../read-text.ts';
import { renderAnswer } from '../../render-answer.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { openForm } from '../open-form.ts';
import { TRY_AGAIN } from '../say.ts';
import { ANSWER_WITHIN_MS, within } from '../within.ts';

/**
 * `/countersign …`: the desk's answer, to the person alone: words at once, or a form. What takes longer than Slack waits
 * is said when it is there.
 */
export async function runCommand(
  dependencies: ListenerDependencies,
  { command, ack, respond }: SlackCommandMiddlewareArgs,
): Promise<void> {
  const where = { key: commandInstallationKey(command), triggerId: command.trigger_id };
  const working = dependencies.desk
    .command(commandUser(command), readText(command.text))
    .then((answer) => sayable(dependencies, where, answer));
  const said = await within(ANSWER_WITHIN_MS, working);
  if (said !== 'late') return ack({ response_type: 'ephemeral', ...said });
  await ack({ response_type: 'ephemeral', text: 'One moment…' });
  dependencies.background.run('the answer to a command', async () => {
    const answer = await working.catch((error: unknown) => {
      dependencies.logger.error({ err: error, code: errorCode(error) }, 'a command failed');
      return { text: TRY_AGAIN };
    });
    if (answer) await respond({ response_type: 'ephemeral', replace_original: false, ...answer });
  });
}

/** The answer as a message; nothing once a form has been opened. */
async function sayable(
  dependencies: ListenerDependencies,
  where: { key: string; triggerId: string },
  answer: CommandAnswer,
) {
  if (answer.kind !== 'form') return renderAnswer(answer);
  const notice = await openForm(dependencies, where, answer.form);
  return notice === undefined ? undefined : renderAnswer({ kind: 'refused', text: notice });
}
