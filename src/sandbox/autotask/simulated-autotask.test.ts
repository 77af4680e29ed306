import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { type SimulatedAutotask, startSimulatedAutotask } from './simulated-autotask.ts';

const credentials = { username: 'bot@harbor-it.example', secret: 'secret', integrationCode: 'CODE' };
const DANA = { id: 2_501, email: 'dana@lakeside.example' };
const TESS = { id: 29_682_881, email: 'tess@harbor-it.example' };
const LAKESIDE = 242;

let autotask: SimulatedAutotask;

beforeEach(async () => {
  autotask = await startSimulatedAutotask({ ...credentials, clients, msp, clock: new MovableClock() });
});

afterEach(() => autotask.close());

interface Answer {
  status: number;
  // What an answer holds is what the test is about to find out.
  body: Record<string, unknown> & {
    items: Record<string, unknown>[];
    pageDetails: Record<string, unknown>;
    errors: string[];
    itemId: number;
  };
}

async function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const address = path.startsWith('http') ? path : `${autotask.url}/ATServicesRest/V1.0/${path}`;
  const response = await fetch(address, {
    method,
    headers: {
      apiintegrationcode: credentials.integrationCode,
      username: credentials.username,
      secret: credentials.secret,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  return { status: response.status, body: (answer ? JSON.parse(answer) : {}) as Answer['body'] };
}

const opens = (summary = 'Printer') => autotask.contactOpensTicket({ email: DANA.email, summary });
const query = (entity: string, ...filter: object[]) => call('POST', `${entity}/query`, { body: { filter } });

describe('what the simulated Autotask refuses', () => {
  it('lets nobody in without the right user, secret and code', async () => {
    expect((await query('Tickets', { op: 'gt', field: 'id', value: 0 })).status).toBe(200);
    for (const header of ['username', 'secret', 'apiintegrationcode'])
      expect((await call('GET', 'Tickets/1', { headers: { [header]: 'wrong' } })).status).toBe(401);
  });

  it('tells nobody the zone of a user that it does not know, in its own way', async () => {
    expect((await call('GET', 'zoneInformation?user=somebody')).status).toBe(500);
    const known = `${autotask.url}/ATServicesRest/V1.0/zoneInformation?user=${credentials.username}`;
    expect(await (await fetch(known)).json()).toMatchObject({ url: `${autotask.url}/ATServicesRest/` });
  });

  it('answers nobody at the old host once the database was moved', async () => {
    autotask.moveToAnotherZone();
    expect((await query('Tickets', { op: 'gt', field: 'id', value: 0 })).status).toBe(401);
    const { body } = await call('GET', `zoneInformation?user=${credentials.username}`);
    expect(body['url']).toMatch(/^http:\/\/localhost:/);
  });

  it('does not know a path in another case, a POST of notes without their ticket, or nonsense', async () => {
    const elsewhere = `${autotask.url}/atservicesrest/V1.0/Tickets/1`;
    expect((await call('GET', elsewhere)).status).toBe(404);
    const note = { description: 'hello', noteType: 3, publish: 2 };
    expect((await call('POST', 'TicketNotes', { body: note })).status).toBe(404);
    expect((await call('GET', 'Tickits/1')).status).toBe(404);
    expect((await call('GET', 'Tickets/1')).status).toBe(404);
  });

  it.each([
    [{ title: undefined }, /title is required/],
    [{ companyID: undefined }, /companyID is required/],
    [{ priority: undefined }, /priority is required/],
    [{ queueID: undefined }, /queueID is required/],
    [{ title: 'x'.repeat(256) }, /length of the field title/],
    [{ description: 'x'.repeat(8_001) }, /length of the field description/],
    [{ status: 99 }, /not a valid picklist value/],
    [{ status: 11 }, /not a valid picklist value/],
    [{ companyID: 7 }, /companyID of type: Account does not exist/],
    [{ contactID: 2_601 }, /contactID of type: Contact does not exist/],
    [{ subject: 'x' }, /is not valid/],
  ])('refuses a ticket with %j, with 500 and words', async (wrong, words) => {
    const good = {
      title: 'Printer',
      companyID: LAKESIDE,
      contactID: DANA.id,
      status: 1,
      priority: 2,
      queueID: 5,
    };
    const { status, body } = await call('POST', 'Tickets', { body: { ...good, ...wrong } });
    expect(status).toBe(500);
    expect(body.errors.join()).toMatch(words);
    expect((await call('POST', 'Tickets', { body: good })).status).toBe(200);
    expect(autotask.tickets).toHaveLength(1);
  });

  it.each([
    [{ description: undefined }, /description is required/],
    [{ noteType: undefined }, /noteType is required/],
    [{ publish: undefined }, /publish is required/],
    [{ publish: 3 }, /not a valid picklist value/],
    [{ description: 'x'.repeat(32_001) }, /length of the field description/],
    [{ title: 'x'.repeat(251) }, /length of the field title/],
  ])('refuses a note with %j', async (wrong, words) => {
    const { id } = opens();
    const note = { title: 'Hello', description: 'hello', noteType: 3, publish: 2, ...wrong };
    expect((await call('POST', `Tickets/${id}/Notes`, { body: note })).body.errors.join()).toMatch(words);
    expect(autotask.notes(id)).toEqual([]);
  });

  it('refuses a fourth call at once to one endpoint, and says so with 500', async () => {
    const { id } = opens();
    let done = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const allHere = new Promise<void>((resolve) => {
      autotask.observe(async (stage, { path }) => {
        if (stage === 'arrived' || !path.includes('/Tickets/')) return;
        done += 1;
        // Those that were let in keep their places until the fourth has had its answer.
        if (done === 4) resolve();
        await held;
      });
    });
    const answers = Array.from({ length: 4 }, () => call('GET', `Tickets/${id}`));
    const beside = call('GET', `Contacts/${DANA.id}`);
    await allHere;
    expect((await beside).status).toBe(200);
    release();

    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 200, 500]);
    expect((await call('GET', `Tickets/${id}`)).status).toBe(200);
  });
});

describe('queries of the simulated Autotask', () => {
  const ids = ({ body }: Answer) => body.items.map(({ id }) => id);

  it('find by number, text blind to case, time, list and alternatives', async () => {
    const printer = opens('Printer jam');
    const vpn = autotask.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'VPN' });
    const found = async (...filter: object[]) => ids(await query('Tickets', ...filter));

    expect(await found({ op: 'eq', field: 'companyID', value: LAKESIDE })).toEqual([printer.id]);
    expect(await found({ op: 'contains', field: 'title', value: 'JAM' })).toEqual([printer.id]);
    expect(await found({ op: 'in', field: 'id', value: [vpn.id, 7] })).toEqual([vpn.id]);
    expect(await found({ op: 'gt', field: 'createDate', value: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ op: 'notExist', field: 'externalID' })).toEqual([printer.id, vpn.id]);
    expect(await found({ op: 'noteq', field: 'externalID', value: 'x' })).toEqual([]);
    const either = [
      { op: 'eq', field: 'title', value: 'vpn' },
      { op: 'eq', field: 'title', value: 'printer jam' },
    ];
    expect(await found({ op: 'or', items: either })).toEqual([printer.id, vpn.id]);
  });

  it('ignore an operator that is none, and refuse a field that is none', async () => {
    const { id } = opens();
    expect(ids(await query('Tickets', { op: 'equals', field: 'title', value: 'x' }))).toEqual([id]);
    const { status, body } = await query('Tickets', { op: 'eq', field: 'subject', value: 'x' });
    expect([status, body.errors]).toEqual([500, ['Unable to find subject in the Tickets Entity.']]);
    expect((await call('POST', 'Tickets/query', { body: { filter: [] } })).status).toBe(500);
  });

  it('give 500 a page, and the next only to who posts the same again', async () => {
    for (let number = 1; number <= 510; number += 1) opens(`Ticket ${number}`);
    const body = { filter: [{ op: 'gt', field: 'id', value: 0 }], includeFields: ['title'] };
    const page = await call('POST', 'Tickets/query', { body });
    expect(page.body.items).toHaveLength(500);
    expect(page.body.items[0]).toEqual({ id: autotask.tickets[0]?.id, title: 'Ticket 1' });

    const next = String(page.body.pageDetails['nextPageUrl']);
    expect((await call('GET', next)).status).toBe(405);
    expect((await call('POST', next, { body: {} })).status).toBe(500);
    const last = await call('POST', next, { body });
    expect(last.body.items.map(({ title }) => title)).toHaveLength(10);
    expect(last.body.pageDetails['nextPageUrl']).toBeNull();
    expect((await call('POST', 'Tickets/query', { body: { ...body, maxRecords: 501 } })).status).toBe(500);
  });
});

describe('what is written to the simulated Autotask', () => {
  it('has the API user as its author, and another program behind whom it names', async () => {
    const { id } = opens();
    const note = { description: 'ours', noteType: 3, publish: 2 };
    await call('POST', `Tickets/${id}/Notes`, { body: note });
    const impersonating = { impersonationresourceid: String(TESS.id) };
    expect((await call('POST', `Tickets/${id}/Notes`, { body: note, headers: impersonating })).status).toBe(
      500,
    );
    await autotask.programWrites({ ticketId: id, technician: TESS.email, text: 'theirs' });

    expect(autotask.notes(id)).toMatchObject([
      { creatorResourceID: autotask.apiUserId, impersonatorCreatorResourceID: null },
      { creatorResourceID: TESS.id, impersonatorCreatorResourceID: 29_682_901 },
    ]);
  });

  it('changes what a PATCH names, completes by the system’s own status, and opens again', async () => {
    const { id } = opens();
    expect((await call('PATCH', 'Tickets', { body: { id, status: 5 } })).body.itemId).toBe(id);
    expect(autotask.tickets[0]).toMatchObject({ title: 'Printer', completedDate: expect.any(String) });
    await call('PATCH', 'Tickets', { body: { id, status: 8 } });
    expect(autotask.tickets[0]).toMatchObject({ status: 8, completedDate: null });
    expect((await call('PATCH', 'Tickets', { body: { id: 7, status: 5 } })).body.errors).toEqual([
      'No matching records found',
    ]);
  });

  it('is shown to people newest ticket first, with what only technicians see marked', async () => {
    const { id } = autotask.contactOpensTicket({
      email: DANA.email,
      summary: 'Printer',
      description: 'It is broken.',
    });
    autotask.technicianWrites({ ticketId: id, technician: TESS.email, text: 'On it' });
    autotask.contactMails({ ticketId: id, email: DANA.email, text: 'Thanks' });
    opens('Scanner');

    expect(autotask.ticketsOf(LAKESIDE)).toMatchObject([
      { summary: 'Scanner', notes: [] },
      {
        id: String(id),
        statusName: 'New',
        closed: false,
        contactName: 'Dana Diaz',
        notes: [
          { text: 'It is broken.', internal: false, author: 'Dana Diaz' },
          { text: 'On it', internal: true, author: 'Tess Tanaka' },
          { text: 'Thanks', internal: false, author: 'Dana Diaz' },
        ],
      },
    ]);
    autotask.reset();
    expect(autotask.ticketsOf(LAKESIDE)).toEqual([]);
  });
});

describe('webhooks of the simulated Autotask', () => {
  let listener: Server;
  let received: { body: string; signature: string | undefined }[];
  let status: number;
  let webhookUrl: string;

  beforeEach(async () => {
    received = [];
    status = 200;
    listener = createServer((request, response) => {
      const signature = request.headers['x-hook-signature']?.toString();
      void text(request).then((body) => {
        received.push({ body, signature });
        response.statusCode = status;
        return response.end();
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    webhookUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
  });

  afterEach(() => void listener.close());

  const register = async (): Promise<number> => {
    const body = {
      name: 'Test',
      webhookUrl,
      deactivationUrl: webhookUrl,
      secretKey: 'key',
      isActive: true,
      isSubscribedToCreateEvents: true,
      isSubscribedToUpdateEvents: true,
      isSubscribedToDeleteEvents: false,
      sendThresholdExceededNotification: false,
    };
    return (await call('POST', 'TicketNoteWebhooks', { body })).body.itemId;
  };
  const watch = (webhookID: number, fieldID: number, isDisplayAlwaysField = false) =>
    call('POST', `TicketNoteWebhooks/${webhookID}/Fields`, {
      body: { webhookID, fieldID, isSubscribedField: true, isDisplayAlwaysField },
    });

  it('come once a field is watched, signed over bytes in which odd signs are escaped', async () => {
    const id = await register();
    const ticket = opens();
    autotask.contactWrites({ ticketId: ticket.id, email: DANA.email, text: 'unheard' });
    await watch(id, 5, true);
    await watch(id, 1);
    const said = `"Größe" & <A4> 'x' \`y\` 1+1 \\ 👋`;
    autotask.contactWrites({ ticketId: ticket.id, email: DANA.email, text: said });
    await autotask.callbacksSettled();

    const [{ body, signature } = { body: '', signature: '' }, ...others] = received;
    expect(others).toEqual([]);
    expect(body).not.toMatch(/[&<>'`+]|\\"|[^\u0020-\u007e]/);
    expect(JSON.parse(body)).toMatchObject({
      Action: 'Create',
      EntityType: 'TicketNote',
      Fields: { TicketID: String(ticket.id), Description: said },
      PersonID: DANA.id,
    });
    expect(signature).toBe(`sha1=${createHmac('sha1', 'key').update(body).digest('base64')}`);
  });

  it('do not come for what people did who are left out, nor for fields that are not watched', async () => {
    const id = await register();
    await watch(id, 3);
    await call('POST', `TicketNoteWebhooks/${id}/ExcludedResources`, {
      body: { webhookID: id, resourceID: autotask.apiUserId },
    });
    const ticket = opens();
    await call('POST', `Tickets/${ticket.id}/Notes`, { body: { description: 'x', noteType: 3, publish: 2 } });
    const note = autotask.technicianWrites({ ticketId: ticket.id, technician: TESS.email, text: 'On it' });
    autotask.technicianEdits({ noteId: note.id, technician: TESS.email, text: 'Done' });
    await autotask.callbacksSettled();

    expect(received.map(({ body }) => (JSON.parse(body) as { Id: number }).Id)).toEqual([note.id]);
  });

  it('are switched off after 25 failures in a row, and say so without a signature', async () => {
    await watch(await register(), 1);
    const { id: ticketId } = opens();
    status = 500;
    for (let number = 1; number <= 26; number += 1)
      autotask.contactWrites({ ticketId, email: DANA.email, text: `Note ${number}` });
    await autotask.callbacksSettled();

    expect(autotask.webhooks.TicketNote).toMatchObject([{ isActive: false, secretKey: null }]);
    expect(received.find(({ body }) => body.includes('Deactivated'))).toMatchObject({ signature: undefined });
  });

  it('say so, too, when they are deleted, and come no more', async () => {
    const id = await register();
    await watch(id, 1);
    const { id: ticketId } = opens();

    await call('DELETE', `TicketNoteWebhooks/${id}`);
    autotask.contactWrites({ ticketId, email: DANA.email, text: 'unheard' });
    await autotask.callbacksSettled();

    expect(autotask.webhooks.TicketNote).toEqual([]);
    expect(received).toMatchObject([{ body: expect.stringContaining('Deactivated'), signature: undefined }]);
  });
});
