import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../test/support/self-signed-certificate.ts';
import { systemClock } from './clock.ts';
import { type EntraApp, holdEntraToken } from './entra-token.ts';
import { clients } from './sandbox/demo-data.ts';
import { type SimulatedMicrosoft, startSimulatedMicrosoft } from './sandbox/microsoft/index.ts';

const appId = '0a99cafe-0000-4000-8000-000000000001';
const { certificate, privateKey } = selfSignedCertificate('countersign');
const pem = `${certificate}\n${privateKey}`;

let microsoft: SimulatedMicrosoft;

beforeEach(async () => {
  const credentials = { appId, clientSecret: 'marked-client-secret', certificate };
  microsoft = await startSimulatedMicrosoft({ ...credentials, clients, clock: systemClock });
});

afterEach(() => microsoft.close());

function tokenOf(change: Partial<EntraApp> = {}) {
  const app: EntraApp = {
    vendor: 'microsoft_graph',
    loginUrl: microsoft.url,
    tenant: microsoft.tenant('lakeside').id,
    appId,
    secret: 'marked-client-secret',
    certificate: undefined,
    scope: 'https://graph.microsoft.com/.default',
    ...change,
  };
  return holdEntraToken(app, { fetch, clock: systemClock }).get();
}

describe('a token of Microsoft’s login', () => {
  it.each([
    ['a secret', {}],
    ['a certificate', { secret: undefined, certificate: pem }],
    ['a certificate, where there is a secret too', { secret: 'wrong', certificate: pem }],
  ])('is given for %s', async (_what, change) => {
    const token = await tokenOf(change);
    const answer = await fetch(`${microsoft.url}/v1.0/subscribedSkus`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a wrong secret', { secret: 'wrong' }, 'AADSTS7000215'],
    [
      'an app that the tenant does not know',
      { appId: 'c0a7e519-0000-4000-8000-0000000000b0' },
      'AADSTS700016',
    ],
    ['a tenant that there is not', { tenant: 'c0a7e519-0000-4000-8000-0000000000b0' }, 'AADSTS90002'],
    [
      'a key that is not the certificate’s',
      { certificate: `${certificate}\n${selfSignedCertificate('countersign').privateKey}` },
      'AADSTS700027',
    ],
  ])('is refused for %s with the login’s number of what is wrong', async (_what, change, vendorCode) => {
    await expect(tokenOf({ ...change, vendor: 'teams' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'the login gave no token',
      facts: { vendor: 'teams', vendorCode },
    });
  });

  it('is not asked for with a certificate that cannot be read', async () => {
    await expect(tokenOf({ certificate })).rejects.toMatchObject({
      code: 'bad_configuration',
      facts: { vendor: 'microsoft_graph' },
    });
    expect(microsoft.calls).toEqual([]);
  });

  it.each([
    [429, 'rate_limited'],
    [503, 'unavailable'],
    [403, 'unauthenticated'],
  ])('is not to be had for the time being, or not at all, after %i', async (status, code) => {
    microsoft.faults.add({ path: /token$/, answer: { kind: 'status', status, body: 'from a proxy' } });
    await expect(tokenOf()).rejects.toMatchObject({ code, facts: { status } });
  });

  it('is not made of an answer that is none', async () => {
    const body = { token_type: 'Bearer' };
    microsoft.faults.add({ path: /token$/, answer: { kind: 'status', status: 200, body } });
    await expect(tokenOf()).rejects.toMatchObject({ code: 'unexpected_response' });
  });
});
