import type { ErrorRequestHandler, Express } from 'express';
import type { Clock } from '../../clock.ts';
import type { clients, msp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { authentication, type Credentials } from './authentication.ts';
import { commentRoutes } from './comment-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { IssueStore } from './issue-store.ts';
import { peopleRoutes } from './people-routes.ts';
import type { AccountRecord, CommentRecord, IssueRecord } from './records.ts';
import { Refusal, unknownAddress } from './refusal.ts';
import { seedRecords } from './seed.ts';
import { serviceDeskRoutes } from './service-desk-routes.ts';
import type { SimulatedSite } from './site.ts';
import { type IssueView, viewIssues } from './ticket-view.ts';
import { type UserInterface, userInterface } from './user-interface.ts';
import { type WebhookEntry, Webhooks } from './webhooks.ts';
import { WritePace } from './write-pace.ts';

export { signatureOf } from './webhooks.ts';

export interface SimulatedJiraOptions extends Credentials {
  clients: typeof clients;
  msp: typeof msp;
  clock: Clock;
  port?: number;
}

/** A Jira site with Jira Software and Jira Service Management over HTTP, with what happens in its windows as methods. */
export interface SimulatedJira extends SimulatedVendor, UserInterface {
  /** Account id of the account that the integration's tokens belong to. */
  readonly integrationAccountId: string;
  readonly issues: readonly IssueRecord[];
  readonly accounts: readonly AccountRecord[];
  /** Oldest first; empty for an unknown issue. */
  comments(issueKey: string): readonly CommentRecord[];
  /** What the sandbox page shows of a client's tickets, newest first: `LAKE`, or `HELP/1` in the shared project. */
  ticketsOf(companyId: string): readonly IssueView[];
  /** What an admin enters under System > WebHooks. */
  registerWebhook(entry: WebhookEntry): void;
  /** Webhooks, on or off: without them only polling finds anything. */
  sendWebhooks(on: boolean): void;
  /** An automation of the MSP's that makes internal comments public, on or off. */
  publishInternalComments(on: boolean): void;
  /** Takes a permission from the integration's account, such as `MODIFY_REPORTER`. */
  withhold(permission: string): void;
  /** No issues, no comments, and everybody there, as at the start. */
  reset(): void;
  /** Resolves when all webhooks so far were delivered or given up. */
  callbacksSettled(): Promise<void>;
}

/** Starts it on loopback, with the demo projects and people and no issues. */
export async function startSimulatedJira(options: SimulatedJiraOptions): Promise<SimulatedJira> {
  const { clock } = options;
  const seed = seedRecords(options);
  const store = new IssueStore(clock);
  let url = '';
  const webhooks = new Webhooks({ clock, site: () => url });
  store.onChange((change) => webhooks.announce(change));
  const site: SimulatedSite = {
    seed,
    store,
    clock,
    pace: new WritePace(clock),
    withheld: new Set(),
    url: () => url,
  };

  const server = await startSimulatedServer({
    ...(options.port !== undefined && { port: options.port }),
    now: () => clock.now(),
    routes: (app) => serve(app, site, options),
  });
  url = server.url;

  return {
    ...server,
    ...userInterface(site),
    integrationAccountId: seed.integration.accountId,
    issues: store.issues,
    accounts: seed.accounts,
    comments: (issueKey) => {
      const issue = store.issues.find(({ key }) => key === issueKey);
      return issue ? store.commentsOn(issue) : [];
    },
    ticketsOf: (companyId) => viewIssues(store, companyId),
    registerWebhook: (entry) => void webhooks.entries.push(entry),
    sendWebhooks(on) {
      webhooks.isOn = on;
    },
    publishInternalComments(on) {
      store.publishesInternalComments = on;
    },
    withhold: (permission) => void site.withheld.add(permission),
    reset() {
      store.reset();
      for (const account of seed.accounts) Object.assign(account, { active: true, hidesEmail: false });
    },
    callbacksSettled: () => webhooks.settled(),
    async close() {
      webhooks.stop();
      await server.close();
    },
  };
}

/** The site itself, and under `/ex/jira/{cloudId}` the same at Atlassian's gateway. */
function serve(app: Express, site: SimulatedSite, credentials: Credentials): void {
  app.get('/_edge/tenant_info', (_request, response) => {
    response.json({ cloudId: credentials.cloudId });
  });
  for (const mount of ['/ex/jira/:cloudId', '']) {
    app.use(mount || '/', authentication(credentials, site.seed.integration));
    app.use(`${mount}/rest/api/3`, issueRoutes(site), commentRoutes(site), peopleRoutes(site));
    app.use(`${mount}/rest/servicedeskapi`, serviceDeskRoutes(site));
    app.use(mount || '/', ({ originalUrl }) => {
      throw unknownAddress(originalUrl);
    });
  }
  app.use(answerRefusal);
}

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) response.status(error.status).set(error.headers).json(error.body);
  else next(error);
};
