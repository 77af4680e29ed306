import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { errorCode } from '../../../../errors.ts';
import type { CommandAnswer, FormProblems, TextAnswer } from '../../../../flows/desk.ts';
import { type CommandForm, readCommandForm } from '../../buttons.ts';
import { interactionUser } from '../../envelope.ts';
import { renderAnswerWindow } from '../../render-answer.ts';
import { readFormValues, renderForm } from '../../render-form.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { OUT_OF_DATE, TRY_AGAIN } from '../say.ts';
import { ANSWER_WITHIN_MS, within } from '../within.ts';

/**
 * Takes what was filled into a command's form, by whoever's verified submission it is. What is wrong is said at the
 * fields; otherwise the answer takes the form's place. What takes longer than Slack waits is shown when it is there.
 */
export async function submitCommandForm(
  dependencies: ListenerDependencies,
  { body, view, ack }: SlackViewMiddlewareArgs<ViewSubmitAction>,
): Promise<void> {
  const form = readCommandForm(view.private_metadata);
  if (!form) return ack({ response_action: 'update', view: renderAnswerWindow(refusal(OUT_OF_DATE)) });
  const working = answerTo(dependencies, body, form, readFormValues(view.state.values));
  const answer = await within(ANSWER_WITHIN_MS, working);
  if (answer === 'late') {
    await ack({
      response_action: 'update',
      view: renderAnswerWindow({ kind: 'answer', text: 'One moment…' }),
    });
    dependencies.background.run('the answer to a form', async () => {
      const shown = windowFor(await working, form.key);
      await dependencies.api.call(form.key, (client) =>
        client.views.update({ view_id: view.id, view: shown }),
      );
    });
    return;
  }
  const errors = answer.kind === 'invalid' ? problemsOnFields(answer, view.blocks) : undefined;
  if (errors) return ack({ response_action: 'errors', errors });
  await ack({ response_action: 'update', view: windowFor(answer, form.key) });
}

async function answerTo(
  { desk, logger }: ListenerDependencies,
  body: ViewSubmitAction,
  { id, state }: CommandForm,
  values: ReturnType<typeof readFormValues>,
): Promise<CommandAnswer | FormProblems> {
  try {
    return await desk.submitForm(interactionUser(body), { id, state }, values);
  } catch (error) {
    // Never the error itself: it may have something of what was typed.
    logger.error({ code: errorCode(error), form: id }, 'a form could not be taken');
    return refusal(TRY_AGAIN);
  }
}

function refusal(text: string): TextAnswer {
  return { kind: 'refused', text };
}

function windowFor(answer: CommandAnswer | FormProblems, key: string): ModalView {
  if (answer.kind === 'form') return renderForm(answer.form, key);
  if (answer.kind !== 'invalid') return renderAnswerWindow(answer);
  const lines = ['That is not complete yet:', ...Object.values(answer.problems)];
  return renderAnswerWindow(refusal(lines.join('\n• ')));
}

/** Slack takes errors only for fields that the form has. */
function problemsOnFields(
  { problems }: FormProblems,
  blocks: ViewSubmitAction['view']['blocks'],
): Record<string, string> | undefined {
  const fields = blocks.flatMap((block) => (block.type === 'input' ? (block.block_id ?? []) : []));
  const [first] = fields;
  if (first === undefined) return undefined;
  const errors: Record<string, string> = {};
  for (const [name, problem] of Object.entries(problems)) {
    const field = fields.includes(name) ? name : first;
    errors[field] = errors[field] === undefined ? problem : `${errors[field]} ${problem}`;
  }
  return errors;
}
