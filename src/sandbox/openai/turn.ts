import type { Conversation } from './conversation.ts';

/** What the model does with one request. */
export type SimulatedTurn =
  /** `arguments` as text is sent as it is, valid JSON or not. */
  | { kind: 'calls'; calls: readonly SimulatedCall[] }
  | { kind: 'text'; text: string }
  | { kind: 'refusal'; text: string }
  /** Cut off by the output limit, in the middle of a call's arguments. */
  | { kind: 'truncated' }
  /** Stopped by the provider's filter while answering. */
  | { kind: 'content_filter' }
  /** HTTP 200 and a response that failed at the provider. */
  | { kind: 'failed'; code: 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt' }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'server_error' }
  /** Never answers. */
  | { kind: 'stall' };

export interface SimulatedCall {
  name: string;
  arguments: Readonly<Record<string, unknown>> | string;
}

/** A model: looks at what the request holds, and nothing else. */
export type Script = (conversation: Conversation) => SimulatedTurn;

/** One call. */
export function calls(name: string, given: SimulatedCall['arguments']): SimulatedTurn {
  return { kind: 'calls', calls: [{ name, arguments: given }] };
}
