import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import type { LanguageModel, ModelCall, ModelItem, ModelTask, ModelTurn } from '../language-model.ts';
import { createOpenAiApi, type InputItem, type OpenAiWatchers, type ResponseRequest } from './api.ts';
import { functionTools } from './function-tools.ts';
import { type ModelResponse, type OutputItem, SealedReasoning } from './schema.ts';
import type { OpenAiSettings } from './settings.ts';

/** The `LanguageModel` behind the Responses API: stateless, nothing is kept at the provider. */
export function createOpenAiModel(settings: OpenAiSettings, watchers: OpenAiWatchers = {}): LanguageModel {
  const api = createOpenAiApi(settings, watchers);
  return {
    async respond(task) {
      try {
        return toTurn(await api.createResponse(toRequest(settings, task), task.signal));
      } catch (error) {
        const refused = asRefusal(error);
        if (refused) return refused;
        throw error;
      }
    },
  };
}

/** Instructions and tools come first and never differ between requests; the provider caches that prefix. */
function toRequest(settings: OpenAiSettings, task: ModelTask): ResponseRequest {
  return {
    model: settings.model,
    instructions: task.instructions,
    tools: functionTools(task.functions),
    tool_choice: 'required',
    parallel_tool_calls: true,
    input: task.items.flatMap(toInput),
    max_output_tokens: settings.maxOutputTokens,
    store: false,
    ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
    ...(settings.providerHints ? hints(task.requestId) : {}),
  };
}

/** One key carries about 15 calls a minute before the provider spreads it over machines and the cache is missed. */
const CACHE_SHARDS = 16;

/**
 * All turns of a request share a cache key, and many requests share one too, so that the common prefix is found again;
 * the identifier tells the provider's abuse detection apart who asked, and holds nothing but a hash.
 */
function hints(requestId: string): Pick<ResponseRequest, 'prompt_cache_key' | 'safety_identifier'> {
  const hash = createHash('sha256').update(requestId).digest();
  return {
    prompt_cache_key: `countersign-${hash.readUInt32BE() % CACHE_SHARDS}`,
    safety_identifier: hash.toString('hex').slice(0, 32),
  };
}

function toInput(item: ModelItem): InputItem[] {
  if (item.kind === 'message') return [{ role: item.role, content: item.text }];
  if (item.kind === 'result') {
    return [{ type: 'function_call_output', call_id: item.callId, output: item.output }];
  }
  const { callId, name, argumentsJson, reasoning } = item;
  return [
    ...openReasoning(reasoning),
    { type: 'function_call', call_id: callId, name, arguments: argumentsJson },
  ];
}

const ReasoningItems = z.array(SealedReasoning);

function openReasoning(reasoning: string | undefined): SealedReasoning[] {
  return reasoning === undefined ? [] : ReasoningItems.parse(JSON.parse(reasoning));
}

function toTurn(response: ModelResponse): ModelTurn {
  const { usage, output } = response;
  if (response.status === 'incomplete') {
    const filtered = response.incomplete_details?.reason === 'content_filter';
    return filtered ? { kind: 'refused', reason: 'content_filter', usage } : { kind: 'truncated', usage };
  }
  if (response.status !== 'completed') throw unfinished(response);

  const { text, refusal } = wordsOf(output);
  if (refusal) return { kind: 'refused', reason: refusal, usage };
  const calls = callsOf(output);
  return calls.length > 0 ? { kind: 'calls', calls, text, usage } : { kind: 'text', text, usage };
}

function wordsOf(output: readonly OutputItem[]): { text: string; refusal: string } {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  return {
    text: parts.map((part) => (part.type === 'output_text' ? part.text : '')).join(''),
    refusal: parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).join(''),
  };
}

/** Calls in their order, each with the reasoning that came since the call before it. */
function callsOf(output: readonly OutputItem[]): ModelCall[] {
  const calls: ModelCall[] = [];
  let reasoning: SealedReasoning[] = [];
  for (const item of output) {
    if (item.type === 'reasoning') reasoning.push(item);
    if (item.type !== 'function_call') continue;
    calls.push({
      callId: item.call_id,
      name: item.name,
      argumentsJson: item.arguments,
      ...(reasoning.length > 0 ? { reasoning: JSON.stringify(reasoning) } : {}),
    });
    reasoning = [];
  }
  return calls;
}

const FAILURES: Readonly<Record<string, ErrorCode>> = {
  rate_limit_exceeded: 'rate_limited',
  server_error: 'unavailable',
  invalid_prompt: 'invalid_input',
};

/** HTTP 200 with a response that failed at the provider, or is not done although we asked it to wait. */
function unfinished(response: ModelResponse): CountersignError {
  const vendorCode = response.error?.code ?? response.status;
  const code = FAILURES[vendorCode] ?? 'unexpected_response';
  return new CountersignError(code, `openai: response ${response.status}`, {
    vendor: 'openai',
    status: 200,
    vendorCode,
  });
}

/** OpenAI and Azure turn some prompts away before the model sees them, with a 400 of these codes. */
const REFUSALS = new Set(['content_filter', 'content_policy_violation', 'invalid_prompt']);

function asRefusal(error: unknown): ModelTurn | undefined {
  const { code, facts } = error instanceof CountersignError ? error : {};
  const vendorCode = facts?.vendorCode;
  if (code !== 'invalid_input' || vendorCode === undefined || !REFUSALS.has(vendorCode)) return undefined;
  return { kind: 'refused', reason: vendorCode, usage: NOTHING_USED };
}

const NOTHING_USED = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
