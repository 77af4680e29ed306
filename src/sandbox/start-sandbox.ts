import type { Router } from 'express';
import { MongoClient } from 'mongodb';
import type { App } from '../app.ts';
import type { MovableClock } from '../clock.ts';
import { applySetup } from '../flows/admin/apply-setup.ts';
import { Setup } from '../flows/admin/setup.ts';
import { createConsoleRouter } from './console/router.ts';
import { createControl } from './control.ts';
import { demoInstallations, demoSetup } from './demo-setup.ts';
import { type OfflineWorld, SANDBOX_CREDENTIALS, type Vendors } from './start-vendors.ts';
import type { SandboxWorld } from './world.ts';

export interface Sandbox {
  world: SandboxWorld;
  /** The page and what it talks to. */
  router: Router;
  /** After the application listens: the simulated Slack and ConnectWise deliver to it from now on. */
  deliverTo(appUrl: string): Promise<void>;
  close(): Promise<void>;
}

/** Fills the demo data in and puts the page in front of an application that runs in the offline world. */
export async function openSandbox(app: App, offline: OfflineWorld, clock: MovableClock): Promise<Sandbox> {
  const { vendors } = offline;
  const stored = storedData(offline);
  await fill(app, offline);
  const reset = async () => {
    await app.idle();
    await stored.wipe();
    app.forget();
    for (const vendor of resettable(vendors)) vendor.reset();
    for (const chat of [vendors.slack, vendors.teams]) chat.clearScreens();
    await fill(app, offline);
  };
  const recentRequests = (limit: number) => app.stores.requests.recent(limit);
  const control = createControl({
    ...app.stores,
    clock,
    catalog: app.catalog,
    recentRequests,
    runDue: () => app.runDue(),
    reset,
    forget: () => app.forget(),
  });
  const world: SandboxWorld = { ...vendors, clock, control };
  return {
    world,
    router: createConsoleRouter(world),
    async deliverTo(appUrl) {
      vendors.slack.deliverTo(appUrl);
      vendors.teams.deliverTo(appUrl);
      setUpLines(offline, appUrl);
      await setUpWebhooks(app, offline, appUrl);
    },
    close: () => stored.close(),
  };
}

function resettable({ microsoft, connectwise, halopsa, autotask, jira, hudu, itglue, twilio }: Vendors) {
  return [microsoft, connectwise, halopsa, autotask, jira, hudu, itglue, twilio];
}

/** Twilio signs the public address, and reaches us on this machine. */
function setUpLines({ vendors, config }: OfflineWorld, appUrl: string): void {
  const origin = config.general.PUBLIC_URL?.replace(/\/+$/, '') ?? appUrl;
  vendors.twilio.deliverTo({
    voiceUrl: `${origin}/voice/incoming`,
    statusUrl: `${origin}/voice/status`,
    smsUrl: `${origin}/sms/incoming`,
    reachedAt: appUrl,
  });
}

/** What the product cannot ask for itself is entered as an admin would enter it. Real vendors are left alone. */
async function setUpWebhooks(app: App, { vendors, simulated }: OfflineWorld, appUrl: string): Promise<void> {
  const { haloWebhook, jiraWebhookSecret } = SANDBOX_CREDENTIALS;
  const { webhookUser: user, webhookPassword: password, webhookSecret } = haloWebhook;
  vendors.halopsa.deliverTo({ url: `${appUrl}/halopsa/callbacks/${webhookSecret}`, user, password });
  vendors.jira.registerWebhook({ url: `${appUrl}/jira/callbacks`, secret: jiraWebhookSecret });
  if (simulated.has('connectwise') && simulated.has('autotask')) await app.registerCallbacks(appUrl);
}

/** The data of one run, over a connection of its own. A database that somebody named is theirs: it is left alone. */
function storedData({ config, disposable }: OfflineWorld) {
  const client = disposable ? new MongoClient(config.general.MONGODB_URI ?? '') : undefined;
  return {
    async wipe() {
      const collections = (await client?.db().collections()) ?? [];
      await Promise.all(
        collections
          .filter(({ collectionName }) => collectionName !== 'jobs')
          .map((collection) => collection.deleteMany({})),
      );
    },
    close: async () => client?.close(),
  };
}

async function fill({ stores, clock }: App, { vendors, simulated }: OfflineWorld): Promise<void> {
  await applySetup(stores, Setup.parse(demoSetup));
  if (!simulated.has('slack')) return;
  const installations = demoInstallations(
    vendors.slack.state.workspaces.values(),
    vendors.slack.appId,
    clock.now(),
  );
  await Promise.all(installations.map((installation) => stores.slackInstallations.save(installation)));
}
