import { statusParameters } from './call-parameters.ts';
import type { CallDependencies } from './documents.ts';
import type { CallStatus } from './phones.ts';
import { type Call, changed, raiseAlert } from './state.ts';

/** Ends a call, and tells whoever asked to be told; resolves when they have answered. A call ends once. */
export async function endCall(dependencies: CallDependencies, call: Call, status: CallStatus): Promise<void> {
  if (call.endedAt) return;
  setStatus(dependencies, call, status);
  call.endedAt = call.updatedAt;
  call.waiting = undefined;
  changed(dependencies.state);
  await tellStatus(dependencies, call, 'completed');
}

/** From ringing to in-progress, and so on. */
export function setStatus({ state }: CallDependencies, call: Call, status: CallStatus): void {
  call.status = status;
  call.updatedAt = state.clock.now();
  if (status === 'in-progress') call.answeredAt ??= call.updatedAt;
  changed(state);
}

/** The status callback for one of `initiated`, `ringing`, `answered`, `completed`, where it was asked for. */
export async function tellStatus(
  { state, courier }: CallDependencies,
  call: Call,
  event: string,
): Promise<void> {
  const callback = callbackOf(call);
  if (!callback?.events.includes(event)) return;
  const parameters = statusParameters(state, call, event);
  call.sequence += 1;
  const delivery = await courier.deliver({ url: callback.url, method: callback.method, parameters });
  call.webhooks.push(delivery);
  const status = delivery.answer?.status;
  if (status === undefined || status > 299)
    raiseAlert(state, {
      code: 15003,
      level: 'warning',
      message: `Call Progress: Warning Response to Callback URL: ${status ?? 'none'}`,
      resource: call.sid,
    });
}

/** A line is told of ends alone; who places a call says what it wants to be told of. */
function callbackOf({ direction, line, statusCallback }: Call): Call['statusCallback'] {
  if (direction === 'outbound-api') return statusCallback;
  const url = line.webhooks?.statusUrl;
  return url ? { url, method: 'POST', events: ['completed'] } : undefined;
}
