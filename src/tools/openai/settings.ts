import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';

/** How to reach the model. Where an admin finds each value is in this folder's README. */
export const OpenAiSettings = z.strictObject({
  /** Without `/responses`. OpenAI's own, an Azure resource's `/openai/v1`, or any server that speaks the Responses API. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.openai.com/v1'),
  apiKey: z.string().min(1),
  /** The model's name; with Azure, the deployment's. */
  model: z.string().min(1),
  /** Null sends none: reasoning models refuse the parameter. */
  temperature: z.number().min(0).max(2).nullable().default(null),
  /** Counts the model's hidden reasoning too. The API refuses less than 16. */
  maxOutputTokens: z.int().min(16).default(8_000),
  /** For one attempt. */
  timeoutMs: z
    .int()
    .positive()
    .default(60 * SECOND_MS),
  /** Further attempts after a 408, 409, 429, 5xx or a connection that failed. */
  maxRetries: z.int().min(0).max(10).default(2),
  /** Sends `prompt_cache_key` and `safety_identifier`. Off for compatible servers that refuse what they do not know. */
  providerHints: z.boolean().default(true),
});

export type OpenAiSettings = z.infer<typeof OpenAiSettings>;
