import type { SlackBlock } from './state.ts';

/**
 * The limits that Slack enforces on Block Kit, from its reference (docs.slack.dev/reference/block-kit), as a check that
 * gives Slack's own messages. No contract of Slack's contains them, and no client library enforces them.
 */

type Json = Readonly<Record<string, unknown>>;
interface Checking {
  pointer: string;
  errors: string[];
}

const BLOCKS_PER_MESSAGE = 50;
const BLOCKS_PER_VIEW = 100;
const BLOCK_TYPES = new Set([
  'section',
  'header',
  'context',
  'actions',
  'divider',
  'input',
  'image',
  'rich_text',
]);
const ELEMENT_TYPES = new Set([
  'button',
  'plain_text_input',
  'static_select',
  'multi_static_select',
  'users_select',
  'overflow',
  'checkboxes',
]);

/** What Slack would find wrong in a message's blocks; empty when nothing is. */
export function problemsInBlocks(blocks: readonly SlackBlock[], pointer = '/blocks'): string[] {
  return checkBlocks(blocks, BLOCKS_PER_MESSAGE, { pointer, errors: [] });
}

/** What Slack would find wrong in a modal or a home view. */
export function problemsInView(view: Json): string[] {
  const checking = { pointer: '/view', errors: [] as string[] };
  if (view['type'] !== 'modal' && view['type'] !== 'home') fail(checking, 'unsupported view type');
  if (!Array.isArray(view['blocks'])) return [...checking.errors, '[ERROR] missing required field: blocks'];
  if (view['type'] === 'modal') checkText(view['title'], 24, at(checking, 'title'), 'plain_text');
  for (const name of ['submit', 'close'])
    if (view[name] !== undefined && view[name] !== null)
      checkText(view[name], 24, at(checking, name), 'plain_text');
  checkLength(view['private_metadata'], 3_000, at(checking, 'private_metadata'));
  checkLength(view['callback_id'], 255, at(checking, 'callback_id'));
  checkLength(view['external_id'], 255, at(checking, 'external_id'));
  const blocks = view['blocks'] as readonly SlackBlock[];
  if (view['type'] === 'modal' && !view['submit'] && blocks.some(({ type }) => type === 'input'))
    fail(checking, 'missing required field: submit');
  return checkBlocks(blocks, BLOCKS_PER_VIEW, at(checking, 'blocks'));
}

function checkBlocks(blocks: readonly SlackBlock[], most: number, checking: Checking): string[] {
  if (!Array.isArray(blocks)) fail(checking, 'must be an array');
  else {
    if (blocks.length > most) fail(checking, `no more than ${most} items allowed`);
    checkUnique(
      blocks.map((block) => block['block_id']),
      checking,
    );
    blocks.forEach((block, index) => checkBlock(block, at(checking, String(index))));
  }
  return checking.errors;
}

function checkBlock(block: SlackBlock, checking: Checking): void {
  if (!BLOCK_TYPES.has(block.type)) return fail(checking, `unsupported type: ${block.type}`);
  checkLength(block['block_id'], 255, at(checking, 'block_id'));
  switch (block.type) {
    case 'section':
      return checkSection(block, checking);
    case 'header':
      return checkText(block['text'], 150, at(checking, 'text'), 'plain_text');
    case 'context':
      return checkEach(block['elements'], 10, at(checking, 'elements'), (element, where) => {
        if (element['type'] !== 'image') checkText(element, 3_000, where);
      });
    case 'actions':
      return checkElements(block['elements'], at(checking, 'elements'));
    case 'input':
      checkText(block['label'], 2_000, at(checking, 'label'), 'plain_text');
      if (block['hint'] !== undefined) checkText(block['hint'], 2_000, at(checking, 'hint'), 'plain_text');
      return checkElement(block['element'] as Json, at(checking, 'element'));
    default:
      return undefined;
  }
}

function checkSection(block: SlackBlock, checking: Checking): void {
  if (block['text'] === undefined && block['fields'] === undefined)
    fail(checking, 'missing required field: text or fields');
  if (block['text'] !== undefined) checkText(block['text'], 3_000, at(checking, 'text'));
  if (block['fields'] !== undefined)
    checkEach(block['fields'], 10, at(checking, 'fields'), (field, where) => checkText(field, 2_000, where));
  if (block['accessory'] !== undefined) checkElement(block['accessory'] as Json, at(checking, 'accessory'));
}

function checkElements(elements: unknown, checking: Checking): void {
  checkEach(elements, 25, checking, checkElement);
  if (Array.isArray(elements))
    checkUnique(
      elements.map((element: Json) => element['action_id']),
      checking,
    );
}

function checkElement(element: Json, checking: Checking): void {
  if (!element || !ELEMENT_TYPES.has(String(element['type'])))
    return fail(checking, `unsupported type: ${String(element?.['type'])}`);
  checkLength(element['action_id'], 255, at(checking, 'action_id'));
  if (element['placeholder'] !== undefined)
    checkText(element['placeholder'], 150, at(checking, 'placeholder'), 'plain_text');
  if (String(element['type']).endsWith('static_select')) checkSelect(element, checking);
  if (element['type'] === 'button') checkButton(element, checking);
  if (element['type'] === 'plain_text_input') {
    checkLength(element['initial_value'], 3_000, at(checking, 'initial_value'));
    const most = element['max_length'];
    if (most !== undefined && (typeof most !== 'number' || most < 1 || most > 3_000))
      fail(at(checking, 'max_length'), 'must be between 1 and 3000');
  }
}

/** What is chosen from the start has to be among the options, word for word. */
function checkSelect(select: Json, checking: Checking): void {
  checkEach(select['options'], 100, at(checking, 'options'), (option, where) => {
    checkText(option['text'], 75, at(where, 'text'), 'plain_text');
    checkLength(option['value'], 150, at(where, 'value'));
  });
  const options = new Set(
    (select['options'] as readonly Json[] | undefined)?.map((one) => JSON.stringify(one)),
  );
  const chosen = [select['initial_option'], ...((select['initial_options'] as readonly unknown[]) ?? [])];
  for (const one of chosen)
    if (one !== undefined && !options.has(JSON.stringify(one)))
      fail(at(checking, 'initial_option'), 'must match one of the options');
}

function checkButton(button: Json, checking: Checking): void {
  checkText(button['text'], 75, at(checking, 'text'), 'plain_text');
  checkLength(button['value'], 2_000, at(checking, 'value'));
  checkLength(button['url'], 3_000, at(checking, 'url'));
  const style = button['style'];
  if (style !== undefined && style !== 'primary' && style !== 'danger')
    fail(at(checking, 'style'), 'invalid style');
  const confirm = button['confirm'] as Json | undefined;
  if (!confirm) return;
  checkText(confirm['title'], 100, at(checking, 'confirm/title'), 'plain_text');
  checkText(confirm['text'], 300, at(checking, 'confirm/text'));
  for (const name of ['confirm', 'deny'])
    if (confirm[name] !== undefined)
      checkText(confirm[name], 30, at(checking, `confirm/${name}`), 'plain_text');
}

function checkText(text: unknown, most: number, checking: Checking, type?: 'plain_text'): void {
  const { type: actual, text: content } = (text ?? {}) as Json;
  if (actual !== 'plain_text' && (type !== undefined || actual !== 'mrkdwn'))
    return fail(at(checking, 'type'), `must be ${type ?? 'plain_text or mrkdwn'}`);
  if (typeof content !== 'string' || content.length === 0)
    return fail(at(checking, 'text'), 'must be more than 0 characters');
  checkLength(content, most, at(checking, 'text'));
}

function checkEach(
  items: unknown,
  most: number,
  checking: Checking,
  check: (item: Json, checking: Checking) => void,
): void {
  if (!Array.isArray(items) || items.length === 0) return fail(checking, 'must have at least 1 item');
  if (items.length > most) fail(checking, `no more than ${most} items allowed`);
  items.forEach((item: Json, index) => check(item, at(checking, String(index))));
}

function checkLength(value: unknown, most: number, checking: Checking): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string') fail(checking, 'must be a string');
  else if (value.length > most) fail(checking, `must be less than ${most + 1} characters`);
}

function checkUnique(ids: readonly unknown[], checking: Checking): void {
  const given = ids.filter((id) => id !== undefined);
  if (new Set(given).size < given.length) fail(checking, 'ids must be unique');
}

function at({ pointer, errors }: Checking, step: string): Checking {
  return { pointer: `${pointer}/${step}`, errors };
}

function fail({ pointer, errors }: Checking, problem: string): void {
  errors.push(`[ERROR] ${problem} [json-pointer:${pointer}]`);
}
