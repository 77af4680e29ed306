import type { RequestHandler } from 'express';
import type { Clock } from '../../clock.ts';
import type { clients, msp } from '../demo-data.ts';
import { type DemoRunbook, demoRunbooks } from '../demo-runbooks.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { Account, type WrittenAsset, type WrittenDocument } from './account.ts';
import { answerRefusal, notFound, Refusal, rateLimit } from './answers.ts';
import type { AssetRecord, DocumentRecord } from './records.ts';
import { apiRoutes, type Oddities } from './routes.ts';

export { MSP_ORGANIZATION_ID, SHARED_ORGANIZATION_ID } from './account.ts';

export interface SimulatedItGlueOptions {
  apiKey: string;
  clients: typeof clients;
  msp: typeof msp;
  clock: Clock;
  /** What is written there at first; the demo MSP's runbooks when absent. */
  runbooks?: readonly DemoRunbook[];
  port?: number;
}

/** An IT Glue account over HTTP, with what people do in its browser window as methods. */
export interface SimulatedItGlue extends SimulatedVendor {
  readonly documents: readonly DocumentRecord[];
  readonly assets: readonly AssetRecord[];
  /** Switched on by tests; `reset` switches them off. */
  readonly oddities: Oddities;
  /** Somebody writes a document; returns its id. */
  write(document: WrittenDocument): number;
  writeAsset(asset: WrittenAsset): number;
  /** As it is written in the demo data; returns the document's id. */
  add(runbook: DemoRunbook): number;
  /** As at the start. */
  reset(): void;
}

/** Starts it on loopback, with the demo companies as organizations and the runbooks of the demo MSP. */
export async function startSimulatedItGlue(options: SimulatedItGlueOptions): Promise<SimulatedItGlue> {
  const { clock, runbooks = demoRunbooks } = options;
  let url = '';
  const account = new Account(options.clients, { clock, url: () => url, mspName: options.msp.name });
  const oddities = noOddities();
  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => clock.now(),
    routes: (app) => {
      app.use(rateLimit(clock), authentication(options.apiKey), apiRoutes(account, oddities));
      app.use(() => {
        throw notFound();
      });
      app.use(answerRefusal);
    },
  });
  url = server.url;
  account.refill(runbooks);

  return {
    ...server,
    documents: account.documents,
    assets: account.assets,
    oddities,
    write: (document) => account.write(document),
    writeAsset: (asset) => account.writeAsset(asset),
    add: (runbook) => account.add(runbook),
    reset() {
      account.refill(runbooks);
      Object.assign(oddities, noOddities());
    },
  };
}

function noOddities(): Oddities {
  return { ignoresFilters: false, refusesFolderFilter: false };
}

function authentication(apiKey: string): RequestHandler {
  return (request, _response, next) => {
    if (request.headers['x-api-key'] === apiKey) return next();
    throw new Refusal(401, 'Unauthorized', 'The API key is not valid.');
  };
}
