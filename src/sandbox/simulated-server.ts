import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { CallObserver, Fault, FaultPlan, ReceivedCall, SimulatedVendor } from './simulated-vendor.ts';

/** Seeing the call is enough to know the size; no vendor here takes more. */
const MAX_BODY = '12mb';

export interface SimulatedServerOptions {
  /** A fixed port; any free one when absent. */
  port?: number;
  /** Adds the vendor's routes. They run after recording, faults and body parsing (JSON, and form fields). */
  routes(app: Express): void;
  now?: () => Date;
}

/** The common part of every simulated vendor: an HTTP server on loopback that records its calls and can be told to fail. */
export async function startSimulatedServer(options: SimulatedServerOptions): Promise<SimulatedVendor> {
  const calls: ReceivedCall[] = [];
  const observers = new Set<CallObserver>();
  const faults = createFaultPlan();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.json({ limit: MAX_BODY, type: ['application/json', 'application/*+json'] }));
  app.use(express.urlencoded({ limit: MAX_BODY, extended: false }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    void receive({
      request,
      response,
      next,
      calls,
      observers,
      faults,
      now: options.now ?? (() => new Date()),
    });
  });
  options.routes(app);

  const server = createServer(app);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    faults,
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    close: () => closeServer(server),
  };
}

interface Receiving {
  request: Request;
  response: Response;
  next: NextFunction;
  calls: ReceivedCall[];
  observers: ReadonlySet<CallObserver>;
  faults: ReturnType<typeof createFaultPlan>;
  now: () => Date;
}

async function receive({ request, response, next, calls, observers, faults, now }: Receiving): Promise<void> {
  const call = {
    at: now(),
    method: request.method,
    path: request.path,
    query: Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? '')),
    body: request.body as unknown,
  };
  response.once('close', () =>
    calls.push({ ...call, status: response.writableFinished ? response.statusCode : 0 }),
  );
  for (const observer of observers) await observer('arrived', call);

  const fault = faults.take(call.method, call.path);
  if (fault?.kind === 'hang') return faults.keep(request.socket);
  if (fault?.kind === 'refuse') return void request.socket.destroy();
  if (fault?.kind === 'status') {
    response
      .status(fault.status)
      .set(fault.headers ?? {})
      .set('x-simulated-fault', 'true')
      .send(fault.body ?? '');
    return;
  }
  answerAfter(response, async () => {
    for (const observer of observers) await observer('done', call);
    if (fault?.kind === 'effect_then_cut') request.socket.destroy();
  });
  next();
}

/** Holds the answer back until `before` has run: by then the call has taken effect. */
function answerAfter(response: Response, before: () => Promise<void>): void {
  const end = response.end.bind(response) as (...parts: unknown[]) => Response;
  response.end = ((...parts: unknown[]) => {
    void before().then(() => response.destroyed || end(...parts));
    return response;
  }) as Response['end'];
}

interface Faults extends FaultPlan {
  take(method: string, path: string): Fault['answer'] | undefined;
  /** A connection that hangs. */
  keep(socket: Socket): void;
}

function createFaultPlan(): Faults {
  let planned: { fault: Fault; left: number }[] = [];
  const hanging = new Set<Socket>();
  return {
    add: (fault) => void planned.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      planned = [];
      for (const socket of hanging) socket.destroy();
      hanging.clear();
    },
    keep: (socket) => void hanging.add(socket),
    get unused() {
      return planned.filter(({ fault, left }) => left === (fault.times ?? 1)).map(({ fault }) => fault);
    },
    take(method, path) {
      const hit = planned.find(
        ({ fault, left }) => left > 0 && (fault.method ?? method) === method && fault.path.test(path),
      );
      if (!hit) return undefined;
      hit.left -= 1;
      return hit.fault.answer;
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
