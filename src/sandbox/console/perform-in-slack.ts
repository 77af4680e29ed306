import type { SlackMessage, SlackView } from '../slack/index.ts';
import type { SandboxWorld } from '../world.ts';
import { DONE, refused } from './command-results.ts';
import type { ConsoleCommand } from './console-commands.ts';
import type { CommandResult } from './console-state.ts';

type SlackCommand = Extract<ConsoleCommand, { kind: 'say' | 'click' | 'submit' | 'dismiss' | 'home' }>;

/** What somebody does in the simulated Slack. */
export async function performInSlack(world: SandboxWorld, command: SlackCommand): Promise<CommandResult> {
  switch (command.kind) {
    case 'say':
      return say(world, command);
    case 'click':
      return click(world, command);
    case 'submit':
      return submit(world, command);
    case 'dismiss':
      closeModal(world, command.person);
      return DONE;
    case 'home':
      await world.slack.opensHome(command.person);
      return DONE;
  }
}

async function say(
  world: SandboxWorld,
  { person, text, threadId }: Extract<SlackCommand, { kind: 'say' }>,
): Promise<CommandResult> {
  const [, line] = /^\/countersign\b\s*(.*)$/su.exec(text.trim()) ?? [];
  if (line !== undefined) return answered(await world.slack.slashCommand(person, line));
  const thread = threadId === undefined ? undefined : findMessage(world, person, threadId);
  const { delivery } = await world.slack.says(person, 'dm', text, thread && { thread });
  return delivery.acknowledged
    ? DONE
    : refused('Countersign did not acknowledge the message; Slack tries again.');
}

function answered({ acknowledged }: { acknowledged: boolean }): CommandResult {
  return acknowledged
    ? DONE
    : refused('Countersign did not answer within the three seconds that Slack allows.');
}

async function click(
  world: SandboxWorld,
  { person, place, actionId, value }: Extract<SlackCommand, { kind: 'click' }>,
): Promise<CommandResult> {
  const on = placeOf(world, person, place);
  if (!on || !hasButton('content' in on ? on.content.blocks : on.blocks, actionId))
    return refused('That button is not there any more.');
  const delivery = await world.slack.clicks(person, on, actionId, value === undefined ? {} : { value });
  return answered(delivery);
}

function placeOf(
  { slack }: SandboxWorld,
  person: string,
  place: Extract<SlackCommand, { kind: 'click' }>['place'],
): SlackMessage | SlackView | undefined {
  switch (place.kind) {
    case 'message':
      return slack.messagesSeenBy(person).find(({ ts }) => ts === place.id);
    case 'home':
      return slack.homeOf(person);
    case 'modal':
      return slack.modalOf(person);
  }
}

/** Anywhere in the blocks: in actions, or as an accessory. */
function hasButton(node: unknown, actionId: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('action_id' in node && node.action_id === actionId) return true;
  return Object.values(node).some((inner) => hasButton(inner, actionId));
}

async function submit(
  { slack }: SandboxWorld,
  { person, modalId, values }: Extract<SlackCommand, { kind: 'submit' }>,
): Promise<CommandResult> {
  const modal = slack.modalOf(person);
  if (modal?.id !== modalId) return refused('That form is not open any more.');
  const missing = modal.content.blocks.find(
    ({ type, optional, block_id }) =>
      type === 'input' && optional !== true && (values[String(block_id)] ?? '').length === 0,
  );
  if (missing) return refused('Something in the form is still missing.');
  const delivery = await slack.submits(modal, values);
  return answered(delivery);
}

/** As in Slack, where closing a form is nobody's business but the person's. */
function closeModal({ slack }: SandboxWorld, person: string): void {
  const modal = slack.modalOf(person);
  if (!modal) return;
  const open = slack.state.modals.get(modal.userId) ?? [];
  slack.state.modals.set(modal.userId, open.slice(0, -1));
}

function findMessage({ slack }: SandboxWorld, person: string, ts: string): SlackMessage | undefined {
  return slack.messagesSeenBy(person).find((message) => message.ts === ts);
}
