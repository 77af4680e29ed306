import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PART_TITLES, PART_VARIABLES, type Part, type Reading } from './config-variables.ts';
import { CountersignError } from './errors.ts';
import type { SealingKey } from './seal.ts';

export type { Part } from './config-variables.ts';

/** What people call these parts, in the order of the alphabet; `nothing` where there are none. */
export function titlesOf(parts: ReadonlySet<Part>): string {
  const titles = [...parts].map((part) => PART_TITLES[part]);
  return titles.toSorted().join(', ') || 'nothing';
}

/** Settings of one part, by the names of its room's schema; texts still, or what a text in JSON said. */
export type RawSettings = Readonly<Record<string, unknown>>;

const whole = z.coerce.number().int();

/** What concerns the process itself. Anything not set has a default that suits a single instance. */
const General = z.object({
  HOST: z.string().optional(),
  PORT: whole.min(0).max(65_535).default(3_000),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  SEALING_KEYS: z.string().optional(),
  SETUP_FILE: z.string().optional(),
  FIRST_ADMIN: z.string().optional(),
  EXCHANGE_LOG: z.string().optional(),
  WORK_LEASE_MS: whole.min(1_000).default(180_000),
  SWEEP_EVERY_MS: whole.min(50).default(5_000),
  POLL_TICKETS_EVERY_MS: whole.min(50).default(60_000),
  CHECK_INTEGRATIONS_EVERY_MS: whole.min(50).default(600_000),
  REQUESTS_PER_PERSON_PER_HOUR: whole.min(1).default(30),
  REQUESTS_AT_ONCE_PER_CLIENT: whole.min(1).default(16),
  DIAGNOSIS_MAX_TURNS: whole.min(1).max(50).default(8),
  DIAGNOSIS_MAX_LOOK_UPS: whole.min(1).max(500).default(24),
  DIAGNOSIS_MAX_TOKENS: whole.min(1_000).default(150_000),
  DIAGNOSIS_MAX_SECONDS: whole.min(1).max(120).default(90),
  SANDBOX_DATA: z.string().default('.countersign/sandbox'),
});
/** The settings of the process itself, read. */
export type General = z.output<typeof General>;

const GENERAL_DEFAULTS: Readonly<Record<string, unknown>> = General.parse({});

/** A variable that is read: a setting of one part, or of the process itself, with the default of the latter. */
export interface Variable {
  name: string;
  part?: Part;
  setting: string;
  byDefault?: unknown;
}

/** Every variable that is read, and no other; docs/configuration.md is held to it by a test. */
export const VARIABLES: readonly Variable[] = [
  ...Object.keys(General.shape).map((name) => ({ name, setting: name, byDefault: GENERAL_DEFAULTS[name] })),
  ...Object.entries(PART_VARIABLES).map(([name, [part, setting]]) => ({ name, part, setting })),
];

/** Variables that only say how to run, not what to connect: with nothing but these set, there is no configuration. */
const HOW_TO_RUN = new Set([
  'HOST',
  'PORT',
  'LOG_LEVEL',
  'EXCHANGE_LOG',
  'SANDBOX_DATA',
  'WORK_LEASE_MS',
  'SWEEP_EVERY_MS',
  'POLL_TICKETS_EVERY_MS',
  'CHECK_INTEGRATIONS_EVERY_MS',
]);

/** The environment, read: not yet complete, and not yet checked by the parts' own rooms. */
export interface Config {
  /** Parts that are not configured are simulated. Never true unless asked for, or with no configuration at all. */
  sandbox: boolean;
  general: General;
  sealingKeys: readonly SealingKey[];
  /** A part is there when any of its variables is set. */
  parts: Readonly<Partial<Record<Part, RawSettings>>>;
  /** Everything found wrong so far, by variable. */
  problems: readonly string[];
}

/** Reads the environment and the arguments, the only place that does. Problems are collected, not thrown. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const problems: string[] = [];
  const general = readGeneral(given, problems);
  const parts = readParts(given, problems);
  const isConfigured = Object.keys(given).some(
    (name) => name in PART_VARIABLES || (name in General.shape && !HOW_TO_RUN.has(name)),
  );
  return {
    sandbox: flags.includes('--sandbox') || !isConfigured,
    general,
    sealingKeys: readSealingKeys(general.SEALING_KEYS, problems),
    parts,
    problems,
  };
}

/** What is wrong with a setting, where the schema itself has no word for it: what is not there is missing, not of a wrong type. */
export const inPlainWords: z.core.$ZodErrorMap = ({ code, input }) => {
  if (code !== 'invalid_type') return undefined;
  if (input === undefined) return 'missing';
  return Number.isNaN(input) ? 'must be a number' : undefined;
};

/** The configuration of this process. */
export function readProcessConfig(): Config {
  return readConfig(process.env, process.argv.slice(2));
}

function readGeneral(given: Record<string, string | undefined>, problems: string[]): General {
  const result = General.safeParse(given, { error: inPlainWords });
  if (result.success) return result.data;
  problems.push(...result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const wrong = new Set(result.error.issues.map(({ path }) => path[0]));
  return General.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
}

function readParts(given: Record<string, string | undefined>, problems: string[]): Config['parts'] {
  const parts: Partial<Record<Part, Record<string, unknown>>> = {};
  for (const [name, [part, setting, reading]] of Object.entries(PART_VARIABLES)) {
    const text = given[name];
    if (text === undefined) continue;
    const value = readText(text, reading);
    if (value === undefined)
      problems.push(`${name}: must be ${reading === 'json' ? 'JSON' : `a ${reading}`}`);
    else parts[part] = { ...parts[part], [setting]: value };
  }
  return parts;
}

function readText(text: string, reading: Reading): unknown {
  switch (reading) {
    case 'text':
      return text;
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : undefined;
    case 'json':
      return parseJson(text);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const KEY_BYTES = 32;

/** `ID:BASE64,ID:BASE64`, the key in use first. */
function readSealingKeys(text: string | undefined, problems: string[]): SealingKey[] {
  const keys = (text?.split(',') ?? []).flatMap((entry) => {
    const [id = '', encoded = ''] = entry.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (/^[\w-]{1,32}$/.test(id) && key.length === KEY_BYTES) return [{ id, key }];
    problems.push(
      'SEALING_KEYS: must be NAME:KEY, with KEY 32 bytes in base64 (openssl rand -base64 32); several are separated by commas',
    );
    return [];
  });
  // What one of them sealed would look tampered with to the other.
  if (new Set(keys.map(({ id }) => id)).size < keys.length)
    problems.push('SEALING_KEYS: two keys have the same name; a new key needs a new one');
  return keys;
}

/** The variable behind a part's setting: what an error has to name. */
export function variableOf(part: Part, setting: string): string {
  const found = Object.entries(PART_VARIABLES).find(
    ([, [itsPart, itsSetting]]) => itsPart === part && itsSetting === setting,
  );
  return found?.[0] ?? `${part}.${setting}`;
}

/** One error that lists everything that is wrong. */
export function configurationError(problems: readonly string[]): CountersignError {
  return new CountersignError(
    'bad_configuration',
    `The configuration is not complete:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
  );
}

/** Reads a JSON file that a setting names; throws `bad_configuration` with the reason. */
export function readJsonFile(path: string, setting: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new CountersignError('bad_configuration', `${setting}: the file ${path} ${why}`, { cause });
  }
}
