import { type Scene, taskActivity } from './activities.ts';
import { dataOf, findButton } from './buttons.ts';
import { ADAPTIVE_CARD, problemsInCard } from './card-limits.ts';
import { type Button, buttonsOf } from './cards.ts';
import { type PeopleDependencies, sceneOf, tell } from './deeds.ts';
import type { Delivering, Delivery } from './delivery.ts';
import { conversationOf, findActor } from './people-lookup.ts';
import {
  type AdaptiveCard,
  changed,
  nextId,
  type TeamsDialog,
  type TeamsMessage,
  type TeamsState,
} from './state.ts';

const UNREACHABLE = 'Unable to reach app. Please try again.';

/** Asks the bot for the dialog that a button opens, and shows it. */
export async function fetchDialog(
  dependencies: PeopleDependencies,
  scene: Scene,
  { message, data, how }: { message: TeamsMessage; data: unknown; how: Delivering },
): Promise<Delivery> {
  const { state } = dependencies;
  const id = nextId(state, 'f:');
  const activity = taskActivity(scene, { id, name: 'task/fetch', data, messageId: message.id });
  const delivery = await tell(dependencies, scene.conversation, activity, how);
  const dialog: TeamsDialog = {
    id: nextId(state, 'dialog-'),
    userId: scene.user.id,
    conversationId: scene.conversation.id,
    messageId: message.id,
    title: '',
    shows: { kind: 'message', text: UNREACHABLE },
  };
  const shown = readTask(delivery);
  show(state, shown === 'closed' || shown === 'failed' ? dialog : { ...dialog, ...shown });
  return delivery;
}

/** Sends a dialog's form. Its answer closes it, puts another in its place, or leaves it with an error. */
export async function submitDialog(
  dependencies: PeopleDependencies,
  dialog: TeamsDialog,
  { inputs, button }: { inputs: Readonly<Record<string, string>>; button: string | undefined },
): Promise<Delivery> {
  const { state } = dependencies;
  if (dialog.shows.kind === 'message') throw new Error('there is no form in this dialog');
  const user = findActor(state, dialog.userId);
  const conversation = conversationOf(state, dialog.conversationId);
  const { card } = dialog.shows;
  const tapped = button === undefined ? firstButton(card) : findButton([card], button, 'modern');
  const activity = taskActivity(sceneOf(dependencies, user, conversation), {
    id: nextId(state, 'f:'),
    name: 'task/submit',
    data: dataOf(tapped, inputs),
    messageId: dialog.messageId,
  });
  const delivery = await tell(dependencies, conversation, activity);
  const shown = readTask(delivery);
  if (shown === 'closed') dismissDialog(state, dialog);
  else show(state, shown === 'failed' ? { ...dialog, error: UNREACHABLE } : { ...dialog, ...shown });
  return delivery;
}

/** Takes a dialog away. */
export function dismissDialog(state: TeamsState, dialog: TeamsDialog): void {
  if (state.dialogs.get(dialog.userId)?.id === dialog.id) state.dialogs.delete(dialog.userId);
  changed(state);
}

function show(state: TeamsState, dialog: TeamsDialog): void {
  state.dialogs.set(dialog.userId, dialog);
  changed(state);
}

function firstButton(card: AdaptiveCard): Button {
  const button = buttonsOf(card).find(({ action }) => action['type'] === 'Action.Submit');
  if (!button) throw new Error('there is no button to send this form with');
  return button;
}

/** What the bot's answer puts into the dialog. An answer without a task closes it. */
function readTask({
  acknowledged,
  answer,
}: Delivery): Pick<TeamsDialog, 'title' | 'shows'> | 'closed' | 'failed' {
  if (!acknowledged) return 'failed';
  const { task } = (answer || {}) as { task?: { type?: string; value?: unknown } };
  if (!task) return 'closed';
  if (task.type === 'message') return { title: '', shows: { kind: 'message', text: String(task.value) } };
  const { title, card } = (task.value ?? {}) as {
    title?: string;
    card?: { contentType?: string; content?: AdaptiveCard };
  };
  const content = card?.contentType === ADAPTIVE_CARD ? card.content : undefined;
  if (task.type !== 'continue' || !content || problemsInCard(content).length > 0) return 'failed';
  return { title: title ?? '', shows: { kind: 'card', card: content } };
}
