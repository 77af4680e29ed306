import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Router } from 'express';
import type { Connection } from 'mongoose';
import { connectwiseCallbacks } from './bots/psa/connectwise-callbacks.ts';
import { connectSlack, type Slack, type SlackListener } from './bots/slack/index.ts';
import type { Clock } from './clock.ts';
import { type General, readJsonFile } from './config.ts';
import { CountersignError } from './errors.ts';
import { type ExchangeLog, openExchangeLog } from './exchange-log.ts';
import { applySetup, Setup } from './flows/admin/apply-setup.ts';
import { createAddressBook } from './flows/address-book.ts';
import { createCatalog, type ToolCatalog } from './flows/catalog.ts';
import { createDesk, type DeskDependencies, receiveDependencies } from './flows/create-desk.ts';
import type { Desk, InboundMessage } from './flows/desk.ts';
import { DEFAULT_BUDGET } from './flows/limits.ts';
import { sweepDue, sweepOutbox } from './flows/sweep.ts';
import { pollTickets, syncTicket, type SyncDependencies } from './flows/sync-tickets.ts';
import { createWorkQueue, type WorkQueue } from './flows/work-queue.ts';
import { type RunningJobs, startJobs } from './jobs/start-jobs.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { connectDatabase, ensureIndexes, openStores, type Stores } from './models/mongoose/index.ts';
import { createPersonLimit } from './person-limit.ts';
import { remember } from './remember.ts';
import { createSealer, type Sealer } from './seal.ts';
import type { Settings } from './settings.ts';
import { type ConnectWise, connectConnectWise } from './tools/connectwise/index.ts';
import { connectMicrosoftGraph, type MicrosoftGraph } from './tools/microsoft-graph/index.ts';
import { checkOpenAi, createOpenAiModel } from './tools/openai/index.ts';

/** How long addresses and the client behind a workspace are kept in memory. Authority is never taken from it. */
const REMEMBER_MS = 5_000;
/** How long a stopping process lets what it has begun go on. What is cut off then, a sweep takes up. */
const FINISH_MS = 15_000;

export interface AppInput {
  general: General;
  settings: Settings;
  clock: Clock;
  logger: Logger;
  /** The sandbox: simulated vendors listen on this machine. */
  sandbox: boolean;
}

/** Everything connected, nothing listening yet. */
export interface App {
  readonly clock: Clock;
  readonly stores: Stores;
  readonly catalog: ToolCatalog;
  readonly desk: Desk;
  readonly slack: Slack;
  /** Starts the jobs, the surfaces and the server; `extra` is mounted beside the product's own routes. */
  listen(extra?: Router): Promise<{ url: string }>;
  /** Runs what is due now, without waiting for the next sweep; resolves when it is done. */
  runDue(): Promise<void>;
  /** Resolves when this process has nothing in hand. */
  idle(): Promise<void>;
  /** Drops what is kept in memory, after the stored data was changed behind its back. */
  forget(): void;
  /** Asks ConnectWise to send its callbacks to this address; without a ConnectWise there is nothing to do. */
  registerCallbacks(publicUrl: string): Promise<void>;
  check(): Promise<readonly CheckLine[]>;
  close(): Promise<void>;
}

export interface CheckLine {
  subject: string;
  fine: boolean;
  text: string;
}

/** Builds the application. Throws `bad_configuration` when a part cannot be as it is configured. */
export async function createApp(input: AppInput): Promise<App> {
  const { settings, logger } = input;
  const stopping = new AbortController();
  const connection = await connectDatabase({ uri: settings.mongodbUri, logger, signal: stopping.signal });
  try {
    await ensureIndexes(connection);
    return await assemble({ ...input, connection, stopping });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

interface Assembly extends AppInput {
  connection: Connection;
  stopping: AbortController;
}

async function assemble(assembly: Assembly): Promise<App> {
  const { logger, settings, general, connection, stopping } = assembly;
  const sealer = createSealer(settings.sealingKeys);
  const stores = openStores(connection, { sealer, logger });
  if (general.SETUP_FILE)
    await applySetup(stores, Setup.parse(readJsonFile(general.SETUP_FILE, 'SETUP_FILE')));
  const queue = createWorkQueue({ perClient: general.REQUESTS_AT_ONCE_PER_CLIENT, logger });
  const metrics = createMetrics({
    requestsByStatus: () => stores.requests.countByStatus(),
    workInHand: () => queue.size,
  });
  const vendors = connectVendors(assembly, { stores, metrics });
  const desk = deskOf(assembly, { stores, sealer, queue, vendors });
  return running({ ...assembly, stores, queue, metrics, vendors, ...desk, signal: stopping.signal });
}

interface Vendors {
  slack: Slack;
  graph: MicrosoftGraph;
  connectwise: ConnectWise | undefined;
  catalog: ToolCatalog;
  exchangeLog: ExchangeLog | undefined;
}

function connectVendors(
  { settings, clock, logger, general, sandbox }: Assembly,
  { stores, metrics }: { stores: Stores; metrics: Metrics },
): Vendors {
  const exchangeLog = general.EXCHANGE_LOG ? openExchangeLog(general.EXCHANGE_LOG) : undefined;
  const watched = { clock, logger, exchangeLog, observe: metrics.vendorCall };
  const slack = connectSlack({ ...watched, installations: stores.slackInstallations }, settings.slack);
  const graph = connectMicrosoftGraph({ ...watched, allowLoopback: sandbox, settings: settings.microsoftGraph });
  const connectwise =
    settings.connectwise && connectConnectWise({ ...watched, allowLoopback: sandbox }, settings.connectwise);
  return {
    slack,
    graph,
    connectwise,
    catalog: createCatalog([...graph.tools, ...(connectwise?.tools ?? [])]),
    exchangeLog,
  };
}

interface Built {
  stores: Stores;
  sealer: Sealer;
  queue: WorkQueue;
  vendors: Vendors;
}

interface BuiltDesk {
  desk: Desk;
  dependencies: DeskDependencies;
  sync: SyncDependencies | undefined;
  forget(): void;
}

function deskOf(
  { settings, clock, logger, general, stopping }: Assembly,
  { stores, sealer, queue, vendors }: Built,
): BuiltDesk {
  const { slack, graph, connectwise, catalog, exchangeLog } = vendors;
  const addressBook = createAddressBook(stores, REMEMBER_MS);
  const clientOfTeam = remember((team: string) => stores.clients.bySlackTeam(team), { ttlMs: REMEMBER_MS });
  const dependencies: DeskDependencies = {
    ...stores,
    addressBook,
    sealer,
    queue,
    catalog,
    model: createOpenAiModel(settings.openai, { exchangeLog }),
    directory: graph.directory,
    psa: connectwise?.psa,
    surfaces: [slack.surface],
    budget: DEFAULT_BUDGET,
    leaseMs: general.WORK_LEASE_MS,
    clock,
    logger,
    signal: stopping.signal,
    mayOpen: createPersonLimit(general.REQUESTS_PER_PERSON_PER_HOUR),
    clientOf: (message: InboundMessage) => clientOfTeam(message.from.tenant),
  };
  const psa = connectwise?.psa;
  const sync = psa && { ...dependencies, ...receiveDependencies(dependencies), cursors: stores.cursors, psa };
  const forget = () => {
    addressBook.forget();
    clientOfTeam.forget();
  };
  return { desk: createDesk(dependencies), dependencies, sync, forget };
}

interface Running extends Assembly, BuiltDesk {
  stores: Stores;
  queue: WorkQueue;
  metrics: Metrics;
  vendors: Vendors;
  signal: AbortSignal;
}

function running(parts: Running): App {
  const { clock, stores, desk, vendors, dependencies, queue, forget, settings } = parts;
  let listening: Listening | undefined;
  return {
    clock,
    stores,
    catalog: vendors.catalog,
    desk,
    slack: vendors.slack,
    forget,
    async listen(extra) {
      if (settings.slackBotToken) await vendors.slack.adoptToken(settings.slackBotToken);
      listening = await listen(parts, extra);
      return { url: listening.url };
    },
    async runDue() {
      await sweepDue(dependencies);
      await sweepOutbox(dependencies);
      await queue.idle();
    },
    idle: () => queue.idle(),
    registerCallbacks: async (publicUrl) =>
      vendors.connectwise?.callbacks.register(`${publicUrl}/connectwise/callbacks`),
    check: () => checkAll(parts),
    close: () => close(parts, listening),
  };
}

interface Listening {
  url: string;
  server: Server;
  jobs: RunningJobs;
  slack: SlackListener;
}

async function listen(parts: Running, extra: Router | undefined): Promise<Listening> {
  const { general, vendors, desk, connection, logger, sandbox } = parts;
  const slack = vendors.slack.listen(countedDesk(desk, parts.metrics));
  const server = createServer(routes(parts, slack, extra));
  server.requestTimeout = 15_000;
  server.headersTimeout = 10_000;
  const url = await bind(server, {
    host: general.HOST ?? (sandbox ? '127.0.0.1' : '0.0.0.0'),
    port: general.PORT,
  });
  await slack.start();
  const jobs = await startJobs({
    connection,
    logger,
    jobs: jobsOf(parts),
    processEveryMs: Math.min(general.SWEEP_EVERY_MS, 5_000),
  });
  return { url, server, jobs, slack };
}

async function bind(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
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

function jobsOf({ dependencies, sync, general }: Running) {
  const everyMs = general.SWEEP_EVERY_MS;
  const polling = sync
    ? [{ name: 'poll-tickets', everyMs: general.POLL_TICKETS_EVERY_MS, run: () => pollTickets(sync) }]
    : [];
  return [
    { name: 'sweep-due', everyMs, run: () => sweepDue(dependencies) },
    { name: 'sweep-outbox', everyMs, run: () => sweepOutbox(dependencies) },
    ...polling,
  ];
}

function countedDesk(desk: Desk, metrics: Metrics): Desk {
  return {
    ...desk,
    async receive(message) {
      const receipt = await desk.receive(message);
      metrics.received(receipt.kind);
      return receipt;
    },
    async decide(decision) {
      const answer = await desk.decide(decision);
      metrics.decided(answer.kind);
      return answer;
    },
  };
}

function routes(
  { vendors, sync, logger, metrics, connection, signal }: Running,
  slack: SlackListener,
  extra: Router | undefined,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(['/slack', '/connectwise'], (request, response, next) => {
    const startedAt = performance.now();
    response.once('finish', () => metrics.acknowledged(request.baseUrl, performance.now() - startedAt));
    next();
  });
  app.use(slack.router);
  if (vendors.connectwise && sync) {
    const { verify } = vendors.connectwise.callbacks;
    app.use(
      '/connectwise/callbacks',
      connectwiseCallbacks({ verify, logger, onHint: (ticketId) => syncTicket(sync, ticketId) }),
    );
  }
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/readyz', async (_request, response) => {
    const ready = !signal.aborted && (await isThere(connection));
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready' : 'not ready');
  });
  app.get(
    '/metrics',
    async (_request, response) => void response.type(metrics.contentType).send(await metrics.render()),
  );
  if (extra) app.use(extra);
  app.use((_request, response) => void response.status(404).type('text').send('Not found'));
  app.use(
    (error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction) => {
      if (response.headersSent) return next(error);
      logger.error({ err: error }, 'an HTTP request failed');
      return void response.status(500).type('text').send('Something went wrong');
    },
  );
  return app;
}

async function isThere(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 2_000 });
    return connection.readyState === 1;
  } catch {
    return false;
  }
}

async function checkAll({ vendors, settings, stores }: Running): Promise<readonly CheckLine[]> {
  const { slack, graph, connectwise } = vendors;
  const clients = await stores.clients.all();
  const [slackFindings, connectwiseFindings, model, ...tenants] = await Promise.all([
    slack.check(),
    connectwise?.check() ?? [],
    checkOpenAi(settings.openai),
    ...clients.map(async ({ name, entraTenantId }) => ({ name, result: await graph.check(entraTenantId) })),
  ]);
  const findings = [
    ...slackFindings.map((one) => ({ part: 'Slack', ...one })),
    ...connectwiseFindings.map((one) => ({ part: 'ConnectWise', ...one })),
  ];
  return [
    { subject: 'Database', fine: true, text: 'connected, indexes in place' },
    {
      subject: 'Clients',
      fine: clients.length > 0,
      text:
        clients.length > 0 ? clients.map(({ name }) => name).join(', ') : 'none yet: name them in SETUP_FILE',
    },
    ...findings.map((one) => ({
      subject: `${one.part}: ${one.subject}`,
      fine: one.kind === 'fine',
      text: one.kind === 'fine' ? 'works' : `${one.problem}. ${one.fix}`,
    })),
    {
      subject: 'Language model',
      fine: model.kind === 'working',
      text: model.kind === 'working' ? model.detail : model.fix,
    },
    ...tenants.map(({ name, result }) => ({
      subject: `Microsoft 365 of ${name}`,
      fine: result.kind === 'working',
      text: result.kind === 'working' ? result.detail : result.fix,
    })),
  ];
}

/** Takes nothing new, lets what has begun end within a bound, and closes. What is cut off, a sweep takes up elsewhere. */
async function close(
  { queue, connection, stopping, logger }: Running,
  listening: Listening | undefined,
): Promise<void> {
  if (listening) {
    listening.server.close();
    await listening.jobs.stop();
    await listening.slack.close();
  }
  const finished = await Promise.race([queue.idle().then(() => true), timeout(FINISH_MS)]);
  if (!finished)
    logger.warn({ left: queue.size }, 'stopping with work in hand; another instance takes it up');
  stopping.abort();
  listening?.server.closeAllConnections();
  await connection.close();
}

function timeout(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
}
