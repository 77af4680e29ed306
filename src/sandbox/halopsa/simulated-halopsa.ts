import type { Clock } from '../../clock.ts';
import type { clients, msp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { actionRoutes } from './action-routes.ts';
import { type Application, type Credentials, Tokens } from './authentication.ts';
import { directoryRoutes } from './directory-routes.ts';
import { rateLimit } from './rate-limit.ts';
import type { ActionRecord, TicketRecord } from './records.ts';
import { answerRefusal, notFound } from './refusal.ts';
import { OTHER_PROGRAM, OWN_AGENT, seedRecords } from './seed.ts';
import { ServiceDesk } from './service-desk.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { type PageTicket, ticketsForPage } from './tickets-for-page.ts';
import { type UserInterface, userInterface } from './user-interface.ts';
import { Webhooks, type WebhookTarget } from './webhooks.ts';

/** In five minutes; a number that is often repeated and documented nowhere. */
const CALLS_IN_FIVE_MINUTES = 700;

export interface SimulatedHaloPsaOptions extends Credentials {
  clients: typeof clients;
  msp: typeof msp;
  clock: Clock;
  port?: number;
  callsInFiveMinutes?: number;
}

/** A HaloPSA over HTTP, with what happens in its browser window as methods. */
export interface SimulatedHaloPsa extends SimulatedVendor, UserInterface {
  readonly tickets: readonly TicketRecord[];
  /** Of the other program, for calls of its own. */
  readonly program: Application;
  /** In their order, what Halo itself wrote among them; empty for an unknown ticket. */
  actions(ticketId: number): readonly ActionRecord[];
  /** A client's tickets, newest first. */
  ticketsForPage(clientId: number): readonly PageTicket[];
  /** A rule of the MSP that shows hidden actions to customers, on or off. */
  showHiddenActions(on: boolean): void;
  /** None of the tokens so far is good any more. */
  revokeTokens(): void;
  /** What an admin sets up under Configuration > Integrations > Webhooks. */
  deliverTo(target: WebhookTarget | undefined): void;
  /** Webhooks, on or off: without them only polling finds anything. */
  sendWebhooks(on: boolean): void;
  /** Resolves when all webhooks so far were delivered or given up. */
  webhooksSettled(): Promise<void>;
  /** No tickets, as at the start. */
  reset(): void;
}

/** Starts it on loopback, with the demo clients, users and agents and no tickets. */
export async function startSimulatedHaloPsa(options: SimulatedHaloPsaOptions): Promise<SimulatedHaloPsa> {
  const { clock, tenant, clientId, clientSecret } = options;
  const seed = seedRecords(options);
  const desk = new ServiceDesk(seed, clock);
  const program: Application = {
    clientId: 'a4b0517c-0000-4000-8000-0000000000f1',
    clientSecret: 'another-program',
    agentId: OTHER_PROGRAM,
  };
  const own: Application = { clientId, clientSecret, agentId: OWN_AGENT };
  const tokens = new Tokens({ applications: [own, program], tenant, clock });
  const webhooks = new Webhooks(clock);
  desk.onChange((change) => webhooks.announce(change));

  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => clock.now(),
    routes: (app) => {
      app.get('/api/authinfo', ({ headers }, response) => {
        response.json({ auth_url: `http://${headers.host ?? ''}/auth`, tenant_id: tenant });
      });
      app.use(tokens.endpoint());
      app.use(
        '/api',
        tokens.required(),
        rateLimit({ most: options.callsInFiveMinutes ?? CALLS_IN_FIVE_MINUTES, clock }),
        ticketRoutes({ seed, desk }),
        actionRoutes({ seed, desk }),
        directoryRoutes(seed),
      );
      app.use(() => {
        throw notFound('Endpoint');
      });
      app.use(answerRefusal);
    },
  });

  return {
    ...server,
    ...userInterface({ seed, desk, program }),
    tickets: desk.tickets,
    program,
    actions: (ticketId) => desk.actionsOf(ticketId),
    ticketsForPage: (client) => ticketsForPage({ seed, desk }, client),
    showHiddenActions(on) {
      desk.showsHidden = on;
    },
    revokeTokens: () => tokens.revoke(),
    deliverTo(target) {
      webhooks.target = target;
    },
    sendWebhooks(on) {
      webhooks.isOn = on;
    },
    webhooksSettled: () => webhooks.settled(),
    reset() {
      desk.tickets.length = 0;
      desk.actions.length = 0;
    },
    async close() {
      webhooks.stop();
      await server.close();
    },
  };
}
