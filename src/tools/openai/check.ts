import { z } from 'zod';
import { CountersignError, describeForTechnician, type ErrorCode, errorCode } from '../../errors.ts';
import type { ModelFunction, ModelTurn } from '../language-model.ts';
import type { OpenAiWatchers } from './api.ts';
import { createOpenAiModel } from './language-model.ts';
import type { OpenAiSettings } from './settings.ts';

/** `fix` is one sentence for the person who configures the product. */
export type OpenAiCheck = { kind: 'working'; detail: string } | { kind: 'broken'; fix: string };

const ready: ModelFunction = {
  name: 'ready',
  description: 'Say that you can be used.',
  input: z.strictObject({}),
};

const READY_FUNCTIONS = [ready];

/**
 * Asks the configured model for one call of one function: key, quota, address, model name, Responses API and strict
 * functions are proven together, as the product uses them, for about fifty tokens. Never throws for what is broken.
 */
export async function checkOpenAi(
  settings: OpenAiSettings,
  watchers: OpenAiWatchers = {},
): Promise<OpenAiCheck> {
  const model = createOpenAiModel({ ...settings, maxRetries: 0 }, watchers);
  try {
    const turn = await model.respond({
      instructions: 'This is a connection check. Call the function "ready".',
      functions: READY_FUNCTIONS,
      items: [{ kind: 'message', role: 'user', text: 'Are you ready?' }],
      requestId: 'connection-check',
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
    return judge(turn, settings);
  } catch (error) {
    return { kind: 'broken', fix: fixFor(error, settings) };
  }
}

function judge(turn: ModelTurn, { model, maxOutputTokens }: OpenAiSettings): OpenAiCheck {
  if (turn.kind === 'calls') return { kind: 'working', detail: `${model} answers and calls functions` };
  const fixes = {
    text: `${model} talks instead of calling functions: choose a model that can.`,
    refused: `${model} refused a harmless question: look at its content filter.`,
    truncated: `${model} did not finish within ${maxOutputTokens} output tokens: raise the limit.`,
  };
  return { kind: 'broken', fix: fixes[turn.kind] };
}

function fixFor(error: unknown, settings: OpenAiSettings): string {
  const quotaSpent = error instanceof CountersignError && error.facts.vendorCode === 'insufficient_quota';
  const remedy = quotaSpent ? ADD_CREDIT : (REMEDIES[errorCode(error)] ?? speaksAnotherLanguage);
  return `${describeForTechnician(error)}: ${remedy(settings)}.`;
}

type Remedy = (settings: OpenAiSettings) => string;

const ADD_CREDIT: Remedy = () => 'the account has no credit left; add some, or raise its monthly limit';

const isReachable: Remedy = ({ baseUrl }) => `check that ${new URL(baseUrl).host} can be reached from here`;

const speaksAnotherLanguage: Remedy = ({ baseUrl }) => `check that ${baseUrl} speaks OpenAI's Responses API`;

const REMEDIES: Partial<Record<ErrorCode, Remedy>> = {
  unauthenticated: ({ baseUrl }) => `check the API key, and that it belongs to ${baseUrl}`,
  forbidden: () => 'give the key the permission to write responses',
  bad_configuration: ({ baseUrl, model }) =>
    `check the model name (${model}; with Azure, the deployment's) and the base URL (${baseUrl}), which must serve /responses`,
  invalid_input: ({ model }) =>
    `set no temperature, or turn the provider hints off; ${model} may not take them`,
  rate_limited: () => "the key works; wait a minute, or raise the account's rate limit",
  timeout: isReachable,
  unavailable: isReachable,
};
