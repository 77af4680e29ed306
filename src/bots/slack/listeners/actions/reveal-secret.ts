import type { ModalView } from '@slack/types';
import { errorCode } from '../../../../errors.ts';
import type { SecretAnswer } from '../../../../flows/desk.ts';
import { readSecretButton } from '../../buttons.ts';
import { renderNotice, renderSecret, renderSecretWaiting } from '../../render-modals.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { OUT_OF_DATE, sayTo, TRY_AGAIN } from '../say.ts';
import { type Click, type ClickArguments, readClick } from './click.ts';

/**
 * Shows a one-time secret in a window of its own. The window is opened first: a secret that was fetched and then could
 * not be shown would be lost.
 */
export async function revealSecret(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const click = readClick(given);
  const asked = readSecretButton(click.value);
  const say = (sentence: string) => sayTo(dependencies, { ...click, to: click.by, sentence });
  await given.ack();
  if (!asked) return say(OUT_OF_DATE);
  const viewId = await openWindow(dependencies, click);
  if (viewId === undefined) return say('That took too long. Please tap the button again.');
  dependencies.background.run('a secret', async () => {
    const answer = await dependencies.desk
      .revealSecret(click.by, asked.requestId, asked.step)
      .catch(() => undefined);
    await show(dependencies, click, viewId, windowFor(answer));
  });
}

async function openWindow({ api, logger }: ListenerDependencies, click: Click): Promise<string | undefined> {
  try {
    const answer = await api.call(click.key, (client) =>
      client.views.open({ trigger_id: click.triggerId, view: renderSecretWaiting() }),
    );
    return answer.view?.id;
  } catch (error) {
    logger.info({ code: errorCode(error) }, 'a window for a secret could not be opened');
    return undefined;
  }
}

function windowFor(answer: SecretAnswer | undefined): ModalView {
  if (!answer) return renderNotice(TRY_AGAIN);
  return answer.kind === 'shown'
    ? renderSecret(answer.secret, answer.forWhat)
    : renderNotice(answer.sentence);
}

/** The secret is gone from our side by now; one failed call must not lose it. */
async function show(
  { api }: ListenerDependencies,
  { key, by, channel }: Click,
  viewId: string,
  view: ModalView,
): Promise<void> {
  try {
    await api.callUnlogged(key, (client) => client.views.update({ view_id: viewId, view }));
  } catch (error) {
    if (channel === undefined) throw error;
    await api.callUnlogged(key, (client) =>
      client.chat.postEphemeral({
        channel,
        user: by.user,
        text: 'Only you can see this.',
        blocks: view.blocks,
      }),
    );
  }
}
