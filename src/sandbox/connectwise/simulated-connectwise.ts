import type { ErrorRequestHandler, Express } from 'express';
import type { Clock } from '../../clock.ts';
import type { clients, msp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { authentication, type Credentials } from './authentication.ts';
import { Callbacks } from './callbacks.ts';
import { directoryRoutes } from './directory-routes.ts';
import { type CallbackRecord, type NoteRecord, type TicketRecord, vendorDate } from './records.ts';
import { endpointDoesNotExist, Refusal } from './refusal.ts';
import { seedRecords } from './seed.ts';
import { ServiceDesk } from './service-desk.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { type UserInterface, userInterface } from './user-interface.ts';

/** The alias that a ConnectWise of every version serves. */
const STABLE_CODEBASE = 'v4_6_release';

export interface SimulatedConnectWiseOptions extends Credentials {
  clients: typeof clients;
  msp: typeof msp;
  clock: Clock;
  port?: number;
}

/** A ConnectWise PSA over HTTP, with what happens in its browser window as methods. */
export interface SimulatedConnectWise extends SimulatedVendor, UserInterface {
  /** Member id of the API member that the keys belong to. */
  readonly apiMember: string;
  readonly tickets: readonly TicketRecord[];
  readonly callbacks: readonly CallbackRecord[];
  /** What its callbacks are signed with. */
  readonly signingKey: string;
  /** Oldest first; empty for an unknown ticket. */
  notes(ticketId: number): readonly NoteRecord[];
  /** Callbacks, on or off: without them only polling finds anything. */
  sendCallbacks(on: boolean): void;
  /** A workflow rule of the MSP that shows internal notes to customers, on or off. */
  copyInternalNotesToDiscussion(on: boolean): void;
  /** Moves to another version: the dated codebase of the last one is gone. */
  upgradeTo(codebase: string): void;
  /** No tickets and no notes, as at the start. */
  reset(): void;
  /** Resolves when all callbacks so far were delivered or given up. */
  callbacksSettled(): Promise<void>;
}

/** Starts it on loopback, with the demo companies, contacts and members and no tickets. */
export async function startSimulatedConnectWise(
  options: SimulatedConnectWiseOptions,
): Promise<SimulatedConnectWise> {
  const seed = seedRecords({ ...options, at: vendorDate(options.clock.now()) });
  const desk = new ServiceDesk(seed, options.clock);
  let codebase = 'v2026_1';
  let url = '';
  const callbacks = new Callbacks({
    clock: options.clock,
    companyId: options.companyId,
    site: () => `${url}/${codebase}/`,
  });
  desk.onChange((change) => callbacks.announce(change));

  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => options.clock.now(),
    routes: (app) => {
      serveSite(app, { options, callbacks, codebase: () => codebase });
      const api = [
        authentication(options),
        ticketRoutes({ seed, desk }),
        directoryRoutes({ seed, callbacks }),
      ];
      app.use('/:codebase/apis/3.0', (request, _response, next) => {
        if (![STABLE_CODEBASE, codebase].includes(request.params.codebase)) throw endpointDoesNotExist();
        next();
      });
      app.use('/:codebase/apis/3.0', ...api);
      app.use(() => {
        throw endpointDoesNotExist();
      });
      app.use(answerRefusal);
    },
  });
  url = server.url;

  return {
    ...server,
    ...userInterface({ seed, desk }),
    apiMember: seed.apiMember.identifier,
    tickets: desk.tickets,
    callbacks: callbacks.entries,
    signingKey: callbacks.signingKey,
    notes: (ticketId) => desk.notes.filter((note) => note.ticketId === ticketId),
    sendCallbacks(on) {
      callbacks.isOn = on;
    },
    copyInternalNotesToDiscussion(on) {
      desk.copiesNotesToDiscussion = on;
    },
    upgradeTo(next) {
      codebase = next;
    },
    reset() {
      desk.tickets.length = 0;
      desk.notes.length = 0;
    },
    callbacksSettled: () => callbacks.settled(),
    async close() {
      callbacks.stop();
      await server.close();
    },
  };
}

/** What lies beside the API: which codebase a company is on, and the key of the callbacks' signatures. */
function serveSite(
  app: Express,
  site: { options: Credentials; callbacks: Callbacks; codebase: () => string },
): void {
  app.get('/login/companyinfo/:companyId', ({ params, headers }, response) => {
    const known = params.companyId.toLowerCase() === site.options.companyId.toLowerCase();
    response.json(
      known
        ? {
            CompanyName: site.options.companyId,
            Codebase: `${site.codebase()}/`,
            VersionCode: site.codebase().replace('_', '.'),
            CompanyID: site.options.companyId,
            IsCloud: true,
            SiteUrl: headers.host,
          }
        : null,
    );
  });
  // The doubled slash stands in recorded payloads.
  app.get(/^\/[^/]+\/+system\/callbackkey\/index\.rails$/, ({ query }, response) => {
    if (query['companyName'] !== site.options.companyId || query['id'] !== site.callbacks.keyId) {
      throw endpointDoesNotExist();
    }
    response.json({ signing_key: site.callbacks.signingKey });
  });
}

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) response.status(error.status).json(error.body);
  else next(error);
};
