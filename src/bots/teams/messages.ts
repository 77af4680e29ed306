import { addMs, type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { SurfaceDelivery } from '../../flows/surface.ts';
import { mayHaveTakenEffect } from '../../http-failures.ts';
import type { Logger } from '../../logger.ts';
import type { MessageQueues } from '../../message-queues.ts';
import type { Identity, MessageRef } from '../../models/conversation.ts';
import type { TeamsDelivery, TeamsDeliveryStore } from '../../models/teams-conversation.ts';
import type { CardMessage } from './cards/adaptive-card.ts';
import type { Connector } from './connector.ts';
import { failureOf } from './failures.ts';
import type { Place, Places } from './places.ts';
import { cardActivity, trackable } from './trackable.ts';

/**
 * How long a message whose fate is unknown may still show that it arrived, by being looked at. After that it is sent
 * again: an approval that nobody was asked for would be worse than a card that is there twice.
 */
const UNKNOWN_FOR_MS = 5 * MINUTE_MS;
/** When to look again meanwhile. */
const LOOK_AGAIN_MS = 20 * SECOND_MS;

export interface MessagesDependencies {
  connector: Connector;
  deliveries: TeamsDeliveryStore;
  places: Places;
  queues: MessageQueues;
  clock: Clock;
  logger: Logger;
}

/**
 * Sends once for each delivery key. A retry takes what is known of the earlier attempt; while nothing is, it throws
 * `unavailable`, and later sends again.
 */
export async function postOnce(
  dependencies: MessagesDependencies,
  place: Place,
  message: CardMessage,
  delivery: SurfaceDelivery,
): Promise<MessageRef> {
  return dependencies.queues.run(`${place.tenant}:${place.conversation}`, async () => {
    const earlier = delivery.retry ? await findSent(dependencies, delivery.key) : undefined;
    return earlier ?? send(dependencies, place, message, delivery.key);
  });
}

/** Something for one person alone. */
export interface Personal {
  to: Identity;
  message: (place: Place) => CardMessage | Promise<CardMessage>;
  delivery: SurfaceDelivery;
}

/**
 * Sends to somebody's own chat with the bot, once for each delivery key. A chat that Teams does not know any more is opened
 * anew, once: nothing was said in it.
 */
export async function postPersonally(
  dependencies: MessagesDependencies,
  { to, message, delivery }: Personal,
): Promise<MessageRef> {
  const { places } = dependencies;
  const place = await places.personal(to);
  try {
    return await postOnce(dependencies, place, await message(place), delivery);
  } catch (error) {
    if (errorCode(error) !== 'not_found') throw error;
    const anew = await places.reopened(to);
    return postOnce(dependencies, anew, await message(anew), delivery);
  }
}

/** What an earlier attempt sent; undefined when there was none. Throws `unavailable` while its fate is unknown. */
export async function findSent(
  { deliveries, clock }: Pick<MessagesDependencies, 'deliveries' | 'clock'>,
  key: string,
): Promise<MessageRef | undefined> {
  const known = await deliveries.find(key);
  if (!known) return undefined;
  if (known.message !== undefined) return refOf(known, known.message);
  if (addMs(known.at, UNKNOWN_FOR_MS) <= clock.now()) return undefined;
  throw new CountersignError(
    'unavailable',
    'it is not known yet whether an earlier attempt arrived in Teams',
    {
      vendor: 'teams',
      retryAfterMs: LOOK_AGAIN_MS,
    },
  );
}

/** The intention is stored first: a process that dies in the middle leaves a question, never a second message. */
async function send(
  { connector, deliveries, clock, logger }: MessagesDependencies,
  place: Place,
  message: CardMessage,
  key: string,
): Promise<MessageRef> {
  const { tenant, conversation } = place;
  await deliveries.begin({ key, tenant, conversation, at: clock.now() });
  const tracked = cardActivity(trackable(message, key, place.teamsUserId));
  const id = await connector.send(place.address, tracked).catch(async (error: unknown) => {
    const failure = failureOf(error);
    if (!mayHaveTakenEffect(failure)) await deliveries.failed(key);
    throw failure;
  });
  try {
    await deliveries.arrived(key, id);
  } catch (error) {
    logger.warn({ code: errorCode(error) }, 'a message was sent to Teams and could not be recorded');
  }
  return refOf(place, id);
}

/** Replaces a message's content. A message that is gone, or a conversation that threw us out, is no error. */
export async function updateMessage(
  { connector, places }: Pick<MessagesDependencies, 'connector' | 'places'>,
  { tenant, conversation, message }: MessageRef,
  content: (reader: string | undefined) => CardMessage,
): Promise<void> {
  const { address, teamsUserId } = await places.of({ tenant, conversation });
  try {
    await connector.update(address, message, cardActivity(content(teamsUserId)));
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'not_found' && code !== 'forbidden') throw error;
  }
}

/**
 * A card was looked at, and Teams named the message that it stands in. Where that was not known, it is now; a second
 * one, sent because nobody had looked in time, is taken away.
 */
export async function noteSeen(
  { connector, deliveries, places }: Pick<MessagesDependencies, 'connector' | 'deliveries' | 'places'>,
  { tenant, conversation, message }: MessageRef,
  key: string,
): Promise<void> {
  const known = await deliveries.find(key);
  // What a card carries may have been made up: it speaks for its own conversation only.
  if (known?.tenant !== tenant || known.conversation !== conversation || known.message === message) return;
  if (known.message === undefined && (await deliveries.arrived(key, message))) return;
  const { address } = await places.of({ tenant, conversation });
  await connector.remove(address, message);
}

function refOf(
  { tenant, conversation }: Pick<TeamsDelivery, 'tenant' | 'conversation'>,
  message: string,
): MessageRef {
  return { surface: 'teams', tenant, conversation, message };
}
