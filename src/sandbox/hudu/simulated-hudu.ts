import type { RequestHandler } from 'express';
import type { Clock } from '../../clock.ts';
import type { clients } from '../demo-data.ts';
import { type DemoRunbook, demoRunbooks } from '../demo-runbooks.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { KnowledgeBase, type WrittenArticle, type WrittenProcess } from './knowledge-base.ts';
import { rateLimit } from './rate-limit.ts';
import type { ArticleRecord } from './records.ts';
import { apiRoutes, type Oddities } from './routes.ts';

export { SHARED_FOLDER } from './knowledge-base.ts';

export interface SimulatedHuduOptions {
  apiKey: string;
  clients: typeof clients;
  clock: Clock;
  /** What is written there at first; the demo MSP's runbooks when absent. */
  runbooks?: readonly DemoRunbook[];
  port?: number;
}

/** A Hudu over HTTP, with what people do in its browser window as methods. */
export interface SimulatedHudu extends SimulatedVendor {
  readonly articles: readonly ArticleRecord[];
  /** Switched on by tests; `reset` switches them off. */
  readonly oddities: Oddities;
  /** Somebody writes an article; returns its id. */
  write(article: WrittenArticle): number;
  writeProcess(process: WrittenProcess): number;
  /** As it is written in the demo data; returns the record's id. */
  add(runbook: DemoRunbook): number;
  /** As at the start. */
  reset(): void;
}

/** Starts it on loopback, with the demo companies and the runbooks of the demo MSP. */
export async function startSimulatedHudu(options: SimulatedHuduOptions): Promise<SimulatedHudu> {
  const { clock, clients: companies, runbooks = demoRunbooks } = options;
  let url = '';
  const base = new KnowledgeBase(companies, { clock, url: () => url });
  const oddities = noOddities();
  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => clock.now(),
    routes: (app) => {
      app.use('/api/v1', rateLimit(clock), authentication(options.apiKey), apiRoutes(base, oddities));
      app.use((_request, response) => void response.status(404).end());
    },
  });
  url = server.url;
  base.refill(companies, runbooks);

  return {
    ...server,
    articles: base.articles,
    oddities,
    write: (article) => base.write(article),
    writeProcess: (process) => base.writeProcess(process),
    add: (runbook) => base.add(companies, runbook),
    reset() {
      base.refill(companies, runbooks);
      Object.assign(oddities, noOddities());
    },
  };
}

function noOddities(): Oddities {
  return {
    ignoresFilters: false,
    searchWantsAllWords: false,
    searchLooksInsideWords: false,
    ignoresPageSize: false,
    ignoresPage: false,
  };
}

/** The published contract gives a 401 no body. */
function authentication(apiKey: string): RequestHandler {
  return (request, response, next) => {
    if (request.headers['x-api-key'] === apiKey) next();
    else response.status(401).end();
  };
}
