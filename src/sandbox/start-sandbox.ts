import type { Router } from 'express';
import { MongoClient } from 'mongodb';
import type { App } from '../app.ts';
import type { MovableClock } from '../clock.ts';
import { applySetup, Setup } from '../flows/admin/apply-setup.ts';
import { createConsoleRouter } from './console/router.ts';
import { createControl } from './control.ts';
import { demoInstallations, demoSetup } from './demo-setup.ts';
import type { OfflineWorld } from './start-vendors.ts';
import type { SandboxWorld } from './world.ts';

export interface Sandbox {
  world: SandboxWorld;
  /** The page and what it talks to. */
  router: Router;
  /** After the application listens: the simulated Slack and ConnectWise deliver to it from now on. */
  deliverTo(appUrl: string): Promise<void>;
}

/** Fills the demo data in and puts the page in front of an application that runs in the offline world. */
export async function openSandbox(app: App, offline: OfflineWorld, clock: MovableClock): Promise<Sandbox> {
  const { vendors } = offline;
  await fill(app, offline);
  const reset = async () => {
    await app.idle();
    await wipeDatabase(offline);
    app.forget();
    vendors.microsoft.reset();
    vendors.connectwise.reset();
    vendors.slack.clearScreens();
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
  });
  const world: SandboxWorld = { ...vendors, clock, control };
  return {
    world,
    router: createConsoleRouter(world),
    async deliverTo(appUrl) {
      vendors.slack.deliverTo(appUrl);
      if (offline.simulated.has('connectwise')) await app.registerCallbacks(appUrl);
    },
  };
}

/** The data of one run. A database that somebody named is theirs: it is left alone. */
async function wipeDatabase({ config, disposable }: OfflineWorld): Promise<void> {
  const client = disposable ? new MongoClient(config.general.MONGODB_URI ?? '') : undefined;
  const collections = (await client?.db().collections()) ?? [];
  await Promise.all(
    collections
      .filter(({ collectionName }) => collectionName !== 'jobs')
      .map((collection) => collection.deleteMany({})),
  );
  await client?.close();
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
