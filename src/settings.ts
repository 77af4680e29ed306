import type { z } from 'zod';
import { SlackSettings } from './bots/slack/index.ts';
import { type Config, configurationError, type Part, readJsonFile, variableOf } from './config.ts';
import { CountersignError } from './errors.ts';
import { Setup } from './flows/admin/apply-setup.ts';
import { isSafeAddress } from './http.ts';
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
  /** People and clients to start with, from SETUP_FILE. */
  setup?: Setup;
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
  const isNamed = (name: string) => problems.some((one) => one.startsWith(`${name}:`));
  if (!firstKey && !isNamed('SEALING_KEYS'))
    problems.push('SEALING_KEYS: missing (for example main:$(openssl rand -base64 32))');
  if (!config.general.MONGODB_URI && !isNamed('MONGODB_URI'))
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
  problems.push(...unsafeAddresses(config, read));
  const setup = readSetup(config.general.SETUP_FILE, problems);
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
    ...(setup ? { setup } : {}),
  };
}

/** Where each part's credential is sent. */
const ADDRESSES: readonly (readonly [Part, string])[] = [
  ['slack', 'apiUrl'],
  ['slack', 'authorizeUrl'],
  ['microsoftGraph', 'loginUrl'],
  ['microsoftGraph', 'graphUrl'],
  ['connectwise', 'baseUrl'],
  ['openai', 'baseUrl'],
];

/** A model may run on this machine; everything else does in the sandbox alone. */
function unsafeAddresses(config: Config, read: Partial<Record<Part, object | undefined>>): string[] {
  return ADDRESSES.flatMap(([part, setting]) => {
    const address = Object.entries(read[part] ?? {}).find(([name]) => name === setting)?.[1] as unknown;
    const allowLoopback = config.sandbox || part === 'openai';
    return typeof address !== 'string' || isSafeAddress(address, { allowLoopback })
      ? []
      : [
          `${variableOf(part, setting)}: must be https and a public host name, since credentials are sent there`,
        ];
  });
}

function readSetup(path: string | undefined, problems: string[]): Setup | undefined {
  if (path === undefined) return undefined;
  try {
    const result = Setup.safeParse(readJsonFile(path, 'SETUP_FILE'));
    if (result.success) return result.data;
    problems.push(
      ...result.error.issues.map((issue) => `SETUP_FILE: ${issue.path.join('.')}: ${issue.message}`),
    );
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    problems.push(error.message);
  }
  return undefined;
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
    const [setting, ...inside] = path.map(String);
    const where = setting === undefined ? part : variableOf(part, setting);
    problems.push([where, ...(inside.length > 0 ? [inside.join('.')] : []), message].join(': '));
  }
  return undefined;
}
