import { pino } from 'pino';

/** What everything logs with: a constant message, and data as fields. */
export type Logger = pino.Logger;

/** Field names whose values never reach a log line, at any of the depths that our own code logs. */
const SECRET_FIELDS = [
  'password',
  'token',
  'accessToken',
  'botToken',
  'secret',
  'clientSecret',
  'signingSecret',
  'privateKey',
  'apiKey',
  'authorization',
  'cookie',
  'sealed',
];

const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Shapes of the secrets we handle: Slack tokens, bearer and basic headers, OpenAI keys, JSON web tokens. */
const SECRET_SHAPES =
  /\b(xox[a-z]-[\w-]+|xapp-[\w-]+|sk-[\w-]{8,}|(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|mongodb(?:\+srv)?:\/\/[^@\s/]+@)/g;

/** Takes secrets out of text by their shape; for what libraries put in their messages. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET_SHAPES, '[secret]');
}

/** How to log, and where to: standard output when no destination is given. */
export interface LoggerOptions {
  level: string;
  /** Human-readable lines instead of JSON: for a terminal. */
  pretty?: boolean;
  destination?: pino.DestinationStream;
}

/** A logger that keeps secrets out by field name and by shape. */
export function createLogger({ level, pretty = false, destination }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    redact: { paths: REDACTED_PATHS, censor: '[secret]' },
    serializers: { err: serializeError },
    ...(pretty && !destination
      ? {
          transport: {
            target: 'pino-pretty',
            options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' },
          },
        }
      : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Says nothing: for commands that print by themselves, and for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });

function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) };
  const { code, facts } = error as Error & {
    code?: unknown;
    facts?: { vendor?: string; status?: number; vendorCode?: string };
  };
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(code === undefined ? {} : { code }),
    ...(facts ? { vendor: facts.vendor, status: facts.status, vendorCode: facts.vendorCode } : {}),
    stack: error.stack === undefined ? undefined : withoutSecrets(error.stack),
  };
}
