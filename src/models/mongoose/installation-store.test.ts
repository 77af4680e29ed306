import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createSealer } from '../../seal.ts';
import type { SlackInstallation, SlackInstallationStore } from '../integration.ts';
import { createInstallationStore } from './installation-store.ts';

const sealer = createSealer([{ id: 'k1', key: randomBytes(32) }]);
const installation: SlackInstallation = {
  key: 'T0LAKESIDE',
  teamName: 'Lakeside Dental',
  appId: 'A1',
  botUserId: 'U0BOT',
  botToken: 'xoxb-not-a-real-one',
  scopes: ['chat:write', 'im:history'],
  installedByUserId: 'U0ADA',
  installedAt: new Date('2026-11-23T10:00:00.000Z'),
};

let database: TestDatabase;
let installations: SlackInstallationStore;

beforeAll(async () => {
  database = await openTestDatabase();
  installations = createInstallationStore(database.connection, sealer);
});
beforeEach(() => stored().deleteMany({}));
afterAll(() => database.close());

function stored() {
  return database.connection.collection<{ _id: string; sealedBotToken: string }>('slack_installations');
}

describe('a Slack installation', () => {
  it('comes back with its token, which nobody can read in the document', async () => {
    await installations.save(installation);

    expect(await installations.find('T0LAKESIDE')).toEqual(installation);
    expect(JSON.stringify(await stored().findOne({ _id: 'T0LAKESIDE' }))).not.toContain('xoxb');
  });

  it('is replaced by a new install of the same workspace', async () => {
    await installations.save(installation);
    const { installedByUserId: _, ...again } = { ...installation, botToken: 'xoxb-second' };
    await installations.save(again);

    expect(await installations.all()).toEqual([again]);
  });

  it('opens no token that was copied from another installation', async () => {
    await installations.save(installation);
    await installations.save({ ...installation, key: 'T0OTHER', botToken: 'xoxb-other' });
    const other = await stored().findOne({ _id: 'T0OTHER' });
    await stored().updateOne(
      { _id: 'T0LAKESIDE' },
      { $set: { sealedBotToken: other?.sealedBotToken ?? '' } },
    );

    await expect(installations.find('T0LAKESIDE')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('whose key is not configured any more is left out and named, and nothing else is kept from working', async () => {
    await installations.save(installation);
    const otherKey = createInstallationStore(
      database.connection,
      createSealer([{ id: 'k2', key: randomBytes(32) }]),
    );
    await otherKey.save({ ...installation, key: 'T0NEW', teamName: 'Harbor IT' });

    expect(await otherKey.find('T0LAKESIDE')).toBeUndefined();
    expect((await otherKey.all()).map(({ key }) => key)).toEqual(['T0NEW']);
    expect(await otherKey.locked()).toEqual([
      { key: 'T0LAKESIDE', teamName: 'Lakeside Dental', keyId: 'k1' },
    ]);
    expect(await installations.locked()).toMatchObject([{ key: 'T0NEW', keyId: 'k2' }]);
  });

  it('can be removed, also twice', async () => {
    await installations.save(installation);
    await installations.remove('T0LAKESIDE');
    await installations.remove('T0LAKESIDE');

    expect(await installations.find('T0LAKESIDE')).toBeUndefined();
  });
});
