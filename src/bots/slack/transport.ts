import { SECOND_MS } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type Fetch, type ObservedCall, vendorFetch } from '../../http.ts';

const TIMEOUT_MS = 10 * SECOND_MS;

/**
 * Methods whose published contract describes a JSON body; all of them take one. The client library posts forms, in
 * which every argument is text; as JSON, flags and blocks keep their types.
 */
const JSON_METHODS: ReadonlySet<string> = new Set([
  'auth.test',
  'chat.delete',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.open',
  'views.open',
  'views.publish',
  'views.push',
  'views.update',
]);

/** Arguments that the client library writes as JSON text, or as `true` and `false`, into a form. */
const TYPED_ARGUMENTS: ReadonlySet<string> = new Set([
  'blocks',
  'metadata',
  'unfurl_links',
  'unfurl_media',
  'view',
]);

export interface TransportOptions {
  apiUrl: string;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Where Slack lets a command or a tap be answered for half an hour. */
const ANSWER_HOST = 'hooks.slack.com';

/** The `fetch` that Slack's client library is given. It calls the API's host and the one for answers, and no other. */
export function createTransport({ apiUrl, exchangeLog, observe }: TransportOptions): Fetch {
  const send = vendorFetch({
    vendor: 'slack',
    // The contract as we have it covers the methods above.
    contract: (url) => (JSON_METHODS.has(methodOf(url)) ? 'slack' : undefined),
    allowedHosts: [new URL(apiUrl).host, ANSWER_HOST],
    timeoutMs: TIMEOUT_MS,
    exchangeLog,
    observe,
  });
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return JSON_METHODS.has(methodOf(url)) && typeof init?.body === 'string'
      ? send(url, { ...init, headers: asJson(init.headers), body: toJson(init.body) })
      : send(input, init);
  };
}

function methodOf({ pathname }: URL): string {
  return pathname.slice(pathname.lastIndexOf('/') + 1);
}

function asJson(headers: RequestInit['headers']): Headers {
  const changed = new Headers(headers);
  changed.set('content-type', 'application/json; charset=utf-8');
  return changed;
}

function toJson(form: string): string {
  const fields = [...new URLSearchParams(form)].map(([name, value]) => [
    name,
    TYPED_ARGUMENTS.has(name) ? (JSON.parse(value) as unknown) : value,
  ]);
  return JSON.stringify(Object.fromEntries(fields));
}
