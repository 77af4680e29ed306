export type { OpenAiWatchers } from './api.ts';
export { checkOpenAi, type OpenAiCheck } from './check.ts';
export { createOpenAiModel } from './language-model.ts';
export { OpenAiSettings } from './settings.ts';
