import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { openTestStores } from '../../test/support/stores.ts';
import { systemClock } from '../clock.ts';
import type { SlackInstallation, SlackInstallationStore } from '../models/integration.ts';
import type { Stores } from '../models/mongoose/index.ts';
import { sweepOwedFacts } from './owed-facts.ts';
import { enteredInstalls } from './slack-installs.ts';

let database: TestDatabase;
let stores: Stores;
let installs: SlackInstallationStore;
beforeAll(async () => {
  database = await openTestDatabase();
  stores = await openTestStores(database);
  installs = enteredInstalls(stores.slackInstallations, { ...stores, clock: systemClock });
});
beforeEach(async () => {
  for (const name of ['slack_installations', 'audit'])
    await database.connection.collection(name).deleteMany({});
  await stores.audit.forget();
});
afterAll(() => database.close());

const harbor: SlackInstallation = {
  key: 'T0HARBOR',
  teamName: 'Harbor IT',
  appId: 'A1',
  botUserId: 'U0BOT',
  botToken: 'first token',
  scopes: ['chat:write'],
  installedByUserId: 'U0ADA',
  installedAt: new Date('2026-11-23T10:00:00Z'),
};
const entered = async () => (await stores.audit.read(0, 100)).map(({ details }) => details);
const installed = {
  integration: 'slack',
  change: 'installed',
  workspace: 'T0HARBOR',
  name: 'Harbor IT',
  installedBy: 'U0ADA',
};

describe('a workspace', () => {
  it('that comes, comes anew or goes is in the trail, and its token is not', async () => {
    await installs.save(harbor);
    await installs.save({ ...harbor, botToken: 'second token' });
    await installs.remove('T0HARBOR');

    expect(await entered()).toEqual([
      installed,
      installed,
      { integration: 'slack', change: 'uninstalled', workspace: 'T0HARBOR', name: 'Harbor IT' },
    ]);
    expect(JSON.stringify(await stores.audit.read(0, 100))).not.toContain('token');
    expect(await stores.slackInstallations.all()).toEqual([]);
  });

  it('whose token is adopted again at each start is no news, nor is one that goes and was never there', async () => {
    await installs.save(harbor);
    await installs.save({ ...harbor, installedAt: new Date() });
    await installs.remove('T0STRANGER');

    expect(await entered()).toEqual([installed]);
  });

  it('is entered once although the process died right after it was stored', async () => {
    const dead = vi.spyOn(stores.audit, 'append').mockRejectedValueOnce(new Error('this process is dead'));
    await expect(installs.save(harbor)).rejects.toThrow('this process is dead');
    dead.mockRestore();
    await sweepOwedFacts(stores);
    await sweepOwedFacts(stores);

    expect(await entered()).toEqual([installed]);
  });
});
