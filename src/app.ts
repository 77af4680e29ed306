import { createServer, type Server } from 'node:http';
import { Router } from 'express';
import { connectwiseCallbacks } from './bots/psa/connectwise-callbacks.ts';
import { connectSlack, type Slack, type SlackListener } from './bots/slack/index.ts';
import { type CheckLine, checkConnections } from './check-connections.ts';
import { type Clock, SECOND_MS } from './clock.ts';
import type { General } from './config.ts';
import { type ExchangeLog, openExchangeLog } from './exchange-log.ts';
import { createAddressBook } from './flows/address-book.ts';
import { applySetup } from './flows/admin/apply-setup.ts';
import { createCatalog, type ToolCatalog } from './flows/catalog.ts';
import { createDesk, type DeskDependencies, receiveDependencies } from './flows/create-desk.ts';
import type { Desk, InboundMessage } from './flows/desk.ts';
import { DEFAULT_BUDGET, type DiagnosisBudget } from './flows/limits.ts';
import { sweepDue, sweepOutbox } from './flows/sweep.ts';
import { pollTickets, type SyncDependencies, syncTicket } from './flows/sync-tickets.ts';
import { createWorkQueue, type WorkQueue } from './flows/work-queue.ts';
import { type RunningJobs, startJobs } from './jobs/start-jobs.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import {
  type Connection,
  connectDatabase,
  ensureIndexes,
  isDatabaseThere,
  openStores,
  type Stores,
} from './models/mongoose/index.ts';
import { createPersonLimit } from './person-limit.ts';
import { remember } from './remember.ts';
import { createSealer, type Sealer } from './seal.ts';
import { bind, createRoutes } from './server.ts';
import type { Settings } from './settings.ts';
import { type ConnectWise, connectConnectWise } from './tools/connectwise/index.ts';
import { connectMicrosoftGraph, type MicrosoftGraph } from './tools/microsoft-graph/index.ts';
import { createOpenAiModel } from './tools/openai/index.ts';

/** How long addresses and the client behind a workspace are kept in memory. Authority is never taken from it. */
const REMEMBER_MS = 5_000;
/** How long a stopping process lets what it has begun go on. What is cut off then, a sweep takes up. */
const FINISH_MS = 15_000;
const CALLBACKS_PATH = '/connectwise/callbacks';

/** What an application is built from. */
export interface AppInput {
  general: General;
  settings: Settings;
  clock: Clock;
  logger: Logger;
  /** The sandbox: simulated vendors listen on this machine. */
  sandbox: boolean;
  /** Ends the wait for a database that is away: `createApp` then throws `database_unavailable`. */
  signal?: AbortSignal;
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
  /** Looks at every connection, whether or not anything listens. Changes nothing outside. */
  check(): Promise<readonly CheckLine[]>;
  close(): Promise<void>;
}

/** Builds the application. Throws `bad_configuration` when a part cannot be as it is configured. */
export async function createApp(input: AppInput): Promise<App> {
  const { settings, logger } = input;
  const stopping = new AbortController();
  const signal = input.signal ? AbortSignal.any([stopping.signal, input.signal]) : stopping.signal;
  const connection = await connectDatabase({ uri: settings.mongodbUri, logger, signal });
  try {
    await ensureIndexes(connection);
    return await assemble({ ...input, connection, stopping });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

interface Assembly extends Omit<AppInput, 'signal'> {
  connection: Connection;
  stopping: AbortController;
}

async function assemble(assembly: Assembly): Promise<App> {
  const { logger, settings, general, connection, stopping } = assembly;
  const sealer = createSealer(settings.sealingKeys);
  const stores = openStores(connection, { sealer, logger });
  if (settings.setup) await applySetup(stores, settings.setup);
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
  const graph = connectMicrosoftGraph({
    ...watched,
    allowLoopback: sandbox,
    settings: settings.microsoftGraph,
  });
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
  forget: () => void;
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
    psas: connectwise ? [connectwise.psa] : [],
    surfaces: [slack.surface],
    budget: budgetOf(general),
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
    void stores.audit.forget();
  };
  return { desk: createDesk(dependencies), dependencies, sync, forget };
}

/** At its default and at its most a diagnosis ends before its lease does, and nobody takes it over. */
function budgetOf(general: General): DiagnosisBudget {
  return {
    ...DEFAULT_BUDGET,
    maxTurns: general.DIAGNOSIS_MAX_TURNS,
    maxToolCalls: general.DIAGNOSIS_MAX_LOOK_UPS,
    maxTokens: general.DIAGNOSIS_MAX_TOKENS,
    maxWallMs: general.DIAGNOSIS_MAX_SECONDS * SECOND_MS,
  };
}

interface Running extends Assembly, BuiltDesk {
  stores: Stores;
  queue: WorkQueue;
  metrics: Metrics;
  vendors: Vendors;
  signal: AbortSignal;
}

function running(parts: Running): App {
  const { clock, stores, desk, vendors, dependencies, sync, queue, forget, settings } = parts;
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
      if (sync) await pollTickets(sync);
      await sweepDue(dependencies);
      await sweepOutbox(dependencies);
      await queue.idle();
    },
    idle: () => queue.idle(),
    registerCallbacks: async (publicUrl) =>
      vendors.connectwise?.callbacks.register(`${publicUrl}${CALLBACKS_PATH}`),
    check: () => checkConnections({ ...vendors, settings, stores }),
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
  const server = createServer(
    createRoutes({
      routers: [slack.router, ...callbackRouters(parts), ...(extra ? [extra] : [])],
      metrics: parts.metrics,
      logger,
      isReady: async () => !parts.signal.aborted && (await isDatabaseThere(connection)),
    }),
  );
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

function callbackRouters({ vendors: { connectwise }, sync, queue, logger }: Running): Router[] {
  if (!connectwise || !sync) return [];
  const callbacks = connectwiseCallbacks({
    verify: (body, signature) => connectwise.callbacks.verify(body, signature),
    logger,
    async onHint(ticketId) {
      queue.add('tickets', () => syncTicket(sync, ticketId));
    },
  });
  return [Router().use(CALLBACKS_PATH, callbacks)];
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
