import type { z } from 'zod';

/** A function that the model may call. Definitions and instructions are the stable prefix that providers cache. */
export interface ModelFunction {
  name: string;
  description: string;
  /** Strict: every key required, no unknown keys. */
  input: z.ZodObject;
}

/** One entry of the conversation, oldest first. `data` is text from outside, marked as such by who writes the entry. */
export type ModelItem =
  | { kind: 'message'; role: 'user' | 'developer'; text: string }
  | ({ kind: 'call' } & ModelCall)
  | { kind: 'result'; callId: string; output: string };

/** One turn that the model is asked for. */
export interface ModelTask {
  instructions: string;
  functions: readonly ModelFunction[];
  items: readonly ModelItem[];
  /** Groups calls of one request at the provider (prompt cache, abuse tracing). Holds no personal data. */
  requestId: string;
  signal: AbortSignal;
}

/** Tokens of one turn. */
export interface ModelUsage {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

/** What the model answered. */
export type ModelTurn =
  /** Arguments are the model's own text: parse before use. Plain text beside the calls, if any, is in `text`. */
  | { kind: 'calls'; calls: readonly ModelCall[]; text: string; usage: ModelUsage }
  /** It talked instead of calling. */
  | { kind: 'text'; text: string; usage: ModelUsage }
  | { kind: 'refused'; reason: string; usage: ModelUsage }
  /** The answer was cut by the output limit. */
  | { kind: 'truncated'; usage: ModelUsage };

/** A function that the model wants called. */
export interface ModelCall {
  callId: string;
  name: string;
  argumentsJson: string;
  /**
   * What the provider thought before this call, sealed by the provider: opaque, several kB, good for nothing but to be
   * given back inside the same call of the same conversation. Leaving it out costs the model its train of thought only.
   */
  reasoning?: string;
}

/** The model, whichever provider is behind it. */
export interface LanguageModel {
  /** One turn. Throws `CountersignError` (`timeout`, `rate_limited`, `unavailable`, `unauthenticated`, …) after bounded retries. */
  respond(task: ModelTask): Promise<ModelTurn>;
}
