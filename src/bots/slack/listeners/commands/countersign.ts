import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import { CountersignError } from '../../../../errors.ts';
import { commandUser } from '../../envelope.ts';
import { readText } from '../../read-text.ts';
import { renderText } from '../../render-text.ts';
import type { ListenerDependencies } from '../dependencies.ts';

/** `/countersign …`: the desk's answer, to the person alone. */
export async function runCommand(
  { desk }: ListenerDependencies,
  { command, ack }: SlackCommandMiddlewareArgs,
): Promise<void> {
  const by = commandUser(command);
  const answer = await desk.command(by, readText(command.text));
  if (answer.kind === 'form') throw new CountersignError('invalid_input', 'forms are not rendered here yet');
  await ack({ response_type: 'ephemeral', ...renderText(answer.text) });
}
