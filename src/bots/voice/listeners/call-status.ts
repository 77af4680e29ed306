import { maskedNumber } from '../../../models/phone-number.ts';
import type { CallEvent } from '../envelope.ts';
import type { ListenerDependencies } from './dependencies.ts';

const OVER: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/** The caller is gone: nothing more is taken from this call, and what was said is not kept. */
export async function callIsOver(
  { calls, clock }: ListenerDependencies,
  { callId, status }: CallEvent,
): Promise<void> {
  if (OVER.has(status)) await calls.end(callId, clock.now());
}

/** What became of a call of ours to somebody whom no text reached. If it did not reach them either, technicians are told. */
export async function calledBack(
  { desk, messages, logger }: ListenerDependencies,
  key: string,
  { callId, status }: CallEvent,
): Promise<void> {
  const { deliveries, clock } = messages;
  await deliveries.accepted(key, 'calling', callId);
  if (!OVER.has(status)) return;
  const isReached = status === 'completed';
  const moved = await deliveries.move(key, 'calling', isReached ? 'reached' : 'lost', clock.now());
  if (!moved || isReached) return;
  logger.warn({ to: maskedNumber(moved.to), status }, 'somebody could not be called back');
  await desk.notReached(key);
}
