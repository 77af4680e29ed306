import { Router } from 'express';
import { psaHookRouter } from './bots/psa/index.ts';
import type { SlackListener } from './bots/slack/index.ts';
import type { TeamsListener } from './bots/teams/index.ts';
import type { General } from './config.ts';
import type { Vendors } from './connect-vendors.ts';
import type { Desk } from './flows/desk.ts';
import { sweepDue, sweepOutbox } from './flows/sweep.ts';
import { pollTickets, type SyncDependencies, syncTicket } from './flows/sync-tickets.ts';
import type { WorkDependencies } from './flows/work.ts';
import type { WorkQueue } from './flows/work-queue.ts';
import { type RunningJobs, startJobs } from './jobs/start-jobs.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { type Connection, isDatabaseThere } from './models/mongoose/index.ts';
import { bind, createRoutes, type Serving, serve } from './server.ts';
import type { PsaName } from './tools/psa.ts';

/** Where a PSA sends its webhooks. */
export function callbacksPath(psa: PsaName): string {
  return `/${psa}/callbacks`;
}

/** What listens, and for whom. */
export interface ListenInput {
  general: General;
  vendors: Vendors;
  desk: Desk;
  dependencies: WorkDependencies;
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
      routers: [...surfaces, ...callbackRouters(parts), extra].flatMap((one) => one ?? []),
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

/** Each PSA is polled by a job of its own: one that is away keeps none of the others. */
function jobsOf({ dependencies, sync, general, vendors }: ListenInput) {
  const everyMs = general.SWEEP_EVERY_MS;
  return [
    { name: 'sweep-due', everyMs, run: () => sweepDue(dependencies) },
    { name: 'sweep-outbox', everyMs, run: () => sweepOutbox(dependencies) },
    ...vendors.psas.map(({ psa }) => ({
      name: `poll-tickets-${psa.name}`,
      everyMs: general.POLL_TICKETS_EVERY_MS,
      run: () => pollTickets(sync, psa),
    })),
  ];
}

function callbackRouters({ vendors, sync, queue, logger }: ListenInput): Router[] {
  return vendors.psas.map(({ psa, hooks }) => {
    const router = psaHookRouter({
      psa: psa.name,
      hooks,
      logger,
      async onHint(ticketId) {
        queue.add(`tickets:${psa.name}`, () => syncTicket(sync, psa, ticketId));
      },
    });
    return Router().use(callbacksPath(psa.name), router);
  });
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
