import OpenAI, { APIError, APIUserAbortError } from 'openai';
import { zodResponsesFunction } from 'openai/helpers/zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type Fetch, type ObservedCall, vendorFetch } from '../../http.ts';
import type { ModelFunction } from '../language-model.ts';
import { ModelResponse } from './schema.ts';
import type { OpenAiSettings } from './settings.ts';

export type ResponseRequest = OpenAI.Responses.ResponseCreateParamsNonStreaming;
export type InputItem = OpenAI.Responses.ResponseInputItem;
export type FunctionTool = OpenAI.Responses.FunctionTool;

/** Who watches the calls. Neither ever gets the key. */
export interface OpenAiWatchers {
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

export interface OpenAiApi {
  /** `POST /responses`. Throws `CountersignError` after the client's own bounded retries. */
  createResponse(body: ResponseRequest, signal: AbortSignal): Promise<ModelResponse>;
}

const VENDOR = 'openai';

/** One client for the life of the process. Every value that the library would take from the environment is set here. */
export function createOpenAiApi(settings: OpenAiSettings, watchers: OpenAiWatchers = {}): OpenAiApi {
  const client = new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    // The library logs URLs, headers and bodies, by OPENAI_LOG from the environment if nothing is said here.
    logLevel: 'off',
    maxRetries: settings.maxRetries,
    // Ours ends first, and says so in the metrics.
    timeout: settings.timeoutMs + SECOND_MS,
    fetch: givingUpOnSpentQuota(openAiFetch(settings, watchers)),
  });
  return {
    async createResponse(body, signal) {
      const answer = await client.responses.create(body, { signal }).catch((error: unknown) => {
        throw toCountersignError(error);
      });
      return parseAnswer(answer);
    },
  };
}

/** A strict function tool. Throws when the schema cannot be said in strict mode: an optional key, a record, a root union. */
export function toFunctionTool({ name, description, input }: ModelFunction): FunctionTool {
  const { type, parameters, strict } = zodResponsesFunction({ name, description, parameters: input });
  return { type, name, description, parameters, strict };
}

function openAiFetch(settings: OpenAiSettings, { exchangeLog, observe }: OpenAiWatchers): Fetch {
  return vendorFetch({
    vendor: VENDOR,
    contract: 'openai-responses',
    allowedHosts: [new URL(settings.baseUrl).host],
    timeoutMs: settings.timeoutMs,
    exchangeLog,
    observe,
  });
}

/** A spent quota is a 429 too, and waiting does not refill it: told to the client in the header that it heeds. */
function givingUpOnSpentQuota(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 429 || !(await isQuotaSpent(response.clone()))) return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: response.status, headers });
  };
}

async function isQuotaSpent(response: Response): Promise<boolean> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: unknown } } | undefined;
  return body?.error?.code === SPENT_QUOTA;
}

function parseAnswer(answer: unknown): ModelResponse {
  const parsed = ModelResponse.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'openai: the answer is not a response object', {
    vendor: VENDOR,
    status: 200,
  });
}

/** Library errors keep neither message nor cause: OpenAI quotes the key, and what was sent, in its messages. */
function toCountersignError(error: unknown): CountersignError {
  if (error instanceof APIUserAbortError) {
    return new CountersignError('timeout', 'openai: given up by us', { vendor: VENDOR });
  }
  if (!(error instanceof APIError)) {
    return new CountersignError('unexpected_response', 'openai: the answer could not be read', {
      vendor: VENDOR,
    });
  }
  if (error.status === undefined) return connectionError(error);
  const vendorCode = asCode(error.code) ?? asCode(error.type);
  const retryAfterMs = retryAfter(error.headers);
  return new CountersignError(codeOf(error.status, vendorCode), `openai: HTTP ${error.status}`, {
    vendor: VENDOR,
    status: error.status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function connectionError(error: APIError): CountersignError {
  if (error.cause instanceof CountersignError) return error.cause;
  return new CountersignError('unavailable', 'openai: no answer', { vendor: VENDOR });
}

const SPENT_QUOTA = 'insufficient_quota';

function codeOf(status: number, vendorCode: string | undefined): ErrorCode {
  const byVendorCode = vendorCode === undefined ? undefined : BY_VENDOR_CODE.get(vendorCode);
  if (byVendorCode) return byVendorCode;
  if (status >= 500) return 'unavailable';
  return CODES[status] ?? 'unexpected_response';
}

/** Where the status says too little: the Responses API answers 400 for a model that it does not know. */
const BY_VENDOR_CODE: ReadonlyMap<string, ErrorCode> = new Map([
  [SPENT_QUOTA, 'forbidden'],
  ['model_not_found', 'bad_configuration'],
]);

/** 404 is a wrong base address or model name: there is nothing else in the address. 409 is a lock at the provider. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'bad_configuration',
  408: 'timeout',
  409: 'unavailable',
  413: 'invalid_input',
  422: 'invalid_input',
  429: 'rate_limited',
};

/** A code is short and plain; anything else in its place may carry data and is dropped. */
function asCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

function retryAfter(headers: Headers | undefined): number | undefined {
  const seconds = Number.parseFloat(headers?.get('retry-after') ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * SECOND_MS : undefined;
}
