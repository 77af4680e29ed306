import type { z } from 'zod';
import { SlackSettings } from './bots/slack/index.ts';
import { type Config, configurationError, type Part, variableOf } from './config.ts';
import type { SealingKey } from './seal.ts';
import { ConnectWiseSettings } from './tools/connectwise/index.ts';
import { MicrosoftGraphSettings } from './tools/microsoft-graph/index.ts';
import { OpenAiSettings } from './tools/openai/index.ts';

/** Everything the application is built from, each part read by its own room's schema. */
export interface Settings {
  mongodbUri: string;
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  slack: SlackSettings;
  /** For one workspace without an install route. */
  slackBotToken?: string;
  microsoftGraph: MicrosoftGraphSettings;
  connectwise?: ConnectWiseSettings;
  openai: OpenAiSettings;
}

/** Parts without which there is nothing to do, and what to set first of each. */
const NEEDED: readonly (readonly [Part, string])[] = [
  [
    'slack',
    'SLACK_SIGNING_SECRET (and SLACK_CLIENT_ID … for several workspaces, or SLACK_BOT_TOKEN for one)',
  ],
  ['microsoftGraph', 'GRAPH_APP_ID with GRAPH_CLIENT_SECRET or GRAPH_CERTIFICATE'],
  ['openai', 'OPENAI_API_KEY and OPENAI_MODEL'],
];

/** Reads every part. Throws one `bad_configuration` that lists everything missing or wrong, by variable. */
export function readSettings(config: Config): Settings {
  const problems = [...config.problems];
  const { slack: slackParts, microsoftGraph, connectwise, openai } = config.parts;
  const { botToken, ...slackGiven } = slackParts ?? {};
  for (const [part, what] of NEEDED) if (!config.parts[part]) problems.push(`${what}: missing`);
  const [firstKey, ...olderKeys] = config.sealingKeys;
  if (!firstKey) problems.push('SEALING_KEYS: missing (for example main:$(openssl rand -base64 32))');
  if (!config.general.MONGODB_URI)
    problems.push('MONGODB_URI: missing (the embedded database is for the sandbox only)');
  const read = {
    slack:
      slackParts &&
      parsePart('slack', SlackSettings, { publicUrl: config.general.PUBLIC_URL, ...slackGiven }, problems),
    microsoftGraph:
      microsoftGraph && parsePart('microsoftGraph', MicrosoftGraphSettings, microsoftGraph, problems),
    connectwise: connectwise && parsePart('connectwise', ConnectWiseSettings, connectwise, problems),
    openai: openai && parsePart('openai', OpenAiSettings, openai, problems),
  };
  if (
    problems.length > 0 ||
    !firstKey ||
    !read.slack ||
    !read.microsoftGraph ||
    !read.openai ||
    !config.general.MONGODB_URI
  ) {
    throw configurationError(problems);
  }
  return {
    mongodbUri: config.general.MONGODB_URI,
    sealingKeys: [firstKey, ...olderKeys],
    slack: read.slack,
    ...(typeof botToken === 'string' ? { slackBotToken: botToken } : {}),
    microsoftGraph: read.microsoftGraph,
    ...(read.connectwise ? { connectwise: read.connectwise } : {}),
    openai: read.openai,
  };
}

function parsePart<Output>(
  part: Part,
  schema: z.ZodType<Output>,
  given: unknown,
  problems: string[],
): Output | undefined {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    problems.push(
      path.length > 0 ? `${variableOf(part, path.join('.'))}: ${message}` : `${part}: ${message}`,
    );
  }
  return undefined;
}
