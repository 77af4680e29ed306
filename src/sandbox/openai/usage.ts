import { createHash } from 'node:crypto';
import type { RequestBody } from './request-body.ts';

export interface Usage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number; cache_write_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

/** English and JSON come to about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;

/** The provider caches prefixes of 1,024 tokens and more, in steps of 128. */
const CACHED_FROM = 1_024;
const CACHED_STEP = 128;

/** Counts tokens roughly, and remembers prefixes by cache key as the provider does. */
export class TokenMeter {
  readonly #seen = new Set<string>();

  inputTokens({ instructions, tools, input }: RequestBody): number {
    return countTokens([instructions, tools, input]);
  }

  usage(body: RequestBody, output: unknown): Usage {
    const input_tokens = this.inputTokens(body);
    const output_tokens = countTokens(output);
    return {
      input_tokens,
      input_tokens_details: { cached_tokens: this.#cachedTokens(body), cache_write_tokens: 0 },
      output_tokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + output_tokens,
    };
  }

  /** Instructions and tools only: the part that is the same for every request. */
  #cachedTokens({ instructions, tools, prompt_cache_key }: RequestBody): number {
    const prefix = JSON.stringify([instructions, tools]);
    const key = createHash('sha256')
      .update(`${prompt_cache_key ?? ''}\n${prefix}`)
      .digest('hex');
    const tokens = Math.floor(prefix.length / CHARACTERS_PER_TOKEN);
    if (tokens < CACHED_FROM) return 0;
    if (this.#seen.has(key)) return tokens - (tokens % CACHED_STEP);
    this.#seen.add(key);
    return 0;
  }
}

function countTokens(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN);
}
