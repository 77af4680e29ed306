import { type RequestHandler, Router } from 'express';
import { psaHookRouter } from './bots/psa/index.ts';
import type { SlackListener } from './bots/slack/index.ts';
import type { TeamsListener } from './bots/teams/index.ts';
import type { General } from './config.ts';
import type { Vendors } from './connect-vendors.ts';
import { downloadsRouter } from './downloads.ts';
import { downloadTrail, isDownloadable } from './flows/admin/audit/download-trail.ts';
import {
  type CheckIntegrationsDependencies,
  checkIntegrations,
} from './flows/admin/integration/check-integrations.ts';
import { type TellAdminsDependencies, tellAdmins } from './flows/admin/tell-admins.ts';
import { sweepChangedApprovers } from './flows/changed-approvers.ts';
import { psaNamed } from './flows/client-psa.ts';
import type { Desk } from './flows/desk.ts';
import { type OwedFactDependencies, sweepOwedFacts } from './flows/owed-facts.ts';
import { sweepDue, sweepOutbox } from './flows/sweep.ts';
import { pollTickets, type SyncDependencies, syncTicket } from './flows/sync-tickets.ts';
import type { WorkDependencies } from './flows/work.ts';
import type { WorkQueue } from './flows/work-queue.ts';
import { callbacksPath } from './integration-admin.ts';
import { type RunningJobs, startJobs } from './jobs/start-jobs.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { type Connection, isDatabaseThere } from './models/mongoose/index.ts';
import { PSA_NAMES } from './models/ticket.ts';
import { bind, createRoutes, type Serving, serve } from './server.ts';
import type { PsaHooks } from './tools/psa.ts';

/** What listens, and for whom. */
export interface ListenInput {
  general: General;
  vendors: Vendors;
  desk: Desk;
  dependencies: WorkDependencies &
    CheckIntegrationsDependencies &
    TellAdminsDependencies &
    OwedFactDependencies;
  sync: SyncDependencies;
  queue: WorkQueue;
  metrics: Metrics;
  connection: Connection;
  logger: Logger;
  sandbox: boolean;
  /** Ends with the process. */
  signal: AbortSignal;
}

/** What listens, to be closed. */
export interface Listening {
  url: string;
  serving: Serving;
  jobs: RunningJobs;
  slack: SlackListener | undefined;
  teams: TeamsListener | undefined;
}

/** Starts the surfaces, the server and the jobs; `extra` is mounted beside the product's own routes. */
export async function listen(parts: ListenInput, extra: Router | undefined): Promise<Listening> {
  const { general, vendors, desk, connection, logger, sandbox } = parts;
  const counted = countedDesk(desk, parts.metrics);
  const slack = vendors.slack?.listen(counted);
  const teams = vendors.teams?.listen(counted);
  const voice = vendors.voice?.listen(counted);
  const surfaces = [slack?.router, teams?.router, voice?.router];
  const serving = serve(
    createRoutes({
      routers: [...surfaces, ...callbackRouters(parts), downloadsOf(parts), extra].flatMap(
        (one) => one ?? [],
      ),
      metrics: parts.metrics,
      logger,
      isReady: async () => !parts.signal.aborted && (await isDatabaseThere(connection)),
    }),
  );
  serving.server.requestTimeout = 15_000;
  serving.server.headersTimeout = 10_000;
  const url = await bind(serving.server, {
    host: general.HOST ?? (sandbox ? '127.0.0.1' : '0.0.0.0'),
    port: general.PORT,
  });
  await slack?.start();
  if (sandbox) voice?.start(url);
  const jobs = await startJobs({
    connection,
    logger,
    jobs: jobsOf(parts),
    processEveryMs: Math.min(general.SWEEP_EVERY_MS, 5_000),
  });
  return { url, serving, jobs, slack, teams };
}

/** At least: what reads on in the trail; changes that come together are told together. */
const READ_TRAIL_EVERY_MS = 30_000;

/** Each PSA is polled by a job of its own, for as long as it is connected: one that is away keeps none of the others. */
function jobsOf({ dependencies, sync, general, vendors }: ListenInput) {
  const everyMs = general.SWEEP_EVERY_MS;
  return [
    { name: 'sweep-due', everyMs, run: () => sweepDue(dependencies) },
    { name: 'sweep-outbox', everyMs, run: () => sweepOutbox(dependencies) },
    { name: 'sweep-owed-facts', everyMs, run: () => sweepOwedFacts(dependencies) },
    {
      name: 'sweep-changed-approvers',
      everyMs: Math.max(everyMs, READ_TRAIL_EVERY_MS),
      run: () => sweepChangedApprovers(dependencies),
    },
    {
      name: 'tell-admins',
      everyMs: Math.max(everyMs, READ_TRAIL_EVERY_MS),
      run: () => tellAdmins(dependencies),
    },
    ...PSA_NAMES.map((name) => ({
      name: `poll-tickets-${name}`,
      everyMs: general.POLL_TICKETS_EVERY_MS,
      async run() {
        const psa = psaNamed(vendors.live.psas, name);
        if (psa) await pollTickets(sync, psa);
      },
    })),
    {
      name: 'check-integrations',
      everyMs,
      // Nobody waits for it: what has just been started takes requests first.
      first: 'after_interval' as const,
      run: () => checkIntegrations(dependencies, general.CHECK_INTEGRATIONS_EVERY_MS),
    },
  ];
}

function downloadsOf({ dependencies, logger }: ListenInput): Router {
  return downloadsRouter({
    isThere: (token) => isDownloadable(dependencies, token),
    open: (token) => downloadTrail(dependencies, token),
    logger,
  });
}

function callbackRouters({ vendors, sync, queue, logger }: ListenInput): Router[] {
  return PSA_NAMES.map((name) => {
    const routerOf = (hooks: PsaHooks) =>
      psaHookRouter({
        psa: name,
        hooks,
        logger,
        async onHint(ticketId) {
          const psa = psaNamed(vendors.live.psas, name);
          if (psa) queue.add(`tickets:${name}`, () => syncTicket(sync, psa, ticketId));
        },
      });
    return Router().use(
      callbacksPath(name),
      presentRouter(() => vendors.live.hooksOf(name), routerOf),
    );
  });
}

/** The router of the connection that there is now: a new one has other secrets. Without one the address is unknown. */
function presentRouter(
  hooksNow: () => PsaHooks | undefined,
  routerOf: (hooks: PsaHooks) => Router,
): RequestHandler {
  const routers = new WeakMap<PsaHooks, Router>();
  return (request, response, next) => {
    const hooks = hooksNow();
    if (!hooks) return next();
    const router = routers.get(hooks) ?? routerOf(hooks);
    routers.set(hooks, router);
    router(request, response, next);
  };
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
