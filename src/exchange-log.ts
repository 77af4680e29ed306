import { appendFileSync } from 'node:fs';
import { withoutSecrets } from './logger.ts';

/** One HTTP exchange between us and a vendor, in the form that a contract checker takes: a JSON line. */
export interface Exchange {
  /** The contract's name: `slack`, `msgraph`, `connectwise`, `openai-responses`. */
  vendor: string;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody?: unknown;
  status?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: unknown;
  /** The answer was injected by a test and does not follow the contract. */
  fault?: true;
}

/** Where exchanges with vendors are recorded. */
export interface ExchangeLog {
  append(exchange: Exchange): void;
}

/** Appends to `path`, a line an exchange, with secrets taken out, by name and by shape. One write call a line, so that processes can share a file. */
export function openExchangeLog(path: string): ExchangeLog {
  return {
    append: (exchange) =>
      appendFileSync(path, `${withoutSecrets(JSON.stringify(withoutSecretValues(exchange)))}\n`),
  };
}

const SECRET_NAMES = new Set([
  'authorization',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'client_assertion',
  'password',
  'newpassword',
  'cookie',
  'set-cookie',
  'x-slack-signature',
  'x-api-key',
  'temporaryaccesspass',
  'signing_key',
  'secret',
  'secretkey',
  'apiintegrationcode',
]);

/** A copy in which the value of every secret-named field, at any depth, reads `[secret]`; types of other values stay. */
export function withoutSecretValues<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) =>
      SECRET_NAMES.has(name.toLowerCase()) && typeof inner === 'string' ? '[secret]' : inner,
    ),
  ) as T;
}
