import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients } from '../demo-data.ts';
import { type SimulatedMicrosoft, startSimulatedMicrosoft } from './index.ts';

const APP_ID = '0a99cafe-0000-4000-8000-000000000001';
const SECRET = 'simulated-secret';
const LAKESIDE = '1a7e51de-0000-4000-8000-000000000001';
const BRIGHTFIELD = 'b419f1e1-0000-4000-8000-000000000002';
const DANA = '1a7e51de-0000-4000-8000-00000000a001';
const PRIYA = '1a7e51de-0000-4000-8000-00000000a003';
const SAM = '1a7e51de-0000-4000-8000-00000000a004';
const ZENDESK_USERS = '1a7e51de-0000-4000-8000-00000000b001';

let microsoft: SimulatedMicrosoft;
const clock = new MovableClock();

beforeAll(async () => {
  microsoft = await startSimulatedMicrosoft({
    clients,
    appId: APP_ID,
    clientSecret: SECRET,
    clock,
    pageSize: 2,
  });
});
afterAll(() => microsoft.close());
beforeEach(() => microsoft.reset());

function askForToken(tenantId: string, form: Record<string, string> = {}): Promise<Response> {
  return fetch(`${microsoft.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: APP_ID,
      client_secret: SECRET,
      scope: 'https://graph.microsoft.com/.default',
      ...form,
    }),
  });
}

async function tokenFor(tenantId: string): Promise<string> {
  const { access_token } = (await (await askForToken(tenantId)).json()) as { access_token: string };
  return access_token;
}

interface Exchange {
  status: number;
  body: Record<string, unknown>;
}

async function graph(
  method: string,
  path: string,
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Exchange> {
  const response = await fetch(`${microsoft.url}/v1.0${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token ?? (await tokenFor(LAKESIDE))}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as Exchange['body']) : {} };
}

function refused(code: string, message: RegExp): unknown {
  return expect.objectContaining({
    body: { error: expect.objectContaining({ code, message: expect.stringMatching(message) as string }) },
  });
}

describe('the token endpoint', () => {
  it.each([
    ['an unknown tenant', 'ffffffff-0000-4000-8000-000000000000', {}, 400, 90002],
    ['a wrong secret', LAKESIDE, { client_secret: 'wrong' }, 401, 7000215],
    ['an unknown application', LAKESIDE, { client_id: 'somebody-else' }, 400, 700016],
    ['a scope of single permissions', LAKESIDE, { scope: 'User.Read.All' }, 400, 1002012],
    ['another kind of grant', LAKESIDE, { grant_type: 'password' }, 400, 70003],
  ])('refuses %s with its AADSTS number', async (_, tenantId, form, status, code) => {
    const response = await askForToken(tenantId, form);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error_codes: [code],
      error_description: expect.stringContaining(`AADSTS${code}:`) as string,
    });
  });

  it('does not know an app to which the tenant has not consented', async () => {
    microsoft.tenant('lakeside').consented = false;
    expect(await (await askForToken(LAKESIDE)).json()).toMatchObject({ error_codes: [700016] });
    expect((await askForToken(BRIGHTFIELD)).status).toBe(200);
  });
});

describe('tokens at Graph', () => {
  it('shows a tenant only to its own token', async () => {
    const token = await tokenFor(BRIGHTFIELD);
    expect((await graph('GET', `/users/${DANA}`, { token })).status).toBe(404);
    expect((await graph('GET', `/users/${DANA}`)).status).toBe(200);
  });

  it('refuses a token that it did not give or that has expired', async () => {
    expect(await graph('GET', '/users', { token: 'made-up' })).toEqual(
      refused('InvalidAuthenticationToken', /not well formed/),
    );
    const token = await tokenFor(LAKESIDE);
    clock.advance({ minutes: 60 });
    expect(await graph('GET', '/users', { token })).toEqual(refused('InvalidAuthenticationToken', /expired/));
  });

  it('refuses what nobody consented to', async () => {
    microsoft.tenant('lakeside').permissions.delete('AuditLog.Read.All');
    expect(await graph('GET', '/auditLogs/signIns')).toEqual(
      refused('Authorization_RequestDenied', /Insufficient privileges/),
    );
  });
});

describe('queries', () => {
  it('gives the selected properties and no others, and refuses unknown ones', async () => {
    const { body } = await graph('GET', `/users/${DANA}?$select=id,accountEnabled`);
    expect(Object.keys(body).sort()).toEqual(['@odata.context', 'accountEnabled', 'id']);
    expect((await graph('GET', `/users/${DANA}?$select=shoeSize`)).status).toBe(400);
  });

  it('gives everybody once over all pages', async () => {
    const names: unknown[] = [];
    let next: string | undefined = '/users?$select=displayName';
    while (next) {
      const { body } = await graph('GET', next);
      names.push(...(body['value'] as { displayName: string }[]).map((user) => user.displayName));
      next = (body['@odata.nextLink'] as string | undefined)?.split('/v1.0')[1];
    }
    expect(names.length).toBe(6);
    expect(new Set(names).size).toBe(6);
  });

  it('searches only when told that eventual consistency will do', async () => {
    const path = `/groups?$search=${encodeURIComponent('"displayName:zen"')}&$select=displayName`;
    expect(await graph('GET', path)).toEqual(refused('Request_UnsupportedQuery', /ConsistencyLevel/));
    const { body } = await graph('GET', path, { headers: { ConsistencyLevel: 'eventual' } });
    expect(body['value']).toEqual([{ displayName: 'Zendesk Users' }]);
  });

  it.each([
    ["mail eq 'DANA@lakeside.example'", ['Dana Diaz']],
    ["mail eq 'nobody' or userPrincipalName eq 'max@lakeside.example'", ['Max Moreno']],
    ["proxyAddresses/any(p:p eq 'smtp:lee@lakeside.example')", ['Lee Larsen']],
    ["startswith(displayName,'Pri') and accountEnabled eq true", ['Priya Patel']],
    ["displayName eq 'O''Brien'", []],
  ])('filters by %s', async (filter, names) => {
    const { body } = await graph('GET', `/users?$select=displayName&$filter=${encodeURIComponent(filter)}`);
    expect((body['value'] as { displayName: string }[]).map(({ displayName }) => displayName)).toEqual(names);
  });

  it.each(["displayName eq 'open", 'displayName eq', "displayName eq 'a' b", "(mail eq 'a'"])(
    'refuses the broken filter %s',
    async (filter) => {
      expect((await graph('GET', `/users?$filter=${encodeURIComponent(filter)}`)).status).toBe(400);
    },
  );

  it('answers an unknown path as Graph does', async () => {
    expect(await graph('GET', '/users/x/shoes')).toEqual(
      refused('BadRequest', /Resource not found for the segment 'shoes'/),
    );
  });
});

describe('changes', () => {
  const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${DANA}` };

  it('adds a member once and then says that it is there', async () => {
    const path = `/groups/${ZENDESK_USERS}/members/$ref`;
    expect((await graph('POST', path, { body: reference })).status).toBe(204);
    expect(await graph('POST', path, { body: reference })).toEqual(
      refused('Request_BadRequest', /already exist for the following modified properties: 'members'/),
    );
    const dana = microsoft.directory('lakeside').users.find(({ id }) => id === DANA);
    expect(dana?.groups).toContain('Zendesk Users');
  });

  it('shows the state before a write for as many reads as the replica lags', async () => {
    microsoft.tenant('lakeside').lagBehindWrites(1);
    await graph('POST', `/groups/${ZENDESK_USERS}/members/$ref`, { body: reference });
    const groups = async () => {
      const { body } = await graph('GET', `/users/${DANA}/memberOf?$select=displayName`);
      return (body['value'] as { displayName: string }[]).map(({ displayName }) => displayName);
    };
    expect(await groups()).not.toContain('Zendesk Users');
    expect(await groups()).toContain('Zendesk Users');
  });

  it.each([
    ['the password of an administrator', PRIYA, 403, 'Authorization_RequestDenied'],
    ['the password of a synced user', SAM, 400, 'Request_BadRequest'],
  ])('refuses %s', async (_, userId, status, code) => {
    const body = { passwordProfile: { password: 'Correct-Horse-7', forceChangePasswordNextSignIn: true } };
    const answer = await graph('PATCH', `/users/${userId}`, { body });
    expect(answer.status).toBe(status);
    expect(answer).toEqual(refused(code, /./));
  });

  it('keeps no password', async () => {
    const password = 'Correct-Horse-7-Staple';
    const body = { passwordProfile: { password, forceChangePasswordNextSignIn: true } };
    expect((await graph('PATCH', `/users/${DANA}`, { body })).status).toBe(204);
    expect(JSON.stringify(microsoft.tenant('lakeside').state)).not.toContain(password);
  });
});
