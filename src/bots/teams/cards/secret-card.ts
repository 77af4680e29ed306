import type { SecretAnswer } from '../../../flows/desk.ts';
import type { SecretOffer } from '../../../flows/surface.ts';
import { plainInstant } from '../../../visible-text.ts';
import type { CardDialog, CardMessage } from './adaptive-card.ts';
import { noticeDialog } from './answer-card.ts';
import { REVEAL_SECRET } from './card-actions.ts';
import { block, cardOf, run, sentence } from './elements.ts';
import { inertLineCut, instant } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A secret waits, and shows itself once to whoever it is for. The message itself never holds it. */
export function secretOfferCard({ requestId, step, text, expiresAt }: SecretOffer): CardMessage {
  const said = inertLineCut(text, LIMITS.summary) || 'Something for you alone is ready';
  return {
    summary: said,
    card: cardOf({
      fallbackText: `${said}. It can be shown until ${plainInstant(expiresAt)}, in a newer Teams.`,
      body: [
        sentence([run(said)]),
        block(`It is shown once, to you alone, until ${instant(expiresAt)}.`, { isSubtle: true }),
      ],
      actions: [
        {
          type: 'Action.Submit',
          title: 'Show it to me',
          style: 'positive',
          data: { msteams: { type: 'task/fetch' }, verb: REVEAL_SECRET, requestId, step },
        },
      ],
    }),
  };
}

/**
 * The dialog with the secret, or with why there is none. A run and the value of an input are literal in Teams: whatever
 * is in the secret stands there as it is, and the input can be copied from on a phone.
 */
export function secretDialog(answer: SecretAnswer): CardDialog {
  if (answer.kind !== 'shown') return noticeDialog(answer.sentence);
  const { secret, forWhat } = answer;
  return {
    title: 'For your eyes only',
    width: 'small',
    height: 'small',
    card: cardOf({
      fallbackText: 'This can be shown in a newer Teams only.',
      body: [
        sentence([run(inertLineCut(forWhat, LIMITS.summary))]),
        sentence([run(secret, { fontType: 'monospace', size: 'large', weight: 'bolder' })]),
        { type: 'Input.Text', id: 'copy', label: 'To copy', value: secret },
        block('Keep it now: once this window is closed, nobody can show it again.'),
      ],
    }),
  };
}
