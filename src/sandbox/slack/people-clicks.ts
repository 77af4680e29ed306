import type { ClickOptions, PeopleDependencies } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { blockActions } from './payloads.ts';
import { channelOf, findUser, type Who, workspaceOf } from './people-lookup.ts';
import { createResponseUrl } from './response-urls.ts';
import type { SlackBlock, SlackMessage, SlackState, SlackUser, SlackView, SlackWorkspace } from './state.ts';
import { createTrigger } from './view-methods.ts';

/** Taps a button, by its action id or label. Throws when there is none. */
export async function click(
  { state, courier, baseUrl }: PeopleDependencies,
  { who, on, button }: { who: Who; on: SlackMessage | SlackView; button: string },
  { value, ...how }: ClickOptions = {},
): Promise<Delivery> {
  const user = findUser(state, who);
  const blocks = 'content' in on ? on.content.blocks : on.blocks;
  const action = findButton(blocks, button, value);
  if (!action) throw new Error(`there is no button ${button} to click`);
  const workspace = workspaceOf(state, 'content' in on ? on.teamId : channelOf(state, on).teamId);
  const triggerId = createTrigger(state, { teamId: workspace.id, userId: user.id });
  const payload = blockActions(state, {
    workspace,
    user,
    triggerId,
    action,
    on:
      'content' in on ? { kind: 'view', view: on } : clickedMessage({ state, baseUrl }, on, user, workspace),
  });
  return courier.form('/slack/interactions', { payload: JSON.stringify(payload) }, how);
}

function clickedMessage(
  { state, baseUrl }: { state: SlackState; baseUrl: string },
  message: SlackMessage,
  user: SlackUser,
  workspace: SlackWorkspace,
) {
  const responseUrl = createResponseUrl(state, baseUrl, {
    teamId: workspace.id,
    channel: message.channel,
    userId: user.id,
    messageTs: message.ts,
  });
  return { kind: 'message' as const, message, channel: channelOf(state, message), responseUrl };
}

type Element = Readonly<Record<string, unknown>>;

function findButton(
  blocks: readonly SlackBlock[],
  button: string,
  value?: string,
): Record<string, unknown> | undefined {
  for (const block of blocks) {
    const elements = [
      ...((block['elements'] as readonly Element[] | undefined) ?? []),
      ...(block['accessory'] ? [block['accessory'] as Element] : []),
    ];
    const hit = elements.find(
      (element) =>
        element['type'] === 'button' &&
        (element['action_id'] === button || (element['text'] as Element)['text'] === button) &&
        (value === undefined || element['value'] === value),
    );
    if (hit) {
      const { type, action_id, text, value: carried } = hit;
      return { type, action_id, text, value: carried, block_id: block['block_id'] ?? 'generated' };
    }
  }
  return undefined;
}
