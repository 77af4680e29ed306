import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { openTestStores } from '../../../test/support/stores.ts';
import { systemClock } from '../../clock.ts';
import type { Stores } from '../../models/mongoose/index.ts';
import { applySetup } from './apply-setup.ts';
import { SOMETHING_NEW } from './form-options.ts';
import { Setup } from './setup.ts';

const lakeside = {
  id: 'lakeside',
  name: 'Lakeside Dental',
  entraTenantId: '1a7e51de-0000-4000-8000-000000000001',
  slackTeamIds: ['T0LAKESIDE'],
};
const tess = {
  name: 'Tess Tanaka',
  role: 'msp_technician',
  slack: { team: 'T0HARBOR', user: 'U0TESS' },
  connectwise: 'ttanaka',
};
const dana = {
  name: 'Dana Diaz',
  email: 'Dana@Lakeside.example',
  client: 'lakeside',
  phone: '+1 (555) 555-0501',
};
const onPhone = { provider: 'phone', tenant: 'phone', user: '+15555550501' } as const;
const inSlack = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' } as const;
const inConnectWise = { provider: 'connectwise', tenant: 'msp', user: 'ttanaka' } as const;

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await openTestDatabase();
  stores = await openTestStores(database);
});
beforeEach(async () => {
  for (const name of ['clients', 'people', 'mspSettings', 'audit'])
    await database.connection.collection(name).deleteMany({});
  await stores.audit.forget();
});
afterAll(() => database.close());

const apply = (setup: unknown) =>
  applySetup({ ...stores, trail: { ...stores, clock: systemClock } }, Setup.parse(setup));

describe('what an MSP starts with', () => {
  it('is its clients, which only look until somebody lets them do more', async () => {
    const psa = { name: 'connectwise', companyId: '42' };
    await apply({ clients: [{ ...lakeside, psa }] });

    expect(await stores.clients.all()).toEqual([
      {
        ...lakeside,
        mode: 'plan',
        emailDomains: [],
        voiceNumbers: [],
        language: 'en',
        psa,
        documentation: [],
        decideByNote: false,
        technicianIds: [],
        version: 1,
      },
    ]);
  });

  it('is where approvers are asked, until an admin says otherwise', async () => {
    await apply({ approvalChannels: ['teams', 'halopsa'] });
    await apply({ approvalChannels: ['slack'] });

    expect(await stores.msp.get()).toEqual({ approvalChannels: ['teams', 'halopsa'], version: 1 });
  });

  it('is its people, known by each of their accounts', async () => {
    await apply({ people: [tess] });
    const stored = await stores.people.byIdentity(inSlack);

    expect(stored).toMatchObject({ displayName: 'Tess Tanaka', role: 'msp_technician', active: true });
    expect(stored).not.toHaveProperty('clientId');
    expect(await stores.people.byIdentity(inConnectWise)).toEqual(stored);
  });

  it('is the employees who call, with their telephone', async () => {
    await apply({
      clients: [{ ...lakeside, voiceNumbers: ['+1 555 555 0142'], language: 'de' }],
      people: [dana],
    });

    const stored = await stores.people.byIdentity(onPhone);
    expect(stored).toMatchObject({
      displayName: 'Dana Diaz',
      clientId: 'lakeside',
      email: 'dana@lakeside.example',
    });
    expect(stored).not.toHaveProperty('role');
    expect(await stores.clients.byVoiceNumber('+15555550142')).toMatchObject({
      id: 'lakeside',
      language: 'de',
    });
  });

  it('adds a telephone to whoever has written to us before', async () => {
    const known = { id: 'per_dana', displayName: 'Dana', clientId: 'lakeside', active: true, version: 1 };
    const slack = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' } as const;
    await stores.people.insert({ ...known, email: 'dana@lakeside.example', identities: [slack] });
    await apply({ clients: [lakeside], people: [dana] });
    await apply({ clients: [lakeside], people: [dana] });

    expect(await stores.people.byIdentity(onPhone)).toMatchObject({ id: 'per_dana', displayName: 'Dana' });
    expect(await database.connection.collection('people').countDocuments()).toBe(1);
  });

  it('is refused when two people have one telephone, or an employee no company', async () => {
    const max = { ...dana, name: 'Max Moreno', email: 'max@lakeside.example' };
    await expect(apply({ clients: [lakeside], people: [dana, max] })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(
        /^SETUP_FILE: the person Max Moreno has an account or a telephone of another/,
      ),
    });
    await apply({ clients: [lakeside], people: [dana] });

    await expect(apply({ people: [{ ...dana, client: 'nowhere' }] })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/^SETUP_FILE: the person Dana Diaz is of the client nowhere/),
    });
  });

  it('is applied at every start, and changes nothing that admins have changed since', async () => {
    const setup = { clients: [lakeside], people: [tess] };
    await apply(setup);
    const [client] = await stores.clients.all();
    const person = await stores.people.byIdentity(inSlack);
    if (client) await stores.clients.setMode(client, 'execute');
    if (person) await stores.people.setActive(person, false);
    await apply({
      clients: [{ ...lakeside, name: 'Other', mode: 'plan' }],
      people: [{ ...tess, role: 'msp_admin' }],
    });

    expect(await stores.clients.all()).toEqual([
      expect.objectContaining({ name: 'Lakeside Dental', mode: 'execute' }),
    ]);
    expect(await stores.people.byIdentity(inSlack)).toMatchObject({ role: 'msp_technician', active: false });
    expect(await database.connection.collection('people').countDocuments()).toBe(1);
  });

  it('is applied by several instances that start at once', async () => {
    const setup = { clients: [lakeside], people: [tess] };
    await Promise.all([apply(setup), apply(setup), apply(setup)]);

    expect(await stores.clients.all()).toHaveLength(1);
    expect(await database.connection.collection('people').countDocuments()).toBe(1);
  });

  it.each([
    ['Slack workspace', { ...lakeside, id: 'bright', entraTenantId: '1a7e51de-0000-4000-8000-000000000002' }],
    ['Entra tenant', { ...lakeside, id: 'bright', slackTeamIds: [] }],
  ])('is refused when two clients have one %s: a request could be either’s', async (_what, bright) => {
    await expect(apply({ clients: [lakeside, bright] })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/^SETUP_FILE: the client bright has .* of another client$/),
    });
  });

  it('is refused when two people have one account', async () => {
    const theo = { ...tess, name: 'Theo Brandt', slack: { team: 'T0HARBOR', user: 'U0THEO' } };

    await expect(apply({ people: [tess, theo] })).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringMatching(/^SETUP_FILE: the person Theo Brandt /),
    });
  });
});

describe('a setup file', () => {
  it('may be empty', () => {
    expect(Setup.parse({})).toEqual({ people: [], clients: [] });
  });

  it.each([
    ['a word that it does not know', { client: [] }],
    ['a client whose tenant is a name', { clients: [{ ...lakeside, entraTenantId: 'lakeside.example' }] }],
    ['a client whose id has spaces', { clients: [{ ...lakeside, id: 'lake side' }] }],
    ['a client whose id means all clients', { clients: [{ ...lakeside, id: 'MSP' }] }],
    ['a client whose id means a new one', { clients: [{ ...lakeside, id: SOMETHING_NEW }] }],
    ['a mode that there is not', { clients: [{ ...lakeside, mode: 'auto' }] }],
    ['a person without a role', { people: [{ ...tess, role: undefined }] }],
    ['a person with another role', { people: [{ ...tess, role: 'owner' }] }],
    ['a person without a Slack account', { people: [{ ...tess, slack: undefined }] }],
    ['a person with both a role and a client', { people: [{ ...tess, client: 'lakeside' }] }],
    ['an employee without any account', { people: [{ ...dana, phone: undefined }] }],
    ['an employee with a technician’s account', { people: [{ ...dana, jira: '712020:dana' }] }],
    ['a telephone without a country', { people: [{ ...dana, phone: '555 0501' }] }],
    ['a Voice Agent number that is none', { clients: [{ ...lakeside, voiceNumbers: ['help desk'] }] }],
    ['a language that there is not', { clients: [{ ...lakeside, language: 'fr' }] }],
    ['a person whose address is none', { people: [{ ...tess, email: 'tess' }] }],
  ])('is refused with %s', (_what, setup) => {
    expect(Setup.safeParse(setup).success).toBe(false);
  });
});

describe('what the setup has given', () => {
  it('is in the trail once, however often the product starts: clients, roles, and where approvers are asked', async () => {
    const setup = { clients: [lakeside], people: [tess, dana], approvalChannels: ['slack'] };
    for (let start = 0; start < 3; start += 1) await apply(setup);

    expect(await stores.audit.read(0, 100)).toMatchObject([
      { action: 'client_changed', details: { approvalChannels: 'slack', why: 'SETUP_FILE' } },
      {
        action: 'client_changed',
        clientId: 'lakeside',
        details: { added: 'Lakeside Dental', mode: 'plan', why: 'SETUP_FILE' },
      },
      {
        action: 'role_changed',
        details: { person: 'Tess Tanaka', to: 'technician', why: 'SETUP_FILE' },
      },
    ]);
  });

  it('is no deed of an admin', async () => {
    await apply({ people: [tess] });

    expect(await stores.audit.read(0, 100)).toEqual([expect.not.objectContaining({ by: expect.anything() })]);
  });
});
