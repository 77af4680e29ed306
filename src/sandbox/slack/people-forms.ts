import { showEphemeral } from './chat-methods.ts';
import type { PeopleDependencies } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { slashCommand, viewSubmission } from './payloads.ts';
import { findChannel, findUser, type Where, type Who, workspaceOf } from './people-lookup.ts';
import { createResponseUrl } from './response-urls.ts';
import {
  changed,
  nextTs,
  type SlackBlock,
  type SlackChannel,
  type SlackState,
  type SlackUser,
  type SlackView,
} from './state.ts';
import { createTrigger, createView } from './view-methods.ts';

type Element = Readonly<Record<string, unknown>>;

/** What is filled in, by block id or action id; several for a field in which several can be chosen. */
export type FilledIn = Readonly<Record<string, string | readonly string[]>>;

/** Fills a form in and sends it. */
export async function submit(
  { state, courier }: PeopleDependencies,
  modal: SlackView,
  given: FilledIn,
): Promise<Delivery> {
  const user = findUser(state, modal.userId);
  const workspace = workspaceOf(state, modal.teamId);
  const delivery = await courier.form('/slack/interactions', {
    payload: JSON.stringify(
      viewSubmission(state, {
        workspace,
        user,
        view: modal,
        triggerId: createTrigger(state, { teamId: workspace.id, userId: user.id }),
        values: formValues(modal, given),
      }),
    ),
  });
  if (delivery.acknowledged) applySubmissionAnswer(state, modal, delivery.answer);
  return delivery;
}

/** A form's inputs as Slack sends them. Throws when a required one is empty: Slack would not let it be sent. */
function formValues(modal: SlackView, given: FilledIn): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const block of modal.content.blocks.filter(({ type }) => type === 'input')) {
    const element = block['element'] as Element;
    const blockId = String(block['block_id']);
    const actionId = String(element['action_id']);
    const state = elementState(element, given[blockId] ?? given[actionId]);
    if (isEmpty(state) && block['optional'] !== true) throw new Error(`${blockId} must be filled in`);
    values[blockId] = { [actionId]: { type: element['type'], ...state } };
  }
  return values;
}

type ElementState =
  | { value: unknown }
  | { selected_option: unknown }
  | { selected_options: readonly unknown[] };

/** As Slack tells what is in a field: what was filled in, or what stood there from the start. */
function elementState(element: Element, given: string | readonly string[] | undefined): ElementState {
  const chosen = [given ?? []].flat().filter((value) => value !== '');
  const options = (element['options'] as readonly Element[] | undefined) ?? [];
  const found = chosen.map((value) => options.find((option) => option['value'] === value));
  switch (element['type']) {
    case 'static_select':
      if (found.includes(undefined)) throw new Error(`${String(chosen)} cannot be chosen`);
      return {
        selected_option: found[0] ?? (given === undefined ? element['initial_option'] : null) ?? null,
      };
    case 'multi_static_select':
      if (found.includes(undefined)) throw new Error(`${String(chosen)} cannot be chosen`);
      return {
        selected_options:
          given === undefined ? ((element['initial_options'] as readonly unknown[]) ?? []) : found,
      };
    default:
      return { value: given === '' ? null : (given ?? element['initial_value'] ?? null) };
  }
}

function isEmpty(state: ElementState): boolean {
  const [value] = Object.values<unknown>(state);
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function applySubmissionAnswer(state: SlackState, modal: SlackView, answer: unknown): void {
  const {
    response_action: action,
    view,
    errors,
  } = (answer || {}) as {
    response_action?: string;
    view?: SlackView['content'];
    errors?: Record<string, string>;
  };
  const open = state.modals.get(modal.userId) ?? [];
  const others = open.filter(({ id }) => id !== modal.id);
  const of = { teamId: modal.teamId, userId: modal.userId };
  if (action === 'errors') state.modals.set(modal.userId, [...others, { ...modal, errors: errors ?? {} }]);
  else if (action === 'update' && view)
    state.modals.set(modal.userId, [...others, { ...modal, hash: nextTs(state), content: view }]);
  else if (action === 'push' && view) state.modals.set(modal.userId, [...open, createView(state, of, view)]);
  else state.modals.set(modal.userId, action === 'clear' ? [] : others);
  changed(state);
}

/** Gives a slash command. */
export async function runCommand(
  { state, courier, baseUrl }: PeopleDependencies,
  { who, text, where, command }: { who: Who; text: string; where: Where; command: string },
): Promise<Delivery> {
  const user = findUser(state, who);
  const channel = findChannel(state, user, where);
  const workspace = workspaceOf(state, channel.teamId);
  const of = { teamId: workspace.id, userId: user.id };
  const fields = slashCommand(state, {
    workspace,
    user,
    channel,
    command,
    text,
    triggerId: createTrigger(state, of),
    responseUrl: createResponseUrl(state, baseUrl, { ...of, channel: channel.id }),
  });
  const delivery = await courier.form('/slack/commands', fields);
  if (delivery.acknowledged) showCommandAnswer(state, channel, user, delivery.answer);
  return delivery;
}

/** What a command is acknowledged with is shown to the person alone. */
function showCommandAnswer(state: SlackState, channel: SlackChannel, user: SlackUser, answer: unknown): void {
  const content =
    typeof answer === 'string' ? { text: answer } : (answer as { text?: string; blocks?: SlackBlock[] });
  if (!content?.text && !content?.blocks) return;
  showEphemeral(state, {
    channel: channel.id,
    to: user.id,
    botUserId: state.workspaces.get(channel.teamId)?.install?.botUserId ?? '',
    text: content.text ?? '',
    blocks: content.blocks ?? [],
  });
}
