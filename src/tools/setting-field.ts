/** How an admin is asked for one setting of a room, and whether it is a secret: each room's `integration.ts` says so. */
export interface SettingWords {
  /** At most 45 characters. */
  label: string;
  /** Where to find it, or what it does; at most 140 characters. */
  hint: string;
  /** Sealed when it is stored, and never shown. */
  secret?: true;
  /** How what is typed becomes the value; a line of text where it is left out. */
  reads?: SettingReading;
  example?: string;
  /** Credentials are sent there: whoever changes it has to enter the secrets again, but for those that are `inbound`. */
  address?: true;
  /** A secret with which the vendor proves itself to us. We never send it there, so that it stays whatever the address becomes. */
  inbound?: true;
  /** Whose data is used there: with another value, what we have set up there is taken back first. */
  place?: true;
  /** The setting that this one takes the place of when it is given. */
  insteadOf?: string;
}

/**
 * `list`: one on each line or between commas. `pairs`: lines of `name = value`. `pem`: text whose line breaks may have been
 * lost on the way. `choice`: one of `options`.
 */
export type SettingReading =
  | 'line'
  | 'list'
  | 'pairs'
  | 'pem'
  | 'yes_or_no'
  | { options: readonly { value: string; label: string }[] };

/** One setting that an admin is asked for. */
export interface SettingField extends SettingWords {
  /** As the schema has it. */
  name: string;
  optional: boolean;
}

/** What was typed for one setting, as its schema takes it. Undefined when it cannot be that, with `pairs` alone. */
export function readSetting({ reads = 'line' }: SettingWords, typed: string): unknown {
  switch (reads) {
    case 'list':
      return partsOf(typed, /[\n,;]/);
    case 'pairs':
      return readPairs(typed);
    case 'pem':
      return repairPem(typed);
    case 'yes_or_no':
      return typed === 'yes';
    case 'line':
      return typed.trim();
    default:
      return typed;
  }
}

/** A value as it is typed: what `readSetting` reads as the same. */
export function writeSetting({ reads = 'line' }: SettingWords, value: unknown): string {
  if (reads === 'yes_or_no') return value === true ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(String).join('\n');
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return Object.entries(value)
    .map(([name, one]) => `${name} = ${String(one)}`)
    .join('\n');
}

/** Whether a setting is still what it was. Of an address, neither its scheme left out nor a slash at its end makes another one. */
export function isSameSetting({ address }: SettingWords, one: unknown, other: unknown): boolean {
  if (!address || typeof one !== 'string' || typeof other !== 'string') return one === other;
  return plainAddress(one) === plainAddress(other);
}

function plainAddress(text: string): string {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return (URL.canParse(address) ? new URL(address).href : address).replace(/\/+$/, '');
}

function partsOf(typed: string, between: RegExp): string[] {
  return typed
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readPairs(typed: string): Record<string, string> | undefined {
  const pairs = partsOf(typed, /\n|;/).map((line) => /^(\w+)\s*[=:]\s*(.+)$/.exec(line));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----([^-]+)-----END \1-----/g;

/** Fields of one line turn line breaks into spaces; some copy `\n` as two characters. */
function repairPem(typed: string): string {
  const blocks = [...typed.replaceAll(String.raw`\n`, '\n').matchAll(PEM_BLOCK)];
  if (blocks.length === 0) return typed.trim();
  return blocks
    .map(([, kind = '', body = '']) => {
      const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
    })
    .join('');
}
