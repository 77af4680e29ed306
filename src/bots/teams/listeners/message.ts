import type { CommandAnswer, InboundMessage } from '../../../flows/desk.ts';
import { type ConversationRef, type Identity, identityKey } from '../../../models/conversation.ts';
import type { Activity } from '../activity.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { readDeed } from '../cards/card-actions.ts';
import { conversationOf, kindOf, placeOf, senderOf } from '../envelope.ts';
import { readCommand, type WrittenCommand } from '../read-command.ts';
import { isAddressed, readMessage } from '../read-text.ts';
import { commandCard } from './command.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { showHome } from './home.ts';
import { tapLegacyCard } from './legacy-card.ts';
import { sayPersonally } from './say.ts';

/** A message of which we know who wrote it and where. */
interface Written {
  activity: Activity;
  from: Identity;
  message: InboundMessage;
  /** Where others read it, too. */
  wroteIn: ConversationRef | undefined;
}

/**
 * Takes a message: a tap on an old client's card, a command, or a request. What the desk was given it has stored once
 * this returns; throws when it could not, so that Teams sends it again.
 */
export async function receiveMessage(dependencies: ListenerDependencies, activity: Activity): Promise<void> {
  const from = senderOf(activity);
  const message = from && readInbound(dependencies, activity, from);
  if (!from || !message) return;
  const deed = activity.text ? undefined : readDeed(activity.value);
  await remember(dependencies, activity, message);
  if (deed) return tapLegacyCard(dependencies, { activity, from, deed });
  const spokenTo = isSpokenTo(activity);
  if (message.text === '' && (activity.value !== undefined || !spokenTo)) return;
  const command = spokenTo ? readCommand(message.text) : undefined;
  const wroteIn = kindOf(activity) === 'personal' ? undefined : message.conversation;
  const written = { activity, from, message, wroteIn };
  return command ? runCommand(dependencies, written, command) : receive(dependencies, written);
}

function isSpokenTo(activity: Activity): boolean {
  return kindOf(activity) === 'personal' || isAddressed(activity);
}

/**
 * Where people come together, the bot takes what is addressed to it, everything in channels that are configured for it,
 * and what continues a reply chain; what does not mention it it only hears where Teams lets it.
 */
function readInbound(
  { intakeChannels }: Pick<ListenerDependencies, 'intakeChannels'>,
  activity: Activity,
  from: Identity,
): InboundMessage | undefined {
  const place = placeOf(activity);
  if (!place || activity.id === undefined) return undefined;
  const { tenant, conversation, thread } = place;
  const inThread = thread !== undefined && thread !== activity.id;
  const addressed = isSpokenTo(activity) || (intakeChannels[tenant]?.includes(conversation) ?? false);
  if (!addressed && !inThread && activity.value === undefined) return undefined;
  return {
    key: `teams:${tenant}:${conversation}:${activity.id}`,
    from,
    conversation: place,
    inThread,
    ...(addressed ? {} : { continuesOnly: true }),
    text: readMessage(activity),
    ref: { surface: 'teams', tenant, conversation, message: activity.id },
  };
}

/** Before the desk knows of it, since it may answer at once. A reply chain is kept with whoever began it. */
async function remember(
  { places, clock }: ListenerDependencies,
  activity: Activity,
  { from, conversation: { thread }, inThread }: InboundMessage,
): Promise<void> {
  const conversation = conversationOf(activity, clock.now());
  if (!conversation) return;
  await places.remember(conversation);
  if (thread !== undefined && !inThread)
    await places.remember({ ...conversation, thread, user: from.user, teamsUserId: activity.from.id });
}

async function receive(
  dependencies: ListenerDependencies,
  { message, from, wroteIn }: Written,
  hint?: CardMessage,
): Promise<void> {
  const { desk, surface, background } = dependencies;
  const receipt = await desk.receive(message);
  if (!('sentence' in receipt)) return;
  if (receipt.kind === 'refused' && !(await dependencies.mayRefuseAloud(identityKey(message.from)))) return;
  // It names clients and people, and is for whoever wrote, wherever that was.
  if (hint && receipt.kind === 'refused')
    return sayPersonally(dependencies, { to: from, key: `refused:${message.key}`, message: hint, wroteIn });
  background.run('a refusal', () =>
    surface.reply(message.conversation, receipt.sentence, {
      key: `refused:${message.key}`,
      // A message that is delivered twice is refused twice, and told once.
      retry: true,
    }),
  );
}

/** Answered to the person alone. What only looked like a command, and the desk does not understand, is a request. */
async function runCommand(
  dependencies: ListenerDependencies,
  written: Written,
  command: WrittenCommand,
): Promise<void> {
  const { from, message, wroteIn } = written;
  if (command.kind === 'home')
    return showHome(dependencies, { to: from, key: `home:${message.key}`, wroteIn });
  const answer: CommandAnswer = await dependencies.desk.command(from, command.text);
  if (!command.sure && (answer.kind === 'not_understood' || answer.kind === 'refused'))
    return receive(dependencies, written, commandCard(answer, command.text));
  sayPersonally(dependencies, {
    to: from,
    key: `command:${message.key}`,
    message: commandCard(answer, command.text),
    wroteIn,
  });
}
