import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import {
  SIMULATED_MODELS,
  type SimulatedOpenAi,
  startSimulatedOpenAi,
} from '../../src/sandbox/openai/index.ts';
import type { LanguageModel, ModelTask } from '../../src/tools/language-model.ts';
import { createOpenAiModel, OpenAiSettings } from '../../src/tools/openai/index.ts';
import { testExchangeLog } from './exchange-log.ts';

export const TEST_KEY = 'sk-test-0123456789abcdef';

export interface OpenAiDesk {
  openai: SimulatedOpenAi;
  settings: OpenAiSettings;
  model: LanguageModel;
}

/** A simulated OpenAI and our adapter in front of it; closed when the test ends. */
export async function openOpenAi(
  overrides: Partial<z.input<typeof OpenAiSettings>> = {},
): Promise<OpenAiDesk> {
  const openai = await startSimulatedOpenAi({ apiKey: TEST_KEY, clock: systemClock });
  onTestFinished(() => openai.close());
  const settings = OpenAiSettings.parse({
    baseUrl: `${openai.url}/v1`,
    apiKey: TEST_KEY,
    model: SIMULATED_MODELS.plain,
    ...overrides,
  });
  return { openai, settings, model: createOpenAiModel(settings, { exchangeLog: testExchangeLog }) };
}

/** A small task with one function; give what matters. */
export function task(overrides: Partial<ModelTask> = {}): ModelTask {
  return {
    instructions: 'You are a test.',
    functions: [
      {
        name: 'answer',
        description: 'Answers.',
        input: z.strictObject({ diagnosis: z.string(), text: z.string() }),
      },
    ],
    items: [{ kind: 'message', role: 'user', text: 'Hello' }],
    requestId: 'req_01JD8ZTEST',
    signal: new AbortController().signal,
    ...overrides,
  };
}
