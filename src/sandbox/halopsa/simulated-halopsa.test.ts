import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { type SimulatedHaloPsa, startSimulatedHaloPsa } from './simulated-halopsa.ts';

const credentials = { tenant: 'harborit', clientId: 'id', clientSecret: 'secret' };
const dana = 'dana@lakeside.example';
const tess = 11;

let clock: MovableClock;
let halo: SimulatedHaloPsa;
let token: string;

beforeEach(async () => {
  clock = new MovableClock();
  halo = await startSimulatedHaloPsa({ ...credentials, clients, msp, clock, callsInFiveMinutes: 50 });
  token = await signIn('id', 'secret');
});

afterEach(() => halo.close());

interface Answer {
  status: number;
  // What an answer holds is what the test is about to find out.
  body: Record<string, unknown> & readonly Record<string, unknown>[];
}

async function answerOf(response: Response): Promise<Answer> {
  const body = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: (isJson ? JSON.parse(body) : { body }) as Answer['body'] };
}

async function askForToken(fields: Record<string, string>, tenant = 'harborit'): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all', ...fields });
  return answerOf(await fetch(`${halo.url}/auth/token?tenant=${tenant}`, { method: 'POST', body }));
}

async function signIn(clientId: string, clientSecret: string): Promise<string> {
  return String(
    (await askForToken({ client_id: clientId, client_secret: clientSecret })).body['access_token'],
  );
}

async function call(method: string, path: string, body?: unknown, as = token): Promise<Answer> {
  const response = await fetch(`${halo.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answerOf(response);
}

const opened = (type?: string) => halo.contactOpensTicket({ email: dana, summary: 'Printer', type }).id;
const note = (ticketId: number) => ({ ticket_id: ticketId, outcome: 'Private Note', note: 'x' });

describe('signing in to the simulated Halo', () => {
  it('says without a token where to sign in', async () => {
    const info = await answerOf(await fetch(`${halo.url}/api/authinfo`));
    expect(info.body).toEqual({ auth_url: `${halo.url}/auth`, tenant_id: 'harborit' });
  });

  it('gives tokens to its applications alone, for their tenant and for scopes that they have', async () => {
    const right = { client_id: 'id', client_secret: 'secret' };
    expect((await askForToken(right)).body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    for (const [fields, tenant, error] of [
      [{ ...right, client_secret: 'wrong' }, 'harborit', 'invalid_client'],
      [{ ...right, scope: 'everything' }, 'harborit', 'invalid_scope'],
      [{ ...right, grant_type: 'password' }, 'harborit', 'unsupported_grant_type'],
      [right, 'somebody', 'invalid_request'],
    ] as const)
      expect(await askForToken(fields, tenant)).toMatchObject({ status: 400, body: { error } });
  });

  it('takes a token for an hour, unless it is revoked', async () => {
    expect((await call('GET', '/Agent/me')).body).toMatchObject({ id: 2, isapiagent: true });
    expect((await call('GET', '/Agent/me', undefined, 'made-up')).status).toBe(401);
    clock.advance({ minutes: 60 });
    expect((await call('GET', '/Agent/me')).status).toBe(401);

    token = await signIn('id', 'secret');
    halo.revokeTokens();
    expect((await call('GET', '/Agent/me')).status).toBe(401);
  });

  it('answers too many calls in five minutes with 429 and no word about how long', async () => {
    for (let number = 0; number < 50; number += 1) await call('GET', '/Agent/me');
    const response = await fetch(`${halo.url}/api/Agent/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, null]);
    clock.advance({ minutes: 5 });
    expect((await call('GET', '/Agent/me')).status).toBe(200);
  });
});

describe('what the simulated Halo refuses', () => {
  it('takes arrays and nothing else', async () => {
    const body = note(opened());
    expect((await call('POST', '/Actions', body)).status).toBe(400);
    expect((await call('POST', '/Actions', [])).status).toBe(400);
    expect((await call('POST', '/Actions', [body])).status).toBe(200);
  });

  it('takes no action without an outcome that it has', async () => {
    const { outcome: _outcome, ...without } = note(opened());
    for (const body of [without, { ...without, outcome: 'Whisper' }, { ...without, outcome_id: 99 }])
      expect(await call('POST', '/Actions', [body])).toMatchObject({
        status: 400,
        body: { Message: 'An Outcome must be entered for this Action' },
      });
  });

  it('takes no ids that are no whole numbers, and no records that are not there', async () => {
    expect((await call('POST', '/Actions', [{ ...note(opened()), ticket_id: 95.5 }])).status).toBe(400);
    expect((await call('POST', '/Actions', [note(99_999)])).status).toBe(400);
    for (const path of ['/Tickets/99999', '/Tickets/x', '/Users/1', '/Actions/1?ticket_id=99999', '/Tikets'])
      expect((await call('GET', path)).status, path).toBe(404);
  });

  it.each([
    ['a summary', { summary: ' ' }],
    ['a summary that is short', { summary: 'x'.repeat(201) }],
    ['a ticket type', { tickettype_id: 99 }],
    ['a client', { client_id: 99 }],
    ['the site of the user', { site_id: undefined }],
    ['a user of the client', { user_id: 1_601, site_id: 1_143 }],
  ])('takes no ticket without %s', async (_what, wrong) => {
    const right = { summary: 'x', tickettype_id: 1, client_id: 142, user_id: 1_501, site_id: 1_142 };
    expect((await call('POST', '/Tickets', [{ ...right, ...wrong }])).status).toBe(400);
    expect((await call('POST', '/Tickets', [right])).body).toMatchObject({ user_name: 'Dana Diaz' });
  });

  it('takes no status that the ticket type does not have', async () => {
    const id = opened();
    expect((await call('POST', '/Tickets', [{ id, status_id: 30 }])).status).toBe(400);
    expect((await call('POST', '/Tickets', [{ id, status_id: 2 }])).body).toMatchObject({
      status_name: 'In Progress',
    });
  });
});

describe('what the simulated Halo does', () => {
  it('shows an action and mails it as its outcome says, unless the caller says otherwise', async () => {
    const ticketId = opened();
    const write = async (fields: object) =>
      (await call('POST', '/Actions', [{ ...note(ticketId), ...fields }])).body;
    expect(await write({})).toMatchObject({ hiddenfromuser: true, sendemail: false });
    expect(await write({ outcome: 'Email User' })).toMatchObject({ hiddenfromuser: false, sendemail: true });
    expect(await write({ outcome: 'Email User', hiddenfromuser: true, sendemail: false })).toMatchObject({
      hiddenfromuser: true,
      sendemail: false,
    });
    halo.showHiddenActions(true);
    expect(await write({})).toMatchObject({ hiddenfromuser: false });
  });

  it('counts actions in each ticket, and shows another agent than the one who acts where it is told to', async () => {
    const other = await signIn(halo.program.clientId, halo.program.clientSecret);
    opened();
    const { body } = await call('POST', '/Actions', [{ ...note(opened()), who_agentid: tess }], other);
    expect(body).toMatchObject({
      id: 2,
      who_agentid: tess,
      actionby_agent_id: 3,
      actionby_application_id: halo.program.clientId,
    });
  });

  it('gives pages of a hundred at most, or so many as are asked for, with the count of all', async () => {
    for (let number = 0; number < 130; number += 1) opened();
    const list = async (query: string) => (await call('GET', `/Tickets?${query}`)).body;
    const count = (body: Answer['body']) => (body['tickets'] as unknown[]).length;

    expect(count(await list(''))).toBe(50);
    expect(count(await list('pageinate=true&page_size=500&page_no=1'))).toBe(100);
    expect(count(await list('pageinate=true&page_size=100&page_no=2'))).toBe(30);
    expect(await list('count=1&order=id&orderdesc=true')).toMatchObject({
      record_count: 130,
      tickets: [{ id: halo.tickets.at(-1)?.id }],
    });
  });

  it('searches tickets by date, client, user and summary, and passes over what it does not know', async () => {
    const printer = opened();
    clock.advance({ minutes: 30 });
    const since = clock.now().toISOString().slice(0, 19);
    const vpn = halo.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'VPN' }).id;
    const found = async (query: string) =>
      ((await call('GET', `/Tickets?${query}`)).body['tickets'] as { id: number }[]).map(({ id }) => id);

    expect(await found('client_id=142')).toEqual([printer]);
    expect(await found('user_id=1601')).toEqual([vpn]);
    expect(await found('search_summary=print')).toEqual([printer]);
    expect(await found(`datesearch=lastactiondate&startdate=${since}`)).toEqual([vpn]);
    expect(await found(`datesearch=nonsense&startdate=${since}`)).toEqual([printer, vpn]);
    halo.technicianWritesNote({ ticketId: printer, agent: tess, text: 'On it' });
    expect(await found(`datesearch=lastactiondate&startdate=${since}`)).toEqual([printer, vpn]);
    expect(await found(`datesearch=dateoccured&startdate=${since}`)).toEqual([vpn]);
  });

  it('settles an approval by the answer of one approver', async () => {
    const ticketId = opened();
    await call('POST', '/Actions', [{ ...note(ticketId), outcome: 'Request Approval' }]);
    expect(halo.tickets[0]?.approvers.map(({ name }) => name)).toEqual(
      msp.technicians.map(({ name }) => name),
    );
    const answer = { ticket_id: ticketId, seq: 1, actionnumber: 2, result: 2 };
    expect((await call('POST', '/TicketApproval', [answer])).status).toBe(200);
    expect((await call('GET', `/Tickets/${ticketId}`)).body).toMatchObject({
      approvers: [],
      approvers_history: [{ agent_id: tess, result: 2 }],
    });
    expect((await call('POST', '/TicketApproval', [answer])).status).toBe(404);
  });
});

describe('webhooks of the simulated Halo', () => {
  it('post ticket and action of each change with a password, wherever an admin said', async () => {
    const received: { url: string; authorization: string; body: string }[] = [];
    const listener = createServer((request, response) => {
      const { url = '', headers } = request;
      void text(request).then((body) => {
        received.push({ url, authorization: headers.authorization ?? '', body });
        return response.end();
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    opened();
    const { port } = listener.address() as AddressInfo;
    halo.deliverTo({ url: `http://127.0.0.1:${port}/hook/secret`, user: 'halo', password: 'pass' });

    const ticketId = opened();
    await call('POST', '/Actions', [note(ticketId)]);
    await halo.webhooksSettled();
    listener.close();

    expect(received.map(({ url }) => url)).toEqual(['/hook/secret', '/hook/secret']);
    expect(received[0]?.authorization).toBe(`Basic ${Buffer.from('halo:pass').toString('base64')}`);
    expect(received.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { event: 'New Ticket Logged', ticket: { id: ticketId }, action: { ticket_id: ticketId, id: 1 } },
      { event: 'Ticket Updated', ticket: { id: ticketId }, action: { id: 2 } },
    ]);
  });

  it('that nobody takes hold nothing up', async () => {
    halo.deliverTo({ url: 'http://127.0.0.1:9/hook', user: 'halo', password: 'pass' });
    opened();
    await halo.webhooksSettled();
    expect(halo.tickets).toHaveLength(1);
  });
});

it('shows the page a client’s tickets, newest first, with what people wrote', () => {
  const first = opened();
  halo.technicianWritesNote({ ticketId: first, agent: tess, text: 'Fuser <again>', visibility: 'internal' });
  halo.technicianTakes({ ticketId: first, agent: tess });
  halo.technicianCloses({ ticketId: first, agent: tess });
  const second = halo.mailOpensTicket({ email: dana, summary: 'Scanner', description: 'It\nhums.' }).id;
  halo.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'VPN' });

  expect(halo.ticketsForPage(142)).toMatchObject([
    {
      id: String(second),
      summary: 'Scanner',
      closed: false,
      contactName: 'Dana Diaz',
      notes: [{ text: 'It\nhums.', internal: false, author: 'Dana Diaz' }],
    },
    {
      id: String(first),
      statusName: 'Closed',
      closed: true,
      notes: [{ id: `${first}:2`, text: 'Fuser <again>', internal: true, author: 'Tess Tanaka' }],
    },
  ]);
  halo.reset();
  expect(halo.ticketsForPage(142)).toEqual([]);
});
