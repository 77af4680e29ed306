import type { Button, KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import { visibleLineCut } from './escape.ts';
import { LIMITS } from './limits.ts';

/** The few Block Kit pieces that we use. Text given as `mrkdwn` must have been made inert where it is not our own. */

/** `verbatim`: Slack makes no links of addresses and names by itself. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** `emoji: false`: `:smile:` stays what it is. */
export function plainText(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: visibleLineCut(text, most) || '–', emoji: false };
}

/** A headline. */
export function header(text: string): KnownBlock {
  return { type: 'header', text: plainText(text, LIMITS.headerText) };
}

/** Throws nothing and cuts nothing: the caller keeps within `LIMITS.sectionText`. */
export function section(text: string): KnownBlock {
  return { type: 'section', text: mrkdwn(text || '–') };
}

/** Small print. */
export function context(...texts: readonly string[]): KnownBlock {
  return { type: 'context', elements: texts.map(mrkdwn) };
}

/** A line across. */
export const divider: KnownBlock = { type: 'divider' };

export interface ButtonOptions {
  actionId: string;
  label: string;
  value: string;
  style?: 'primary' | 'danger';
  /** Asked before the tap counts. */
  confirm?: { title: string; text: string; yes: string; no: string };
}

/** A button; its label is cut to what Slack takes. */
export function button({ actionId, label, value, style, confirm }: ButtonOptions): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plainText(label, LIMITS.buttonText),
    value,
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: plainText(confirm.title, LIMITS.confirmTitle),
            text: plainText(confirm.text, LIMITS.confirmText),
            confirm: plainText(confirm.yes, LIMITS.confirmButton),
            deny: plainText(confirm.no, LIMITS.confirmButton),
          },
        }
      : {}),
  };
}

/** A row of buttons. */
export function actions(blockId: string, ...elements: readonly Button[]): KnownBlock {
  return { type: 'actions', block_id: blockId, elements: [...elements] };
}
