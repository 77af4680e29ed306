import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { openTestStores } from '../../../test/support/stores.ts';
import { systemClock } from '../../clock.ts';
import { samplePerson } from '../../models/mongoose/samples.fixture.ts';
import type { AuditStore, OwedFactStore, PersonStore } from '../../models/stores.ts';
import { applyFirstAdmin, FirstAdmin } from './first-admin.ts';

const TEAMS = 'teams:4A7B0517-0000-4000-8000-000000000001:4a7b0517-0000-4000-8000-00000000a003:Ada Okafor';
const ADA = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0ADA' } as const;

let database: TestDatabase;
let people: PersonStore;
let audit: AuditStore;
let owedFacts: OwedFactStore;
beforeAll(async () => {
  database = await openTestDatabase();
  ({ people, audit, owedFacts } = await openTestStores(database));
});
beforeEach(async () => {
  for (const name of ['people', 'audit']) await database.connection.collection(name).deleteMany({});
});
afterAll(() => database.close());

const apply = (text = 'slack:T0HARBOR:U0ADA:Ada Okafor') =>
  applyFirstAdmin({ people, audit, owedFacts, clock: systemClock }, FirstAdmin.parse(text));

describe('the line that names the first admin', () => {
  it.each([
    ['slack:T0HARBOR:U0ADA:Ada Okafor', { slack: { team: 'T0HARBOR', user: 'U0ADA' } }],
    [' slack : T0HARBOR : U0ADA : Ada Okafor ', { slack: { team: 'T0HARBOR', user: 'U0ADA' } }],
    [
      TEAMS,
      {
        teams: {
          tenant: '4a7b0517-0000-4000-8000-000000000001',
          user: '4a7b0517-0000-4000-8000-00000000a003',
        },
      },
    ],
  ])('has an account and a name: %s', (text, account) => {
    expect(FirstAdmin.parse(text)).toEqual({ name: 'Ada Okafor', ...account });
  });

  it.each([
    '',
    'Ada',
    'slack:T0HARBOR:U0ADA',
    'slack:T0HARBOR::Ada',
    'teams:T0HARBOR:U0ADA:Ada',
    'name:a:b:c',
  ])('says how it is written when it is not: %j', (text) => {
    expect(FirstAdmin.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^must be slack:WORKSPACE-ID:MEMBER-ID:NAME or teams:/u),
    ]);
  });
});

describe('the first admin', () => {
  it('is added to an empty database, once, and it is audited', async () => {
    await Promise.all([apply(), apply(), apply()]);
    await apply();

    expect(await people.list({ kind: 'msp' }, 10)).toMatchObject([
      { displayName: 'Ada Okafor', role: 'msp_admin', active: true, identities: [ADA] },
    ]);
    expect(await audit.find({ action: 'role_changed' }, 10)).toMatchObject([
      { details: { person: 'Ada Okafor', to: 'admin', why: 'FIRST_ADMIN' } },
    ]);
  });

  it('is nobody while there is another admin', async () => {
    await people.insert(samplePerson({ role: 'msp_admin' }));
    await apply();

    expect(await people.byIdentity(ADA)).toBeUndefined();
  });

  it('is made one again when all the others have left', async () => {
    await people.insert(samplePerson({ role: 'msp_admin', active: false }));
    const ada = samplePerson({ displayName: 'Ada', active: false, identities: [ADA] });
    await people.insert(ada);
    await apply();

    expect(await people.find(ada.id)).toMatchObject({ role: 'msp_admin', active: true });
  });

  it('is never an employee of a client', async () => {
    const { role: _, ...dana } = samplePerson({ clientId: 'lakeside', identities: [ADA] });
    await people.insert(dana);

    await expect(apply()).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/^FIRST_ADMIN: this account is an employee’s/u),
    });
  });
});
