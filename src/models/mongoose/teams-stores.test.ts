import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { TeamsConversation, TeamsConversationStore, TeamsDeliveryStore } from '../teams-conversation.ts';
import { minutesAfter, NOW } from './samples.fixture.ts';
import { createTeamsConversationStore } from './teams-conversation-store.ts';
import { createTeamsDeliveryStore } from './teams-delivery-store.ts';

const TENANT = '1a7e51de-0000-4000-8000-000000000001';
const DANA: TeamsConversation = {
  tenant: TENANT,
  conversation: 'a:1dana',
  kind: 'personal',
  serviceUrl: 'https://smba.trafficmanager.net/amer/',
  user: 'dana',
  teamsUserId: '29:dana',
  email: 'dana@lakeside.example',
  seenAt: NOW,
};
const CHANNEL: TeamsConversation = {
  tenant: TENANT,
  conversation: '19:help@thread.tacv2',
  kind: 'channel',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  seenAt: minutesAfter(1),
};

let database: TestDatabase;
let conversations: TeamsConversationStore;
let deliveries: TeamsDeliveryStore;

beforeAll(async () => {
  database = await openTestDatabase();
  conversations = createTeamsConversationStore(database.connection);
  deliveries = createTeamsDeliveryStore(database.connection);
});
beforeEach(async () => {
  await database.connection.collection('teams_conversations').deleteMany({});
  await database.connection.collection('teams_deliveries').deleteMany({});
});
afterAll(() => database.close());

describe('a conversation in Teams', () => {
  it('is found by its id, by the person, and by their address', async () => {
    await conversations.save(DANA);

    expect(await conversations.find({ tenant: TENANT, conversation: 'a:1dana' })).toEqual(DANA);
    expect(await conversations.personal(TENANT, 'dana')).toEqual(DANA);
    expect(await conversations.personalByEmail(TENANT, 'dana@lakeside.example')).toEqual(DANA);
  });

  it('is nobody’s in another tenant', async () => {
    await conversations.save(DANA);

    expect(await conversations.personal('another', 'dana')).toBeUndefined();
    expect(await conversations.personalByEmail('another', 'dana@lakeside.example')).toBeUndefined();
    expect(await conversations.latest('another')).toBeUndefined();
  });

  it('keeps what was known when less is said of it later', async () => {
    await conversations.save(DANA);
    const { email: _, ...heard } = { ...DANA, serviceUrl: 'https://smba.trafficmanager.net/uk/' };
    await conversations.save(heard);

    expect(await conversations.personal(TENANT, 'dana')).toEqual({ ...heard, email: DANA.email });
  });

  it('is the latest one where Teams has given a person’s chat another id', async () => {
    await conversations.save({ ...DANA, conversation: 'a:2dana', seenAt: minutesAfter(5) });
    await conversations.save(DANA);

    expect(await conversations.personal(TENANT, 'dana')).toMatchObject({ conversation: 'a:2dana' });
  });

  it('of several people can be listed, the latest first, and gives the tenant its service address', async () => {
    await conversations.save(DANA);
    await conversations.save(CHANNEL);
    const chat = { ...CHANNEL, conversation: '19:chat@thread.v2', kind: 'group' as const };
    await conversations.save({ ...chat, seenAt: minutesAfter(2) });

    const shared = await conversations.shared(TENANT, 5);
    expect(shared.map(({ kind }) => kind)).toEqual(['group', 'channel']);
    expect(await conversations.latest(TENANT)).toMatchObject({ kind: 'group' });
  });

  it('has reply chains of its own, and goes with all of them', async () => {
    const chain = { ...CHANNEL, thread: '1764000000001', user: 'dana', teamsUserId: '29:dana' };
    await conversations.save(CHANNEL);
    await conversations.save(chain);
    expect(await conversations.find(chain)).toEqual(chain);
    expect(await conversations.find({ tenant: TENANT, conversation: CHANNEL.conversation })).toEqual(CHANNEL);

    await conversations.remove({ tenant: TENANT, conversation: CHANNEL.conversation });
    await conversations.remove({ tenant: TENANT, conversation: CHANNEL.conversation });

    expect(await conversations.find(chain)).toBeUndefined();
    expect(await conversations.shared(TENANT, 5)).toEqual([]);
  });
});

describe('something said in Teams', () => {
  const delivery = { key: 'req_1/a', tenant: TENANT, conversation: 'a:1dana', at: NOW };

  it('is of unknown fate until its message is known', async () => {
    await deliveries.begin(delivery);
    expect(await deliveries.find('req_1/a')).toEqual(delivery);

    expect(await deliveries.arrived('req_1/a', '1764000000001')).toBe(true);
    expect(await deliveries.find('req_1/a')).toEqual({ ...delivery, message: '1764000000001' });
  });

  it('stays the message it is known by, whoever claims another', async () => {
    await deliveries.begin(delivery);
    await deliveries.arrived('req_1/a', '1764000000001');

    expect(await deliveries.arrived('req_1/a', '1764000000001')).toBe(true);
    expect(await deliveries.arrived('req_1/a', '1764000000002')).toBe(false);
    expect(await deliveries.find('req_1/a')).toMatchObject({ message: '1764000000001' });
  });

  it('begins anew with another attempt, and is forgotten when it certainly failed', async () => {
    await deliveries.begin(delivery);
    await deliveries.arrived('req_1/a', '1764000000001');
    await deliveries.begin({ ...delivery, at: minutesAfter(5) });
    expect(await deliveries.find('req_1/a')).toEqual({ ...delivery, at: minutesAfter(5) });

    await deliveries.failed('req_1/a');
    await deliveries.failed('req_1/a');
    expect(await deliveries.find('req_1/a')).toBeUndefined();
    expect(await deliveries.arrived('req_1/a', '1')).toBe(false);
  });
});
