import type { IntegrationName } from './integration.ts';

/** What each sealed value is sealed for: copied to another place, it does not open. */
export const sealedFor = {
  slackBotToken: (key: string) => `slack-bot-token:${key}`,
  /** All secrets of a system as one text. */
  integration: (name: IntegrationName) => `integration:${name}`,
  /** The one-time secret of a request's step. */
  step: (requestId: string, step: number) => `${requestId}/${step}`,
  /** The code with which a caller confirms who they are. */
  confirmation: (requestId: string) => `${requestId}/confirmation`,
} as const;
