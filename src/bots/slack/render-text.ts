import type { SafeText, SecretOffer } from '../../flows/surface.ts';
import { actions, button, section } from './blocks.ts';
import { REVEAL_SECRET, type SecretButton } from './buttons.ts';
import { inertCut, instant } from './escape.ts';
import { LIMITS } from './limits.ts';
import type { RenderedMessage } from './render-card.ts';

/** Something said in words. Lists keep their `• `. */
export function renderText(text: SafeText): RenderedMessage {
  const shown = inertCut(text, LIMITS.sectionText) || '–';
  return { text: shown, blocks: [section(shown)] };
}

/** A secret waits, and shows itself once to whoever it is for. The message itself never holds it. */
export function renderSecretOffer({ requestId, step, text, expiresAt }: SecretOffer): RenderedMessage {
  const shown = inertCut(text, 1_000);
  const value = JSON.stringify({ requestId, step } satisfies SecretButton);
  return {
    text: shown,
    blocks: [
      section(`${shown}\nIt is shown once, to you alone, until ${instant(expiresAt)}.`),
      actions('secret', button({ actionId: REVEAL_SECRET, label: 'Show it to me', value, style: 'primary' })),
    ],
  };
}
