import type { z } from 'zod';
import { SlackSettings } from './bots/slack/index.ts';
import { TeamsSettings } from './bots/teams/index.ts';
import { VoiceSettings } from './bots/voice/index.ts';
import {
  type Config,
  configurationError,
  inPlainWords,
  type Part,
  readJsonFile,
  variableOf,
} from './config.ts';
import { CountersignError } from './errors.ts';
import { FirstAdmin } from './flows/admin/first-admin.ts';
import { Setup } from './flows/admin/setup.ts';
import { isSafeAddress } from './http.ts';
import type { SealingKey } from './seal.ts';
import { AutotaskSettings } from './tools/autotask/index.ts';
import { ConnectWiseSettings } from './tools/connectwise/index.ts';
import { HaloPsaSettings } from './tools/halopsa/index.ts';
import { HuduSettings } from './tools/hudu/index.ts';
import { ItGlueSettings } from './tools/itglue/index.ts';
import { JiraSettings } from './tools/jira/index.ts';
import { MicrosoftGraphSettings } from './tools/microsoft-graph/index.ts';
import { OpenAiSettings } from './tools/openai/index.ts';

/** Everything the application is built from, each part read by its own room's schema. */
export interface Settings extends PsaSettings, DocumentationSettings {
  mongodbUri: string;
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  /** One of the two at least. */
  slack?: SlackSettings;
  teams?: TeamsSettings;
  /** Calls and texts, beside one of them. */
  voice?: VoiceSettings;
  /** For one workspace without an install route. */
  slackBotToken?: string;
  /** Also connected by admins in chat, as PSAs and documentation systems are. */
  microsoftGraph?: MicrosoftGraphSettings;
  openai: OpenAiSettings;
  /** People and clients to start with, from SETUP_FILE. */
  setup?: Setup;
  /** Who administers while nobody else does, from FIRST_ADMIN. */
  firstAdmin?: FirstAdmin;
}

/** The PSAs that are connected. */
export interface PsaSettings {
  connectwise?: ConnectWiseSettings;
  halopsa?: HaloPsaSettings;
  autotask?: AutotaskSettings;
  jira?: JiraSettings;
}

/** The systems with runbooks that are connected. */
export interface DocumentationSettings {
  hudu?: HuduSettings;
  itglue?: ItGlueSettings;
}

/** Parts without which there is nothing to do, any one of each, and what to set first. */
const NEEDED: readonly (readonly [readonly Part[], string])[] = [
  [
    ['slack', 'teams'],
    'SLACK_SIGNING_SECRET (and SLACK_CLIENT_ID … for several workspaces, or SLACK_BOT_TOKEN for one) or TEAMS_APP_ID with TEAMS_APP_PASSWORD',
  ],
  [['openai'], 'OPENAI_API_KEY and OPENAI_MODEL'],
];

/** Reads every part. Throws one `bad_configuration` that lists everything missing or wrong, by variable. */
export function readSettings(config: Config): Settings {
  const problems = [...config.problems];
  for (const [parts, what] of NEEDED)
    if (!parts.some((part) => config.parts[part])) problems.push(`${what}: missing`);
  const [firstKey, ...olderKeys] = config.sealingKeys;
  const isNamed = (name: string) => problems.some((one) => one.startsWith(`${name}:`));
  if (!firstKey && !isNamed('SEALING_KEYS'))
    problems.push('SEALING_KEYS: missing (for example main:$(openssl rand -base64 32))');
  const { MONGODB_URI: mongodbUri, SETUP_FILE: setupFile } = config.general;
  if (!mongodbUri && !isNamed('MONGODB_URI'))
    problems.push('MONGODB_URI: missing (the embedded database is for the sandbox only)');
  if (config.parts.voice && !config.general.PUBLIC_URL && !config.sandbox)
    problems.push('PUBLIC_URL: missing (Twilio signs the address that it calls)');
  const { openai, ...others } = readParts(config, problems);
  problems.push(...unsafeAddresses(config, { openai, ...others }));
  const setup = readSetup(setupFile, problems);
  const firstAdmin = readFirstAdmin(config.general.FIRST_ADMIN, problems);
  if (problems.length > 0 || !firstKey || !openai || !mongodbUri) throw configurationError(problems);
  const botToken = config.parts.slack?.['botToken'];
  return {
    mongodbUri,
    sealingKeys: [firstKey, ...olderKeys],
    openai,
    ...others,
    ...(typeof botToken === 'string' ? { slackBotToken: botToken } : {}),
    ...(setup ? { setup } : {}),
    ...(firstAdmin ? { firstAdmin } : {}),
  };
}

type ReadParts = Partial<Pick<Settings, Part>>;

/** Each part that has any setting, by its own room's schema; a part that is wrong is left out, its problems noted. */
function readParts({ parts, general }: Config, problems: string[]): ReadParts {
  const { botToken: _, ...slack } = parts.slack ?? {};
  const read = {
    slack:
      parts.slack && parsePart('slack', SlackSettings, { publicUrl: general.PUBLIC_URL, ...slack }, problems),
    teams: parts.teams && parsePart('teams', TeamsSettings, parts.teams, problems),
    voice:
      parts.voice &&
      parsePart('voice', VoiceSettings, { publicUrl: general.PUBLIC_URL, ...parts.voice }, problems),
    microsoftGraph:
      parts.microsoftGraph &&
      parsePart('microsoftGraph', MicrosoftGraphSettings, parts.microsoftGraph, problems),
    connectwise:
      parts.connectwise && parsePart('connectwise', ConnectWiseSettings, parts.connectwise, problems),
    halopsa: parts.halopsa && parsePart('halopsa', HaloPsaSettings, parts.halopsa, problems),
    autotask: parts.autotask && parsePart('autotask', AutotaskSettings, parts.autotask, problems),
    jira: parts.jira && parsePart('jira', JiraSettings, parts.jira, problems),
    hudu: parts.hudu && parsePart('hudu', HuduSettings, parts.hudu, problems),
    itglue: parts.itglue && parsePart('itglue', ItGlueSettings, parts.itglue, problems),
    openai: parts.openai && parsePart('openai', OpenAiSettings, parts.openai, problems),
  };
  return Object.fromEntries(Object.entries(read).filter(([, settings]) => settings !== undefined));
}

/** Where each part's credential is sent. */
const ADDRESSES: readonly (readonly [Part, string])[] = [
  ['slack', 'apiUrl'],
  ['slack', 'authorizeUrl'],
  ['teams', 'loginUrl'],
  ['teams', 'openIdMetadataUrl'],
  ['teams', 'serviceUrl'],
  ['voice', 'apiUrl'],
  ['microsoftGraph', 'loginUrl'],
  ['microsoftGraph', 'graphUrl'],
  ['connectwise', 'baseUrl'],
  ['halopsa', 'baseUrl'],
  ['halopsa', 'authUrl'],
  ['autotask', 'zoneUrl'],
  ['jira', 'site'],
  ['jira', 'gatewayUrl'],
  ['hudu', 'baseUrl'],
  ['itglue', 'apiUrl'],
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

function readFirstAdmin(text: string | undefined, problems: string[]): FirstAdmin | undefined {
  if (text === undefined) return undefined;
  const result = FirstAdmin.safeParse(text);
  if (!result.success) problems.push(...result.error.issues.map(({ message }) => `FIRST_ADMIN: ${message}`));
  return result.data;
}

function readSetup(path: string | undefined, problems: string[]): Setup | undefined {
  if (path === undefined) return undefined;
  try {
    const result = Setup.safeParse(readJsonFile(path, 'SETUP_FILE'), { error: inPlainWords });
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
  const result = schema.safeParse(given, { error: inPlainWords });
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    const [setting, ...inside] = path.map(String);
    const where = setting === undefined ? part : variableOf(part, setting);
    problems.push([where, ...(inside.length > 0 ? [inside.join('.')] : []), message].join(': '));
  }
  return undefined;
}
