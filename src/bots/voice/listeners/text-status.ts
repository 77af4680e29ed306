import { errorCode } from '../../../errors.ts';
import { maskedNumber } from '../../../models/phone-number.ts';
import { callBack } from '../messages.ts';
import type { ListenerDependencies } from './dependencies.ts';

/** What Twilio reports of a text of ours. */
export interface TextReport {
  /** The delivery's key, from the address that we gave. */
  key: string;
  sid: string;
  status: string;
}

const FAILED: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled']);

/** A text that did not arrive is said by a call; where there can be none, technicians are told. */
export async function textReported(
  dependencies: ListenerDependencies,
  { key, sid, status }: TextReport,
): Promise<void> {
  const { messages, desk, logger } = dependencies;
  const { deliveries, clock } = messages;
  // Also where the answer to our own call was lost.
  await deliveries.accepted(key, 'texting', sid);
  if (status === 'delivered') await deliveries.move(key, 'texting', 'reached', clock.now());
  if (!FAILED.has(status)) return;
  const known = await deliveries.find(key);
  if (known?.state !== 'texting') return;
  logger.info({ to: maskedNumber(known.to), status }, 'a text did not arrive');
  if (await calledInstead(dependencies, key)) return;
  await deliveries.move(key, 'texting', 'lost', clock.now());
  await desk.notReached(key);
}

async function calledInstead({ messages, logger }: ListenerDependencies, key: string): Promise<boolean> {
  try {
    return (await callBack(messages, key)) !== undefined;
  } catch (error) {
    logger.warn({ err: error, code: errorCode(error) }, 'somebody could not be called back');
    return false;
  }
}
