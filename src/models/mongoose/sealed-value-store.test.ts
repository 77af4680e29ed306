import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { silentLogger } from '../../logger.ts';
import { createSealer } from '../../seal.ts';
import { sealedFor } from '../sealed-for.ts';
import { ensureIndexes, openStores } from './index.ts';
import { NOW, sampleRequest } from './samples.fixture.ts';

const old = { id: 'old', key: randomBytes(32) };
const fresh = { id: 'fresh', key: randomBytes(32) };
const oldSealer = createSealer([old]);
const bothSealer = createSealer([fresh, old]);

let database: TestDatabase;
const storesUnder = (sealer: ReturnType<typeof createSealer>) =>
  openStores(database.connection, { sealer, logger: silentLogger });

beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database.connection);
});
beforeEach(async () => {
  for (const name of ['requests', 'integrations', 'slack_installations'])
    await database.connection.collection(name).deleteMany({});
});
afterAll(() => database.close());

/** One of everything that is sealed, under the old key. */
async function fill() {
  const stores = storesUnder(oldSealer);
  await stores.slackInstallations.save({
    key: 'T1',
    teamName: 'Lakeside Dental',
    appId: 'A1',
    botUserId: 'U1',
    botToken: 'xoxb-not-a-real-one',
    scopes: [],
    installedAt: NOW,
  });
  await stores.integrations.insert({
    name: 'hudu',
    id: 'int_1',
    settings: {},
    secrets: { apiKey: 'marked' },
    connectedBy: { personId: 'per_ada', name: 'Ada Adler' },
    connectedAt: NOW,
  });
  const request = sampleRequest();
  const sealStep = (step: number) => oldSealer.seal(`password ${step}`, sealedFor.step(request.id, step));
  const { requester } = request;
  await stores.requests.insert({
    ...request,
    requester: {
      ...requester,
      identification: {
        how: 'number_on_file',
        pending: {
          sealedCode: oldSealer.seal('123456', sealedFor.confirmation(request.id)),
          expiresAt: NOW,
          triesLeft: 3,
        },
      },
    },
    execution: {
      results: [
        { kind: 'already_done', at: NOW },
        { kind: 'done', at: NOW, sealedSecret: sealStep(1) },
      ],
      claim: { step: 2, claimedAt: NOW, sealedSecret: sealStep(2) },
    },
  });
  return request.id;
}

describe('everything that is sealed', () => {
  it('is counted by kind and key', async () => {
    await fill();

    expect(await storesUnder(bothSealer).sealedValues.counts()).toEqual([
      { kind: 'slack_installation', keyId: 'old', count: 1 },
      { kind: 'integration', keyId: 'old', count: 1 },
      { kind: 'one_time_secret', keyId: 'old', count: 2 },
      { kind: 'confirmation_code', keyId: 'old', count: 1 },
    ]);
  });

  it('opens with the new key alone once it is sealed anew, and the request is otherwise as it was', async () => {
    const requestId = await fill();
    const before = await storesUnder(bothSealer).requests.find(requestId);

    expect(await storesUnder(bothSealer).sealedValues.reseal(100)).toEqual({
      resealed: 5,
      changed: 0,
      unopened: 0,
      more: false,
    });

    const newSealer = createSealer([fresh]);
    const stores = storesUnder(newSealer);
    expect(await stores.slackInstallations.all()).toMatchObject([{ botToken: 'xoxb-not-a-real-one' }]);
    expect(await stores.integrations.all()).toMatchObject([{ secrets: { values: { apiKey: 'marked' } } }]);
    const after = (await stores.requests.find(requestId)) ?? expect.fail('the request is gone');
    const [, done] = after.execution?.results ?? [];
    expect(done?.kind).toBe('done');
    if (done?.kind !== 'done') return;
    expect(newSealer.open(done.sealedSecret ?? '', sealedFor.step(requestId, 1))).toBe('password 1');
    expect(newSealer.open(after.execution?.claim?.sealedSecret ?? '', sealedFor.step(requestId, 2))).toBe(
      'password 2',
    );
    expect(
      newSealer.open(
        after.requester.identification?.pending?.sealedCode ?? '',
        sealedFor.confirmation(requestId),
      ),
    ).toBe('123456');
    expect(after.version).toBe(before?.version);
    expect(after.execution?.results[0]).toEqual({ kind: 'already_done', at: NOW });
  });

  it('is sealed anew in batches, and goes on where it stopped', async () => {
    await fill();
    const { sealedValues } = storesUnder(bothSealer);

    expect(await sealedValues.reseal(2)).toMatchObject({ resealed: 2, more: true });
    expect(await sealedValues.reseal(2)).toMatchObject({ resealed: 2, more: true });
    expect(await sealedValues.reseal(2)).toMatchObject({ resealed: 1, more: false });
    expect(await sealedValues.reseal(2)).toMatchObject({ resealed: 0, more: false });
  });

  it('whose key was lost stays as it is, and keeps nothing else from being sealed anew', async () => {
    await fill();
    const lost = { id: 'lost', key: randomBytes(32) };
    const { slackInstallations } = storesUnder(createSealer([lost]));
    await slackInstallations.save({
      key: 'T0',
      teamName: 'Brightfield Law',
      appId: 'A1',
      botUserId: 'U1',
      botToken: 'xoxb-gone',
      scopes: [],
      installedAt: NOW,
    });

    const { sealedValues } = storesUnder(bothSealer);
    expect(await sealedValues.reseal(100)).toMatchObject({ resealed: 5, unopened: 1, more: false });
    expect(await sealedValues.counts()).toContainEqual({
      kind: 'slack_installation',
      keyId: 'lost',
      count: 1,
    });
  });

  it('is not put back when it was used up or replaced at the same moment', async () => {
    await fill();
    const both = await Promise.all([
      storesUnder(bothSealer).sealedValues.reseal(100),
      storesUnder(bothSealer).sealedValues.reseal(100),
    ]);

    expect(both.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(5);
    expect(await storesUnder(bothSealer).sealedValues.reseal(100)).toMatchObject({ resealed: 0 });
  });
});
