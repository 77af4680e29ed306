import { errorCode } from '../../../../errors.ts';
import type { CommandAnswer, TextAnswer } from '../../../../flows/desk.ts';
import { readChoice } from '../../buttons.ts';
import { renderAnswer, renderAnswerWindow } from '../../render-answer.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { openForm } from '../open-form.ts';
import { publishHome } from '../publish-home.ts';
import { OUT_OF_DATE, TRY_AGAIN } from '../say.ts';
import { type Click, type ClickArguments, readClick } from './click.ts';

/**
 * A choice under an answer was tapped: its command is given in the name of whoever tapped. The answer takes the place of
 * the one with the buttons, so that nothing is tapped twice by mistake.
 */
export async function choose(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const click = readClick(given);
  const line = readChoice(click.value);
  await given.ack();
  dependencies.background.run('the answer to a choice', async () => {
    const answer = line === undefined ? outOfDate() : await answerTo(dependencies, click, line);
    const { body } = given;
    const view = body.view;
    if (answer.kind === 'form') {
      const where = {
        key: click.key,
        triggerId: click.triggerId,
        ...(view ? { on: 'window' as const } : {}),
      };
      const notice = await openForm(dependencies, where, answer.form);
      if (notice === undefined) return;
      return show(dependencies, given, click, { kind: 'refused', text: notice });
    }
    await show(dependencies, given, click, answer);
  });
}

function outOfDate(): TextAnswer {
  return { kind: 'refused', text: OUT_OF_DATE };
}

async function answerTo(
  { desk, logger }: ListenerDependencies,
  { by }: Click,
  line: string,
): Promise<CommandAnswer> {
  try {
    return await desk.command(by, line);
  } catch (error) {
    logger.error({ err: error, code: errorCode(error) }, 'a command failed');
    return { kind: 'refused', text: TRY_AGAIN };
  }
}

async function show(
  dependencies: ListenerDependencies,
  { body, respond }: ClickArguments,
  { key, by }: Click,
  answer: TextAnswer,
): Promise<void> {
  const { view } = body;
  if (view?.type === 'modal') {
    await dependencies.api.call(key, (client) =>
      client.views.update({ view_id: view.id, view: renderAnswerWindow(answer) }),
    );
  } else if (view) await publishHome(dependencies, key, by, answer.text);
  else await respond({ response_type: 'ephemeral', replace_original: true, ...renderAnswer(answer) });
}
