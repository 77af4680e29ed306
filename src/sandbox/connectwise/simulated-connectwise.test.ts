import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { type SimulatedConnectWise, startSimulatedConnectWise } from './simulated-connectwise.ts';

const credentials = {
  companyId: 'harborit',
  publicKey: 'public',
  privateKey: 'private',
  clientId: '0c0ffee0-0000-4000-8000-000000000000',
};

let connectwise: SimulatedConnectWise;

beforeEach(async () => {
  connectwise = await startSimulatedConnectWise({
    ...credentials,
    clients,
    msp,
    clock: new MovableClock(),
  });
});

afterEach(() => connectwise.close());

interface Answer {
  status: number;
  headers: Headers;
  // What an answer holds is what the test is about to find out.
  body: Record<string, unknown> & readonly Record<string, unknown>[];
}

async function call(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${connectwise.url}/v4_6_release/apis/3.0${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from('harborit+public:private').toString('base64')}`,
      clientid: credentials.clientId,
      accept: 'application/vnd.connectwise.com+json; version=2026.4, application/json',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (answer ? JSON.parse(answer) : {}) as Answer['body'],
  };
}

const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(user).toString('base64')}` });
const where = (conditions: string) => `?conditions=${encodeURIComponent(conditions)}`;

describe('what the simulated ConnectWise refuses', () => {
  it('lets nobody in without the right company, keys, client id and version', async () => {
    expect((await call('GET', '/service/tickets')).status).toBe(200);
    expect((await call('GET', '/service/tickets', { headers: basic('harborit+public:wrong') })).status).toBe(
      401,
    );
    expect(
      (await call('GET', '/service/tickets', { headers: basic('somebody+public:private') })).status,
    ).toBe(404);
    expect((await call('GET', '/service/tickets', { headers: { clientid: 'another' } })).status).toBe(401);
    expect((await call('GET', '/service/tickets', { headers: { accept: 'application/json' } })).status).toBe(
      415,
    );
  });

  it('answers an unknown path and an unknown ticket each in its own way', async () => {
    expect(await call('GET', '/service/tikets')).toMatchObject({
      status: 404,
      body: { code: 'ConnectWiseApi', message: 'The endpoint does not exist.' },
    });
    expect(await call('GET', '/service/tickets/7')).toMatchObject({
      status: 404,
      body: { code: 'NotFound', message: 'Ticket 7 not found' },
    });
  });

  it('refuses a note that names no place to show it', async () => {
    const ticket = connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: 'Printer' });
    expect(
      await call('POST', `/service/tickets/${ticket.id}/notes`, { body: { text: 'hello' } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'InvalidObject', message: 'serviceNote object is invalid' },
    });
    expect(connectwise.notes(ticket.id)).toHaveLength(0);
  });

  it('refuses a ticket with a summary over 100 characters, without a company, or with a stranger as contact', async () => {
    const good = { summary: 'Printer', company: { id: 42 }, contact: { id: 501 } };
    const wrong = [
      { ...good, summary: 'x'.repeat(101) },
      { summary: 'Printer' },
      { ...good, contact: { id: 601 } },
    ];
    for (const body of wrong)
      expect((await call('POST', '/service/tickets', { body })).body).toMatchObject({
        code: 'InvalidObject',
      });
    expect((await call('POST', '/service/tickets', { body: good })).status).toBe(201);
    expect(connectwise.tickets).toHaveLength(1);
  });

  it('refuses a reference of more than 100 characters', async () => {
    const body = { summary: 'Printer', company: { id: 42 }, externalXRef: 'x'.repeat(101) };
    expect((await call('POST', '/service/tickets', { body })).body).toMatchObject({ code: 'InvalidObject' });
    expect(connectwise.tickets).toEqual([]);
  });

  it.each([
    'company/id',
    'company/id = 42 and',
    'summary = "open',
    'nonsense = 1',
    'id in 1,2',
    'lastUpdated > [yesterday]',
    'id = 1) or (id = 2',
    'communicationItems/value = "dana@lakeside.example"',
  ])('refuses the condition %s', async (conditions) => {
    expect(await call('GET', `/service/tickets${where(conditions)}`)).toMatchObject({
      status: 400,
      body: { code: 'ApiFindCondition' },
    });
  });
});

describe('people in the simulated ConnectWise', () => {
  const dana = 'dana@lakeside.example';

  it('take tickets: the first owns it, all are on it', () => {
    const { id } = connectwise.contactOpensTicket({ email: dana, summary: 'Printer' });
    for (const member of ['ttanaka', 'tbrandt', 'ttanaka'])
      connectwise.technicianTakes({ ticketId: id, member });

    expect(connectwise.tickets[0]).toMatchObject({
      owner: { identifier: 'ttanaka' },
      resources: 'ttanaka, tbrandt',
    });
  });

  it('enter tickets in their own name, and mail in the connector’s', () => {
    connectwise.contactOpensTicket({ email: dana, summary: 'Portal' });
    connectwise.technicianOpensTicket({ member: 'ttanaka', email: dana, summary: 'Phone' });
    const { id } = connectwise.mailOpensTicket({ email: dana, summary: 'Mail' });
    connectwise.mailAnswersTicket({ email: dana, ticketId: id, text: 'More' });
    connectwise.mailAnswersTicket({ email: 'tess@harbor-it.example', ticketId: id, text: 'Hello' });

    expect(connectwise.tickets.map(({ _info, contact }) => [_info.enteredBy, contact?.id])).toEqual([
      ['Dana Diaz', 501],
      ['ttanaka', 501],
      ['EmailConnector', 501],
    ]);
    expect(connectwise.notes(id)).toMatchObject([
      { createdBy: 'EmailConnector', contact: { id: 501 }, detailDescriptionFlag: true },
      { createdBy: 'EmailConnector', member: { identifier: 'ttanaka' }, detailDescriptionFlag: true },
    ]);
  });

  it('leave: their contact is inactive then', async () => {
    connectwise.contactLeaves(dana);
    expect((await call('GET', '/company/contacts/501')).body).toMatchObject({ inactiveFlag: true });
  });
});

describe('what the simulated ConnectWise finds', () => {
  it('reads references, strings, booleans, dates, lists, and, or, not and parentheses', async () => {
    const printer = connectwise.contactOpensTicket({
      email: 'dana@lakeside.example',
      summary: 'Printer jam',
    });
    const vpn = connectwise.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'VPN' });
    const found = async (conditions: string) =>
      (await call('GET', `/service/tickets${where(conditions)}`)).body.map(({ id }) => id);

    expect(await found('company/id = 42')).toEqual([printer.id]);
    expect(await found('company/identifier = "brightfieldlaw" and closedFlag = false')).toEqual([vpn.id]);
    expect(await found(`id in (${printer.id},${vpn.id}) and lastUpdated >= [2020-01-01T00:00:00Z]`)).toEqual([
      printer.id,
      vpn.id,
    ]);
    expect(await found('lastUpdated < [2020-01-01T00:00:00Z]')).toEqual([]);
    expect(await found('(summary contains "jam" or summary = "vpn") and contact/id != 501')).toEqual([
      vpn.id,
    ]);
    expect(await found('summary not contains "jam"')).toEqual([vpn.id]);
  });

  it('finds a contact by e-mail only through childConditions', async () => {
    const child = encodeURIComponent(
      'communicationItems/value = "dana@lakeside.example" and communicationItems/communicationType = "Email"',
    );
    const { body } = await call('GET', `/company/contacts?childConditions=${child}`);
    expect(body).toMatchObject([{ id: 501, firstName: 'Dana', lastName: 'Diaz' }]);
  });

  it('gives 25 a page unless asked, 1,000 at most, and links to the next page', async () => {
    for (let number = 1; number <= 60; number += 1)
      connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: `Ticket ${number}` });

    const first = await call('GET', '/service/tickets');
    expect(first.body).toHaveLength(25);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(new URL(next).searchParams.get('page')).toBe('2');

    const last = await call('GET', '/service/tickets?page=3');
    expect(last.body).toHaveLength(10);
    expect(last.headers.get('link')).toBeNull();
    expect((await call('GET', '/service/tickets?pageSize=1001')).status).toBe(400);
  });
});

describe('what changes in the simulated ConnectWise', () => {
  it('changes a status given as an object, and only pretends to for a path into it', async () => {
    const { id } = connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: 'Printer' });
    const patch = (path: string, value: unknown) =>
      call('PATCH', `/service/tickets/${id}`, { body: [{ op: 'replace', path, value }] });

    expect((await patch('status/id', 514)).status).toBe(200);
    expect(connectwise.tickets[0]?.status.name).toBe('New');

    expect((await patch('status', { id: 514 })).body).toMatchObject({
      status: { id: 514, name: 'Completed' },
      closedFlag: true,
    });
    expect((await patch('status', { id: 519 })).body).toMatchObject({ code: 'InvalidObject' });
  });

  it('is reached under its dated codebase only until the next version', async () => {
    const dated = (codebase: string) =>
      fetch(`${connectwise.url}/${codebase}/apis/3.0/service/tickets`).then(({ status }) => status);
    expect(await dated('v2026_1')).toBe(401);
    connectwise.upgradeTo('v2026_2');
    expect(await dated('v2026_1')).toBe(404);
    const info = await fetch(`${connectwise.url}/login/companyinfo/harborit`);
    expect(await info.json()).toMatchObject({ Codebase: 'v2026_2/' });
    expect(await (await fetch(`${connectwise.url}/login/companyinfo/nobody`)).json()).toBeNull();
  });
});

describe('callbacks of the simulated ConnectWise', () => {
  it('registers one once, and posts each change signed with the key at its key_url', async () => {
    const received: { url: string; body: string; signature: string }[] = [];
    const listener = createServer((request, response) => {
      const signature = String(request.headers['x-content-signature']);
      const url = request.url ?? '';
      void text(request).then((body) => {
        received.push({ url, body, signature });
        return response.end();
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook?recordId=`;
    const entry = { url, objectId: 1, type: 'ticket', level: 'owner', isSelfSuppressedFlag: true };

    expect((await call('POST', '/system/callbacks', { body: entry })).status).toBe(201);
    expect(await call('POST', '/system/callbacks', { body: entry })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'ObjectExists' }] },
    });
    expect(
      (await call('POST', '/system/callbacks', { body: { ...entry, level: 'planet' } })).body,
    ).toMatchObject({ errors: [{ message: expect.stringContaining('Unrecognized level') as string }] });

    const { id } = connectwise.contactOpensTicket({ email: 'dana@lakeside.example', summary: 'Printer' });
    connectwise.technicianWritesNote({ ticketId: id, member: 'ttanaka', text: 'On it' });
    await call('POST', `/service/tickets/${id}/notes`, {
      body: { text: 'ours', internalAnalysisFlag: true },
    });
    await connectwise.callbacksSettled();
    listener.close();

    expect(received.map((one) => one.url)).toEqual([
      `/hook?recordId=${id}&action=added`,
      `/hook?recordId=${id}&action=updated`,
    ]);
    const [first] = received;
    const payload = JSON.parse(first?.body ?? '') as { Metadata: { key_url: string }; Entity: string };
    expect(JSON.parse(payload.Entity)).toMatchObject({ id, summary: 'Printer' });
    const { signing_key } = (await (await fetch(payload.Metadata.key_url)).json()) as { signing_key: string };
    const key = createHash('sha256').update(signing_key).digest();
    expect(first?.signature).toBe(
      createHmac('sha256', key)
        .update(first?.body ?? '')
        .digest('base64'),
    );
  });
});
