import { errorCode } from '../../../errors.ts';
import type { FormSpec } from '../../../flows/form.ts';
import { renderForm } from '../render-form.ts';
import type { ListenerDependencies } from './dependencies.ts';

/** Opens a form for whoever the trigger belongs to; a sentence for them when Slack did not. */
export async function openForm(
  { api, logger }: Pick<ListenerDependencies, 'api' | 'logger'>,
  { key, triggerId, on }: { key: string; triggerId: string; on?: 'window' },
  form: FormSpec,
): Promise<string | undefined> {
  const view = renderForm(form, key);
  try {
    await api.call(key, (client) =>
      on === 'window'
        ? client.views.push({ trigger_id: triggerId, view })
        : client.views.open({ trigger_id: triggerId, view }),
    );
    return undefined;
  } catch (error) {
    logger.info({ code: errorCode(error), form: form.id }, 'a form could not be opened');
    return 'The form could not be opened in time. Please try again.';
  }
}
