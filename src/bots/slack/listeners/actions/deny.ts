import { SECOND_MS } from '../../../../clock.ts';
import { CountersignError, errorCode } from '../../../../errors.ts';
import { type ApprovalButton, readApprovalButton } from '../../buttons.ts';
import { renderDenialForm } from '../../render-modals.ts';
import { decide } from '../decide.ts';
import type { ListenerDependencies } from '../dependencies.ts';
import { OUT_OF_DATE, whisper } from '../say.ts';
import { type Click, type ClickArguments, readClick } from './click.ts';

/** Slack wants an answer within three seconds, the form included. */
const FORM_WITHIN_MS = 2 * SECOND_MS;

/** Asks for a reason. Where the form cannot be shown in time, the denial is recorded without one: the tap said enough. */
export async function deny(dependencies: ListenerDependencies, given: ClickArguments): Promise<void> {
  const click = readClick(given);
  const button = readApprovalButton(click.value);
  if (!button) whisper(dependencies, { ...click, user: click.by.user, sentence: OUT_OF_DATE });
  else if (!(await openForm(dependencies, click, button)))
    await decide(dependencies, click, { by: click.by, ...button, verdict: { kind: 'deny' } });
  await given.ack();
}

async function openForm(
  { api, logger }: ListenerDependencies,
  { by, key, channel, triggerId }: Click,
  button: ApprovalButton,
): Promise<boolean> {
  const view = renderDenialForm({ ...button, tenant: by.tenant, user: by.user, channel });
  const opening = api.call(key, (client) => client.views.open({ trigger_id: triggerId, view }));
  try {
    await within(FORM_WITHIN_MS, opening);
    return true;
  } catch (error) {
    logger.info({ code: errorCode(error) }, 'a denial is recorded without asking for a reason');
    return false;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new CountersignError('timeout', 'Slack did not open the form in time', { vendor: 'slack' })),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
