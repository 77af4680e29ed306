import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import { CountersignError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What is served beside health, readiness and metrics. */
export interface Mounted {
  /** Routes of surfaces and of whatever else is served, in this order. They check signatures over raw bodies. */
  routers: readonly Router[];
  metrics: Metrics;
  logger: Logger;
  isReady: () => Promise<boolean>;
}

/** Where others wait for our acknowledgement: how long it takes them is measured. */
const ACKNOWLEDGED = [
  '/slack',
  '/api/messages',
  '/voice',
  '/sms',
  '/connectwise',
  '/halopsa',
  '/autotask',
  '/jira',
];

/** Everything that is served: the given routers, health, readiness and metrics; anything else is not found. */
export function createRoutes({ routers, metrics, logger, isReady }: Mounted): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(ACKNOWLEDGED, (request, response, next) => {
    const startedAt = performance.now();
    response.once('finish', () => metrics.acknowledged(request.baseUrl, performance.now() - startedAt));
    next();
  });
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', async (_request, response) => {
    const ready = await isReady();
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready' : 'not ready');
  });
  app.get(
    '/metrics',
    async (_request, response) => void response.type(metrics.contentType).send(await metrics.render()),
  );
  for (const router of routers) app.use(router);
  app.use((_request, response) => void response.status(404).type('text').send('Not found'));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    logger.error({ err: error }, 'an HTTP request failed');
    return void response.status(500).type('text').send('Something went wrong');
  });
  return app;
}

/** A server that can come to its end. */
export interface Serving {
  server: Server;
  /**
   * Takes no new connections, refuses what comes over those that callers have kept open, and resolves when everything
   * that came before is answered. Answers that go on for ever, such as a feed of changes, are not waited for.
   */
  takeNothingMore(): Promise<void>;
}

/** Serves the given routes once it listens. */
export function serve(routes: RequestListener): Serving {
  const underWay = new Set<ServerResponse>();
  let isStopping = false;
  const server = createServer((request, response) => {
    if (isStopping) return void response.writeHead(503, { connection: 'close' }).end();
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    routes(request, response);
  });
  return {
    server,
    async takeNothingMore() {
      isStopping = true;
      // Node keeps a connection on which something is under way, and would go on serving its caller over it.
      server.close();
      await Promise.all([...underWay].filter(({ headersSent }) => !headersSent).map(answeredLast));
    },
  };
}

function answeredLast(response: ServerResponse): Promise<void> {
  response.setHeader('connection', 'close');
  return new Promise((resolve) => {
    response.once('close', () => resolve());
  });
}

/** Listens, and gives the address. Throws `bad_configuration` that names `PORT` when that cannot be. */
export async function bind(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const why = inUse ? 'is in use by another program; set PORT to a free one' : 'cannot be listened on';
    throw new CountersignError('bad_configuration', `PORT: ${host}:${port} ${why}`, { cause });
  }
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${bound}`;
}
