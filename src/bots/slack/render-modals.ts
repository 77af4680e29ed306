import type { KnownBlock, ModalView } from '@slack/types';
import { context, plainText, section } from './blocks.ts';
import { DENIAL_FORM, DENIAL_REASON, type DenialForm } from './buttons.ts';
import { inertCut } from './escape.ts';
import { LIMITS, REASON_LENGTH } from './limits.ts';

/** Asks for the reason of a denial; leaving it empty is fine. */
export function renderDenialForm(form: DenialForm): ModalView {
  return {
    ...modal('Deny', [
      {
        type: 'input',
        block_id: DENIAL_REASON,
        optional: true,
        label: plainText('Reason', LIMITS.buttonText),
        hint: plainText('The requester reads it.', LIMITS.buttonText),
        element: {
          type: 'plain_text_input',
          action_id: DENIAL_REASON,
          multiline: true,
          max_length: REASON_LENGTH,
        },
      },
    ]),
    callback_id: DENIAL_FORM,
    private_metadata: JSON.stringify(form),
    submit: plainText('Deny', LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
  };
}

/** Shown at once, since a trigger lives three seconds; the secret is fetched when its place is there. */
export function renderSecretWaiting(): ModalView {
  return modal('One moment', [section('Fetching it…')]);
}

/** Rich text is literal: whatever is in the secret stands there as it is and can be copied. */
export function renderSecret(secret: string, forWhat: string): ModalView {
  return modal('For your eyes only', [
    section(inertCut(forWhat, LIMITS.sectionText)),
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', border: 0, elements: [{ type: 'text', text: secret }] }],
    },
    context('Keep it now: once this window is closed, nobody can show it again.'),
  ]);
}

/** A window with one sentence. */
export function renderNotice(text: string): ModalView {
  return modal('Countersign', [section(inertCut(text, LIMITS.sectionText))]);
}

function modal(title: string, blocks: KnownBlock[]): ModalView {
  return { type: 'modal', title: plainText(title, LIMITS.modalTitle), blocks };
}
