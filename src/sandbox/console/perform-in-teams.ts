import { buttonsOf, type Json, textOf } from '../teams/cards.ts';
import type { Delivery, SeenMessage, TeamsDialog } from '../teams/index.ts';
import type { SandboxWorld } from '../world.ts';
import { DONE, refused } from './command-results.ts';
import type { CardButton, ConsoleCommand } from './console-commands.ts';
import type { CommandResult } from './console-state.ts';
import { TEAMS_PLACES } from './read-teams.ts';

type TeamsCommand = Extract<ConsoleCommand, { kind: `teams_${string}` }>;
type Command<Kind extends TeamsCommand['kind']> = Extract<TeamsCommand, { kind: Kind }>;

const UNANSWERED = refused('Countersign did not answer within the fifteen seconds that Teams allows.');
const BUTTON_GONE = refused('That button is not there any more.');

/** What somebody does in the simulated Teams. */
export async function performInTeams(world: SandboxWorld, command: TeamsCommand): Promise<CommandResult> {
  switch (command.kind) {
    case 'teams_say':
      return say(world, command);
    case 'teams_click':
      return click(world, command);
    case 'teams_look':
      return look(world, command);
    case 'teams_submit':
      return submit(world, command);
    case 'teams_dismiss': {
      const dialog = dialogOf(world, command);
      if (dialog) world.teams.dismisses(dialog);
      return DONE;
    }
  }
}

/** In the channel the bot is mentioned: it hears nothing else there. */
async function say({ teams }: SandboxWorld, command: Command<'teams_say'>): Promise<CommandResult> {
  const { person, place, text, threadId } = command;
  const where = TEAMS_PLACES[place];
  const thread = teams.messagesSeenBy(person, where).find(({ id }) => id === threadId)?.message;
  const { delivery } =
    place === 'channel'
      ? await teams.mentions(person, where, text, thread && { inReplyTo: thread })
      : await teams.says(person, where, text);
  return answered(delivery);
}

function answered({ acknowledged }: Delivery): CommandResult {
  return acknowledged ? DONE : UNANSWERED;
}

async function click({ teams }: SandboxWorld, command: Command<'teams_click'>): Promise<CommandResult> {
  const { person, place, messageId, button, inputs } = command;
  const seen = teams.messagesSeenBy(person, TEAMS_PLACES[place]).find(({ id }) => id === messageId);
  const tapped = seen && buttonOn(seen.cards, button);
  if (!seen || !tapped) return BUTTON_GONE;
  const { action, form } = tapped;
  // Of two buttons of one name the right one is tapped where the card is cut down to it.
  const on: SeenMessage = { ...seen, cards: [{ type: 'AdaptiveCard', body: form, actions: [action] }] };
  const filled = { inputs: inputsOf(form, inputs) };
  // What came of it stands under the card, whether or not the bot answered.
  await teams.clicks(person, on, button.title, filled);
  return DONE;
}

/** A button by where it stands in the JSON of the first card that has it there, under the same name. */
function buttonOn(cards: readonly Json[], { path, title }: CardButton) {
  return cards
    .flatMap((card) => {
      const named = at(card, path);
      return buttonsOf(card).filter(({ action }) => action === named);
    })
    .find(({ action }) => textOf(action['title']) === title);
}

function at(card: Json, path: CardButton['path']): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? (part as Record<string | number, unknown>)[key]
        : undefined,
    card,
  );
}

/** Other forms of the card are none of this button's business. */
function inputsOf(form: readonly Json[], inputs: Readonly<Record<string, string>>): Record<string, string> {
  const ids = new Set(form.map(({ id }) => textOf(id)));
  return Object.fromEntries(Object.entries(inputs).filter(([id]) => ids.has(id)));
}

/** As Teams does for whoever opens a chat: cards that ask for it are brought up to date. */
async function look({ teams }: SandboxWorld, command: Command<'teams_look'>): Promise<CommandResult> {
  const seen = teams.messagesSeenBy(command.person, TEAMS_PLACES[command.place]);
  await Promise.all(seen.map((message) => teams.opens(command.person, message)));
  return DONE;
}

async function submit(world: SandboxWorld, command: Command<'teams_submit'>): Promise<CommandResult> {
  const dialog = dialogOf(world, command);
  if (dialog?.shows.kind !== 'card') return refused('That dialog is not open any more.');
  const tapped = buttonOn([dialog.shows.card], command.button);
  if (!tapped) return BUTTON_GONE;
  const inputs = inputsOf(tapped.form, command.inputs);
  return answered(await world.teams.submits(dialog, inputs, command.button.title));
}

function dialogOf(
  { teams }: SandboxWorld,
  { person, dialogId }: Command<'teams_submit' | 'teams_dismiss'>,
): TeamsDialog | undefined {
  const dialog = teams.dialogOf(person);
  return dialog?.id === dialogId ? dialog : undefined;
}
