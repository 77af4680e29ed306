import type { ErrorRequestHandler, Express } from 'express';
import type { Clock } from '../../clock.ts';
import type { clients, msp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { type Credentials, createAuthentication, OTHER_PROGRAM } from './authentication.ts';
import { entityRoutes } from './entity-routes.ts';
import { createHourlyLimit, threadLimit } from './limits.ts';
import { createOtherProgram, type OtherProgram } from './other-program.ts';
import { type PresentedTicket, presentTickets } from './present.ts';
import {
  type HookedEntity,
  type NoteRecord,
  type TicketRecord,
  vendorDate,
  type WebhookRecord,
} from './records.ts';
import { invalid, Refusal, unknownPath } from './refusal.ts';
import { type Seed, seedRecords } from './seed.ts';
import { ServiceDesk } from './service-desk.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { type UserInterface, userInterface } from './user-interface.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { Webhooks } from './webhooks.ts';

/** Its case is the vendor's, and counts. */
const API_PATH = '/ATServicesRest/V1.0';
const CALLS_AN_HOUR = 10_000;

export interface SimulatedAutotaskOptions extends Credentials {
  clients: typeof clients;
  msp: typeof msp;
  clock: Clock;
  port?: number;
  /** Of all programs together; Autotask's own number when absent. */
  callsAnHour?: number;
}

/** An Autotask PSA over HTTP, with what happens in its browser window as methods. */
export interface SimulatedAutotask extends SimulatedVendor, UserInterface, OtherProgram {
  /** Resource id of the API user that the credentials belong to. */
  readonly apiUserId: number;
  readonly tickets: readonly TicketRecord[];
  /** Oldest first; empty for an unknown ticket. */
  notes(ticketId: number): readonly NoteRecord[];
  /** A company's tickets as people see them, newest first: what the sandbox page shows. */
  ticketsOf(companyId: number): readonly PresentedTicket[];
  /** A workflow rule of the MSP that shows internal notes to customers, on or off. */
  publishInternalNotes(on: boolean): void;
  /** The database moves to a zone at another host; calls to the old one are answered with 401. */
  moveToAnotherZone(): void;
  readonly webhooks: Readonly<Record<HookedEntity, readonly WebhookRecord[]>>;
  /** What Autotask would sign a body with, for the webhook of this address. */
  signatureFor(webhookUrl: string, body: Uint8Array): string;
  /** Webhooks, on or off: without them only polling finds anything. */
  sendWebhooks(on: boolean): void;
  /** Resolves when all webhook calls so far were delivered or given up. */
  callbacksSettled(): Promise<void>;
  /** No tickets and no notes, as at the start; whoever registered is called still. */
  reset(): void;
}

/** Starts it on loopback, with the demo companies, contacts and resources and no tickets. */
export async function startSimulatedAutotask(options: SimulatedAutotaskOptions): Promise<SimulatedAutotask> {
  const usernames = { ours: options.username, others: OTHER_PROGRAM.username };
  const seed = seedRecords({ ...options, usernames, at: vendorDate(options.clock.now()) });
  const desk = new ServiceDesk(seed, options.clock);
  const stop = new AbortController();
  const hookOptions = { clock: options.clock, stopped: stop.signal };
  const hooks = {
    Ticket: new Webhooks('Ticket', hookOptions),
    TicketNote: new Webhooks('TicketNote', hookOptions),
  };
  for (const webhooks of Object.values(hooks)) desk.onChange((change) => webhooks.announce(change));
  let zone = '';

  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => options.clock.now(),
    routes: (app) => serve(app, { options, seed, desk, hooks, zone: () => zone }),
  });
  zone = server.url;

  return {
    ...server,
    ...userInterface({ seed, desk }),
    apiUserId: seed.apiUser.id,
    tickets: desk.tickets,
    notes: (ticketId) => desk.notes.filter(({ ticketID }) => ticketID === ticketId),
    ticketsOf: (companyId) => presentTickets({ seed, desk }, companyId),
    ...createOtherProgram({ seed, apiUrl: () => `${zone}${API_PATH}` }),
    publishInternalNotes(on) {
      desk.publishesInternalNotes = on;
    },
    moveToAnotherZone() {
      // The same server under another name: what matters is that the old one is no longer answered.
      zone = server.url.replace('127.0.0.1', 'localhost');
    },
    webhooks: { Ticket: hooks.Ticket.entries, TicketNote: hooks.TicketNote.entries },
    signatureFor: (webhookUrl, body) => hooks.Ticket.sign(webhookUrl, body),
    sendWebhooks(on) {
      for (const webhooks of Object.values(hooks)) webhooks.isOn = on;
    },
    async callbacksSettled() {
      await Promise.all(Object.values(hooks).map((webhooks) => webhooks.settled()));
    },
    reset() {
      desk.tickets.length = 0;
      desk.notes.length = 0;
    },
    async close() {
      stop.abort();
      await server.close();
    },
  };
}

interface Served {
  options: SimulatedAutotaskOptions;
  seed: Seed;
  desk: ServiceDesk;
  hooks: Record<HookedEntity, Webhooks>;
  /** Where the database is now: `http://127.0.0.1:4000`. */
  zone: () => string;
}

function serve(app: Express, { options, seed, desk, hooks, zone }: Served): void {
  const authentication = createAuthentication(options, seed);
  const hourly = createHourlyLimit(options.clock, options.callsAnHour ?? CALLS_AN_HOUR);
  serveZone(app, options, zone);
  app.set('case sensitive routing', true);
  app.use(
    API_PATH,
    authentication.guard(() => new URL(zone()).host),
    hourly.guard,
    threadLimit(),
  );
  app.get(`${API_PATH}/ThresholdInformation`, (_request, response) => {
    response.json(hourly.information());
  });
  app.use(
    API_PATH,
    ticketRoutes({ desk, authentication }),
    webhookRoutes(hooks.Ticket, authentication),
    webhookRoutes(hooks.TicketNote, authentication),
    entityRoutes({
      Companies: () => seed.companies,
      Contacts: () => seed.contacts,
      Resources: () => seed.resources,
      Tickets: () => desk.tickets,
      TicketNotes: () => desk.notes,
      TicketWebhooks: () => hooks.Ticket.entries,
      TicketNoteWebhooks: () => hooks.TicketNote.entries,
    }),
  );
  app.use(() => {
    throw unknownPath();
  });
  app.use(answerRefusal);
}

/** Needs no credentials and is not limited; a user whom nobody knows is answered with 500. */
function serveZone(app: Express, { username }: Credentials, zone: () => string): void {
  app.get(`${API_PATH}/zoneInformation`, ({ query }, response) => {
    if (query['user'] !== username) throw invalid('An error has occurred.');
    response.json({ zoneName: 'Sandbox', url: `${zone()}/ATServicesRest/`, webUrl: `${zone()}/`, ci: 0 });
  });
}

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) response.status(error.status).json(error.body);
  else next(error);
};
