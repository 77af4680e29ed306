import { errorCode } from '../../../../errors.ts';
import { type ApprovalButton, readApprovalButton } from '../../buttons.ts';
import { renderDenialForm } from '../../render-modals.ts';
import { decide } from '../decide.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { OUT_OF_DATE, sayTo } from '../say.ts';
import { ANSWER_WITHIN_MS, within } from '../within.ts';
import { type Click, type ClickArguments, readClick } from './click.ts';

/** Asks for a reason. Where the form cannot be shown in time, the denial is recorded without one: the tap said enough. */
export async function deny(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const click = readClick(given);
  const button = readApprovalButton(click.value);
  if (!button) sayTo(dependencies, { ...click, to: click.by, sentence: OUT_OF_DATE });
  else if (!(await openForm(dependencies, click, button)))
    await decide(dependencies, click, { by: click.by, ...button, verdict: { kind: 'deny' } });
  await given.ack();
}

async function openForm(
  { api, logger }: ListenerDependencies,
  { by, key, channel, triggerId }: Click,
  button: ApprovalButton,
): Promise<boolean> {
  const view = renderDenialForm({
    ...button,
    tenant: by.tenant,
    user: by.user,
    ...(channel === undefined ? {} : { channel }),
  });
  const opening = api.call(key, (client) => client.views.open({ trigger_id: triggerId, view }));
  try {
    if ((await within(ANSWER_WITHIN_MS, opening)) !== 'late') return true;
    logger.info('Slack did not open the form for a denial in time');
    return false;
  } catch (error) {
    logger.info({ code: errorCode(error) }, 'a denial is recorded without asking for a reason');
    return false;
  }
}
