import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a webhook received it. */
export interface Received {
  method: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  form: Readonly<Record<string, string>>;
}

/** How a webhook answers: TwiML, anything else, or not at all. */
export type Answer =
  | string
  | { status?: number; type?: string; body: string }
  | { instead: 'silence' | 'cut' };

/** Webhooks that answer what a test says, by path, and remember what came. */
export interface Webhooks {
  readonly url: string;
  readonly received: readonly Received[];
  /** Several answers are given one after the other; the last one stays. */
  answer(path: string, ...answers: Answer[]): void;
  /** Called with each request before it is answered; the answer waits for it. */
  beforeAnswer: (received: Received) => void | Promise<void>;
  close(): Promise<void>;
}

/** Starts them. What no test spoke of is answered with an empty 204. */
export async function startWebhooks(): Promise<Webhooks> {
  const received: Received[] = [];
  const answers = new Map<string, Answer[]>();
  const server = createServer((request, response) => void handle(request, response));
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const came = await read(request);
    received.push(came);
    await webhooks.beforeAnswer(came);
    const planned = answers.get(came.path.replace(/\?.*/, '')) ?? [];
    const next = planned.length > 1 ? planned.shift() : planned[0];
    reply(response, next ?? { status: 204, body: '' });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const webhooks: Webhooks = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (path, ...planned) => void answers.set(path, planned),
    beforeAnswer: () => undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return webhooks;
}

async function read(request: IncomingMessage): Promise<Received> {
  const body = await text(request);
  const path = request.url ?? '';
  return {
    method: request.method ?? '',
    path,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body,
    form: Object.fromEntries(new URLSearchParams(request.method === 'GET' ? path.split('?')[1] : body)),
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (typeof answer === 'object' && 'instead' in answer) {
    if (answer.instead === 'cut') response.destroy();
    return;
  }
  const { status = 200, type = 'text/xml', body } = typeof answer === 'string' ? { body: answer } : answer;
  response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body);
}
