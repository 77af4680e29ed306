import { Agent, get, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bind, type Serving, serve } from './server.ts';

interface Answer {
  status: number | undefined;
  connection: string | undefined;
  body: string;
}

let serving: Serving;
let url: string;
/** A caller with one connection, kept open between calls. */
let caller: Agent;
/** Opens what `/slow` waits behind. */
let gate: PromiseWithResolvers<void>;
let arrived: PromiseWithResolvers<void>;

beforeEach(async () => {
  gate = Promise.withResolvers();
  arrived = Promise.withResolvers();
  caller = new Agent({ keepAlive: true, maxSockets: 1 });
  serving = serve(routes);
  url = await bind(serving.server, { host: '127.0.0.1', port: 0 });
});
afterEach(() => {
  caller.destroy();
  serving.server.close();
  serving.server.closeAllConnections();
});

const routes: RequestListener = (request, response) => {
  if (request.url === '/feed') response.write('begins, ');
  arrived.resolve();
  if (request.url === '/') response.end('at once');
  else void gate.promise.then(() => response.end('at last'));
};

function calls(path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = get(`${url}${path}`, { agent: caller }, (response) => {
    const { statusCode: status, headers } = response;
    text(response).then((body) => resolve({ status, connection: headers.connection, body }), reject);
  });
  request.on('error', reject);
  return promise;
}

describe('a server that is to take nothing more', () => {
  it('answers what has come before, and only then has ended', async () => {
    const slow = calls('/slow');
    await arrived.promise;
    const order: string[] = [];

    const ended = serving.takeNothingMore().then(() => order.push('ended'));
    await expect(fetch(url), 'a new caller').rejects.toThrow();
    order.push('released');
    gate.resolve();

    expect(await slow).toEqual({ status: 200, connection: 'close', body: 'at last' });
    await ended;
    expect(order).toEqual(['released', 'ended']);
  });

  it('hangs up on whoever has kept a connection open', async () => {
    const slow = calls('/slow');
    await arrived.promise;

    const ended = serving.takeNothingMore();
    gate.resolve();
    await Promise.all([slow, ended]);

    await expect(calls('/'), 'over the same connection').rejects.toThrow();
  });

  it('waits for no answer that goes on and on, and refuses what comes over its connection afterwards', async () => {
    const feed = calls('/feed');
    await arrived.promise;

    await serving.takeNothingMore();
    gate.resolve();

    expect(await feed).toEqual({ status: 200, connection: 'keep-alive', body: 'begins, at last' });
    expect(await calls('/')).toEqual({ status: 503, connection: 'close', body: '' });
  });
});
