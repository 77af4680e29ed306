import type { SlackBlock } from '../console-state.ts';
import { renderableMrkdwn, withoutBareLinks } from './slack-text.ts';

/** What a button of a rendered message stands for. */
export interface SlackButton {
  actionId: string;
  value?: string;
  url?: string;
  confirm?: { title: string; text: string; confirm: string; deny: string };
}

export interface PreparedBlocks {
  blocks: readonly SlackBlock[];
  /** By the id that the button's element has in the page. */
  buttons: ReadonlyMap<string, SlackButton>;
}

/**
 * Blocks ready for the renderer, which makes each button an element whose id is the button's `action_id`, and does
 * nothing at a click: action ids are replaced by ids unique on the page, and kept beside.
 */
export function prepareBlocks(blocks: readonly SlackBlock[], prefix: string): PreparedBlocks {
  const buttons = new Map<string, SlackButton>();
  const prepare = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(prepare);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).map(([key, value]) => [key, prepare(value)] as const);
    const copy: Record<string, unknown> = Object.fromEntries(entries);
    delete copy['block_id'];
    if (copy['type'] === 'mrkdwn' && typeof copy['text'] === 'string') prepareMrkdwn(copy, copy['text']);
    // The renderer would format plain text as well.
    if (copy['type'] === 'plain_text') copy['verbatim'] = true;
    if (copy['type'] === 'button')
      return prepareButton(node as Record<string, unknown>, copy, buttons, prefix);
    return copy;
  };
  return { blocks: prepare(blocks) as SlackBlock[], buttons };
}

function prepareMrkdwn(copy: Record<string, unknown>, text: string): void {
  copy['text'] = renderableMrkdwn(copy['verbatim'] === true ? withoutBareLinks(text) : text);
  delete copy['verbatim'];
}

function prepareButton(
  button: Readonly<Record<string, unknown>>,
  copy: Readonly<Record<string, unknown>>,
  buttons: Map<string, SlackButton>,
  prefix: string,
): Record<string, unknown> {
  const id = `${prefix}-button-${buttons.size}`;
  const { value, url, confirm } = button;
  buttons.set(id, {
    actionId: String(button['action_id']),
    ...(typeof value === 'string' && { value }),
    ...(typeof url === 'string' && { url }),
    ...(confirm !== undefined && { confirm: confirmWords(confirm as ConfirmObject) }),
  });
  const { confirm: _ours, url: _opened, value: _carried, ...rest } = copy;
  return { ...rest, action_id: id };
}

type ConfirmObject = Readonly<Record<'title' | 'text' | 'confirm' | 'deny', { text: string } | undefined>>;

function confirmWords({ title, text, confirm, deny }: ConfirmObject): NonNullable<SlackButton['confirm']> {
  return {
    title: title?.text ?? 'Are you sure?',
    text: text?.text ?? '',
    confirm: confirm?.text ?? 'Yes',
    deny: deny?.text ?? 'Cancel',
  };
}
