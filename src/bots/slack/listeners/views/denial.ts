import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { DENIAL_REASON, type DenialForm, readDenialForm } from '../../buttons.ts';
import { interactionInstallationKey } from '../../envelope.ts';
import { decide } from '../decide.ts';
import type { ListenerDependencies } from '../dependencies.ts';

/** Records the denial with its reason, by whoever's verified click opened the form. */
export async function submitDenial(
  dependencies: ListenerDependencies,
  { body, view, ack }: SlackViewMiddlewareArgs<ViewSubmitAction>,
): Promise<void> {
  const form = readDenialForm(view.private_metadata);
  if (form && form.user === body.user.id) {
    const key = keyOf(body);
    const reason = view.state.values[DENIAL_REASON]?.[DENIAL_REASON]?.value?.trim();
    await decide(
      dependencies,
      { key, channel: form.channel },
      {
        by: { provider: 'slack', tenant: form.tenant, user: form.user },
        ...approvalOf(form),
        verdict: { kind: 'deny', ...(reason ? { reason } : {}) },
      },
    );
  }
  await ack();
}

/** A form's team is where it was opened; for one opened through a shared channel Slack names our install besides. */
function keyOf(body: ViewSubmitAction): string {
  if (body.is_enterprise_install && body.enterprise) return body.enterprise.id;
  return body.view.app_installed_team_id ?? interactionInstallationKey(body);
}

function approvalOf({ requestId, approvalId, planDigest }: DenialForm) {
  return { requestId, approvalId, planDigest };
}
