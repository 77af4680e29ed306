import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import type { Call, TwilioState } from './state.ts';
import { API_VERSION, formatRfc2822 } from './wire-format.ts';

/** What every webhook about a call carries. Fields without a value are sent empty, and are signed. */
export function callParameters(state: TwilioState, call: Call): Record<string, string> {
  const { from, to } = endsOf(call);
  return {
    AccountSid: state.accountSid,
    ApiVersion: API_VERSION,
    CallSid: call.sid,
    CallStatus: call.status,
    Direction: call.direction,
    From: from,
    Caller: from,
    To: to,
    Called: to,
    ...placeOf('From', from),
    ...placeOf('Caller', from),
    ...placeOf('To', to),
    ...placeOf('Called', to),
    ...(call.stirVerstat ? { StirVerstat: call.stirVerstat } : {}),
    ...(call.answeredBy ? { AnsweredBy: call.answeredBy } : {}),
  };
}

/** Who calls whom, as both are shown to us. */
export function endsOf({ direction, shownAs, line }: Call): { from: string; to: string } {
  return direction === 'inbound' ? { from: shownAs, to: line.number } : { from: line.number, to: shownAs };
}

/** Of a change of the call's status. `event` is the name by which callbacks are asked for. */
export function statusParameters(state: TwilioState, call: Call, event: string): Record<string, string> {
  const now = state.clock.now();
  const isOver = event === 'completed';
  return {
    ...callParameters(state, call),
    ...(event === 'initiated' ? { CallStatus: 'initiated' } : {}),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(call.sequence),
    Timestamp: formatRfc2822(now),
    ...(isOver ? { CallDuration: String(durationOf(call)), Duration: String(minutesOf(call)) } : {}),
  };
}

/** Whole seconds from answer to end; 0 for a call that nobody answered. */
export function durationOf({ answeredAt, endedAt }: Call): number {
  return answeredAt && endedAt ? Math.ceil((endedAt.getTime() - answeredAt.getTime()) / SECOND_MS) : 0;
}

function minutesOf({ answeredAt, endedAt }: Call): number {
  return answeredAt && endedAt ? Math.ceil((endedAt.getTime() - answeredAt.getTime()) / MINUTE_MS) : 0;
}

/** Where a number is registered. Twilio knows a country for most, and for 555 numbers nothing more. */
export function placeOf(prefix: string, number: string): Record<string, string> {
  const country = /^\+1\d{10}$/.test(number) ? 'US' : /^\+49\d{6,}$/.test(number) ? 'DE' : '';
  return {
    [`${prefix}City`]: '',
    [`${prefix}State`]: '',
    [`${prefix}Zip`]: '',
    [`${prefix}Country`]: country,
  };
}
