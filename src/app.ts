import type { Router } from 'express';
import { createPsaSurface } from './bots/psa/index.ts';
import type { Slack } from './bots/slack/index.ts';
import type { Teams } from './bots/teams/index.ts';
import type { Voice } from './bots/voice/index.ts';
import { type CheckLine, checkConnections } from './check-connections.ts';
import { type Clock, SECOND_MS } from './clock.ts';
import type { General } from './config.ts';
import { connectVendors, type Vendors } from './connect-vendors.ts';
import { createAddressBook } from './flows/address-book.ts';
import { applySetup } from './flows/admin/apply-setup.ts';
import { applyFirstAdmin } from './flows/admin/first-admin.ts';
import type { IntegrationAdmin } from './flows/admin/integration/integration-admin.ts';
import { type TellAdminsDependencies, tellAdmins } from './flows/admin/tell-admins.ts';
import type { ToolCatalog } from './flows/catalog.ts';
import { sweepChangedApprovers } from './flows/changed-approvers.ts';
import { createDesk, type DeskDependencies, receiveDependencies } from './flows/create-desk.ts';
import type { Desk, InboundDecision, InboundMessage } from './flows/desk.ts';
import { DEFAULT_BUDGET, type DiagnosisBudget } from './flows/limits.ts';
import { sweepOwedFacts } from './flows/owed-facts.ts';
import { sweepDue, sweepOutbox } from './flows/sweep.ts';
import { pollTickets, type SyncDependencies } from './flows/sync-tickets.ts';
import { createWorkQueue, type WorkQueue } from './flows/work-queue.ts';
import { callbacksPath } from './integration-admin.ts';
import { type Listening, listen } from './listen.ts';
import { keepUp } from './live-vendors.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Client } from './models/client.ts';
import type { Identity } from './models/conversation.ts';
import {
  type Connection,
  connectDatabase,
  ensureIndexes,
  openStores,
  type Stores,
} from './models/mongoose/index.ts';
import { createPersonLimit } from './person-limit.ts';
import { remember } from './remember.ts';
import { createSealer, type Sealer } from './seal.ts';
import type { Settings } from './settings.ts';

/** How long addresses and the client behind a workspace are kept in memory. Authority is never taken from it. */
const REMEMBER_MS = 5_000;
/** What admins connect in another process is connected in this one within these. */
const KEEP_UP_MS = 2_000;
/** How long a stopping process lets what it has begun go on. What is cut off then, a sweep takes up. */
const FINISH_MS = 15_000;

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
  readonly integrationAdmin: IntegrationAdmin;
  readonly desk: Desk;
  readonly slack: Slack | undefined;
  readonly teams: Teams | undefined;
  readonly voice: Voice | undefined;
  /** Starts the jobs, the surfaces and the server; `extra` is mounted beside the product's own routes. */
  listen(extra?: Router): Promise<{ url: string }>;
  /** Runs what is due now, without waiting for the next sweep; resolves when it is done. */
  runDue(): Promise<void>;
  /** Resolves when this process has nothing in hand. */
  idle(): Promise<void>;
  /** Drops what is kept in memory, after the stored data was changed behind its back. */
  forget(): void;
  /** Asks every PSA that can be asked to send its webhooks to this address; the others are set up by hand. */
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
  const { logger, settings, general, clock, connection, stopping } = assembly;
  const sealer = createSealer(settings.sealingKeys);
  const stores = openStores(connection, { sealer, logger });
  const trail = { ...stores, clock };
  if (settings.setup) await applySetup({ ...stores, trail }, settings.setup);
  if (settings.firstAdmin) await applyFirstAdmin(trail, settings.firstAdmin);
  const queue = createWorkQueue({ perClient: general.REQUESTS_AT_ONCE_PER_CLIENT, logger });
  const metrics = createMetrics({
    requestsByStatus: () => stores.requests.countByStatus(),
    workInHand: () => queue.size,
  });
  const reachedAt = { publicUrl: general.PUBLIC_URL?.replace(/\/+$/, '') };
  const vendors = connectVendors({
    ...assembly,
    stores,
    exchangeLog: general.EXCHANGE_LOG,
    observe: metrics.vendorCall,
    publicUrl: () => reachedAt.publicUrl,
  });
  await vendors.live.refresh();
  keepUp(vendors.live, { everyMs: KEEP_UP_MS, logger, signal: stopping.signal });
  const publicUrl = () => reachedAt.publicUrl;
  const desk = deskOf(assembly, { stores, sealer, queue, vendors, publicUrl });
  return running({
    ...assembly,
    reachedAt,
    stores,
    queue,
    metrics,
    vendors,
    ...desk,
    signal: stopping.signal,
  });
}

interface Built {
  stores: Stores;
  sealer: Sealer;
  queue: WorkQueue;
  vendors: Vendors;
  publicUrl: () => string | undefined;
}

interface BuiltDesk {
  desk: Desk;
  dependencies: DeskDependencies & TellAdminsDependencies;
  sync: SyncDependencies;
  forget: () => void;
}

function deskOf(
  { clock, logger, general, stopping }: Assembly,
  { stores, sealer, queue, vendors, publicUrl }: Built,
): BuiltDesk {
  const { slack, teams, voice, live, integrationAdmin, catalog, model } = vendors;
  const { psas, graph } = live;
  const addressBook = createAddressBook(stores, REMEMBER_MS);
  const clientOf = rememberClients(stores);
  const dependencies: BuiltDesk['dependencies'] = {
    ...stores,
    addressBook,
    sealer,
    queue,
    catalog,
    model,
    directory: graph.directory,
    psas,
    integrationAdmin,
    publicUrl,
    // Whoever is on several is reached on the first: by telephone last.
    surfaces: [slack?.surface, teams?.surface, createPsaSurface({ psas }), voice?.surface].flatMap(
      (one) => one ?? [],
    ),
    budget: budgetOf(general),
    leaseMs: general.WORK_LEASE_MS,
    clock,
    logger,
    signal: stopping.signal,
    mayOpen: createPersonLimit(general.REQUESTS_PER_PERSON_PER_HOUR),
    clientOf: ({ from, clientId }: InboundMessage) =>
      clientId === undefined ? clientOf(from) : addressBook.client(clientId),
  };
  const desk = createDesk(dependencies);
  const sync = {
    ...dependencies,
    ...receiveDependencies(dependencies),
    cursors: stores.cursors,
    decide: (decision: InboundDecision) => desk.decide(decision),
  };
  const forget = () => {
    addressBook.forget();
    clientOf.forget();
    void stores.audit.forget();
    live.refresh().catch((error: unknown) => logger.warn({ err: error }, 'integrations could not be read'));
  };
  return { desk, dependencies, sync, forget };
}

/** Whose account it is: by the workspace, the tenant, or the company in a PSA. */
function rememberClients({ clients }: Stores) {
  return remember(
    ({ provider, tenant }: Pick<Identity, 'provider' | 'tenant'>): Promise<Client | undefined> => {
      switch (provider) {
        case 'slack':
          return clients.bySlackTeam(tenant);
        case 'entra':
          return clients.byEntraTenant(tenant);
        case 'connectwise':
        case 'halopsa':
        case 'autotask':
        case 'jira':
          return clients.byPsaCompany({ name: provider, companyId: tenant });
        case 'phone':
        case 'console':
          return Promise.resolve(undefined);
      }
    },
    { ttlMs: REMEMBER_MS, keyOf: ({ provider, tenant }) => `${provider}:${tenant}` },
  );
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
  /** Where vendors reach us, once it is known. */
  reachedAt: { publicUrl: string | undefined };
}

function running(parts: Running): App {
  const { clock, stores, desk, vendors, queue, forget, settings, reachedAt } = parts;
  let listening: Listening | undefined;
  return {
    clock,
    stores,
    catalog: vendors.catalog,
    integrationAdmin: vendors.integrationAdmin,
    desk,
    slack: vendors.slack,
    teams: vendors.teams,
    voice: vendors.voice,
    forget,
    async listen(extra) {
      if (settings.slackBotToken) await vendors.slack?.adoptToken(settings.slackBotToken);
      listening = await listen(parts, extra);
      if (parts.sandbox) reachedAt.publicUrl ??= listening.url;
      return { url: listening.url };
    },
    runDue: () => runDue(parts),
    idle: () => queue.idle(),
    async registerCallbacks(publicUrl) {
      reachedAt.publicUrl = publicUrl.replace(/\/+$/, '');
      await Promise.all(
        vendors.live.psas.map(async ({ name }) =>
          vendors.live.hooksOf(name)?.register?.(`${reachedAt.publicUrl}${callbacksPath(name)}`),
        ),
      );
    },
    check: () => checkConnections({ ...vendors, settings, stores }),
    close: () => close(parts, listening),
  };
}

/** As the jobs do: a PSA that is away keeps nothing else from what is due. */
async function runDue({ vendors, sync, dependencies, queue, logger }: Running): Promise<void> {
  await Promise.all(
    vendors.live.psas.map((psa) =>
      pollTickets(sync, psa).catch((error: unknown) =>
        logger.warn({ err: error, psa: psa.name }, 'a PSA could not be polled'),
      ),
    ),
  );
  await sweepDue(dependencies);
  await sweepOutbox(dependencies);
  await sweepOwedFacts(dependencies);
  await sweepChangedApprovers(dependencies);
  await tellAdmins(dependencies).catch((error: unknown) =>
    logger.warn({ err: error }, 'admins could not be told of a change'),
  );
  await queue.idle();
}

/** Takes nothing new, lets what has begun end within a bound, and closes. What is cut off, a sweep takes up elsewhere. */
async function close(parts: Running, listening: Listening | undefined): Promise<void> {
  const { queue, connection, stopping, logger } = parts;
  const finished = await Promise.race([finish(parts, listening).then(() => true), timeout(FINISH_MS)]);
  if (!finished)
    logger.warn({ left: queue.size }, 'stopping with work in hand; another instance takes it up');
  stopping.abort();
  listening?.serving.server.closeAllConnections();
  await connection.close();
}

/** In this order: answering may leave something to be said, and both may leave work. */
async function finish({ queue }: Running, listening: Listening | undefined): Promise<void> {
  if (listening) {
    await Promise.all([listening.serving.takeNothingMore(), listening.jobs.stop()]);
    await Promise.all([listening.slack?.close(), listening.teams?.close()]);
  }
  await queue.idle();
}

function timeout(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref();
  });
}
