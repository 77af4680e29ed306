import { addMs, type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { SurfaceDelivery } from '../../flows/surface.ts';
import type { Logger } from '../../logger.ts';
import type { MessageQueues } from '../../message-queues.ts';
import type { MessageRef } from '../../models/conversation.ts';
import { maskedNumber } from '../../models/phone-number.ts';
import type { VoiceDelivery, VoiceDeliveryStore } from '../../models/voice-delivery.ts';
import type { TwilioApi } from './api.ts';
import { failureOf, mayHaveTakenEffect } from './failures.ts';
import { promptsIn } from './prompts/languages.ts';
import { PATHS, type PublicAddress } from './public-address.ts';
import { textMessage } from './text-message.ts';
import { callBackDocument } from './twiml.ts';

/** Twilio reports on a text within seconds. One of which nothing was heard for this long was not accepted. */
const UNKNOWN_FOR_MS = 5 * MINUTE_MS;
/** When to look again meanwhile. */
const LOOK_AGAIN_MS = 20 * SECOND_MS;

export interface MessagesDependencies {
  api: TwilioApi;
  deliveries: VoiceDeliveryStore;
  address: PublicAddress;
  queues: MessageQueues;
  /** Where calls come from; nobody is called back without it. */
  callFrom: string | undefined;
  clock: Clock;
  logger: Logger;
}

/** Something to be said to a number on file. */
export interface Saying {
  /** In E.164. */
  to: string;
  text: string;
}

/**
 * Says something once for each delivery key: by text, and by a call where Twilio takes no text for that number. A retry
 * takes what is known of the earlier attempt; while nothing is, it throws `unavailable`, and later says it again.
 */
export async function sayOnce(
  dependencies: MessagesDependencies,
  saying: Saying,
  delivery: SurfaceDelivery,
): Promise<MessageRef> {
  return dependencies.queues.run(saying.to, async () => {
    const earlier = delivery.retry ? await findSaid(dependencies, delivery.key) : undefined;
    return earlier ?? sendText(dependencies, saying, delivery);
  });
}

async function findSaid(
  { deliveries, clock }: MessagesDependencies,
  key: string,
): Promise<MessageRef | undefined> {
  const known = await deliveries.find(key);
  if (!known) return undefined;
  if (known.sid !== undefined || known.state === 'reached' || known.state === 'lost') return refOf(known);
  if (addMs(known.at, UNKNOWN_FOR_MS) <= clock.now()) return undefined;
  throw new CountersignError(
    'unavailable',
    'it is not known yet whether Twilio accepted an earlier attempt',
    {
      vendor: 'twilio',
      retryAfterMs: LOOK_AGAIN_MS,
    },
  );
}

/** The intention is stored first: a process that dies in the middle leaves a question, never a second message. */
async function sendText(
  dependencies: MessagesDependencies,
  { to, text }: Saying,
  { key, language = 'en', writtenOnly = false }: SurfaceDelivery,
): Promise<MessageRef> {
  const { api, deliveries, clock } = dependencies;
  const body = textMessage(text);
  // What is never spoken need not be kept: only a call in a text's place reads it.
  const saying = { key, to, text: writtenOnly ? '' : body, language, writtenOnly };
  await deliveries.begin({ ...saying, state: 'texting', at: clock.now() });
  try {
    const statusCallback = callbackUrl(dependencies, PATHS.textStatus, key);
    const sid = await api.sendText({ to, body, statusCallback }, { unlogged: writtenOnly });
    return await accepted(dependencies, { ...saying, state: 'texting' }, sid);
  } catch (error) {
    return textFailed(dependencies, key, failureOf(error));
  }
}

/** A number that takes no texts is called; whoever may not be called cannot be reached here. */
async function textFailed(
  dependencies: MessagesDependencies,
  key: string,
  failure: CountersignError,
): Promise<MessageRef> {
  if (failure.code !== 'invalid_input') return giveUp(dependencies, key, failure);
  const called = await callBack(dependencies, key);
  if (called) return called;
  await dependencies.deliveries.forget(key);
  throw new CountersignError('not_found', 'no text reaches this number', {
    ...failure.facts,
    cause: failure,
  });
}

/**
 * Calls somebody whom a text did not reach: once, whoever reports it, and never with what is for their eyes only.
 * Undefined when there is no call. Throws when it could not be made.
 */
export async function callBack(
  dependencies: MessagesDependencies,
  key: string,
): Promise<MessageRef | undefined> {
  const { api, deliveries, callFrom, clock } = dependencies;
  const known = await deliveries.find(key);
  if (!known || known.writtenOnly || callFrom === undefined) return undefined;
  const calling = await deliveries.move(key, 'texting', 'calling', clock.now());
  if (!calling) return undefined;
  try {
    const sid = await api.call({
      to: calling.to,
      from: callFrom,
      twiml: callBackDocument(calling.text, promptsIn(calling.language)),
      statusCallback: callbackUrl(dependencies, PATHS.callStatus, key),
    });
    return await accepted(dependencies, calling, sid);
  } catch (error) {
    return giveUp(dependencies, key, failureOf(error));
  }
}

/** What certainly took no effect is forgotten: the next attempt begins anew. */
async function giveUp(
  { deliveries }: MessagesDependencies,
  key: string,
  failure: CountersignError,
): Promise<never> {
  if (!mayHaveTakenEffect(failure)) await deliveries.forget(key);
  throw failure;
}

async function accepted(
  { deliveries, logger }: MessagesDependencies,
  delivery: Omit<VoiceDelivery, 'at'>,
  sid: string,
): Promise<MessageRef> {
  try {
    await deliveries.accepted(delivery.key, delivery.state, sid);
  } catch (error) {
    logger.warn(
      { code: errorCode(error), to: maskedNumber(delivery.to) },
      'something was said by telephone and could not be recorded',
    );
  }
  return refOf({ ...delivery, sid });
}

function callbackUrl({ address }: MessagesDependencies, path: string, key: string): string | undefined {
  return address.origin && `${address.origin}${path}?delivery=${encodeURIComponent(key)}`;
}

function refOf({ to, sid, key }: Pick<VoiceDelivery, 'to' | 'sid' | 'key'>): MessageRef {
  return { surface: 'voice', tenant: 'phone', conversation: to, message: sid ?? key };
}
