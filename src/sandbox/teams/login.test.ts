import { constants, createPublicKey, type JsonWebKey, sign, verify, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askForToken, rawBot, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import { clients, msp } from '../demo-data.ts';
import { type SimulatedTeams, startSimulatedTeams, type TokenFlaw } from './index.ts';

let teams: SimulatedTeams;

beforeEach(async () => {
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT });
});

afterEach(() => teams.close());

it('gives the bot a token for its secret, with which the connector lets it in', async () => {
  const { status, body } = await askForToken(teams);
  const bot = await rawBot(teams, String(body['access_token']));

  expect({ status, type: body['token_type'] }).toEqual({ status: 200, type: 'Bearer' });
  expect((await bot.says(teams.conversation('dana').id, { text: 'hello' })).status).toBe(201);
});

it.each([
  ['another secret', { client_secret: 'guessed' }, 401, 7_000_215],
  ['another app', { client_id: '00000000-0000-4000-8000-000000000001' }, 400, 700_016],
  ['the tenant of somebody else', { tenant: msp.entraTenantId }, 400, 700_016],
  ['another scope', { scope: 'https://graph.microsoft.com/.default' }, 400, 70_011],
  ['another grant', { grant_type: 'password' }, 400, 70_003],
  ['an assertion that nobody signed', { client_assertion: 'a.b.c' }, 401, 700_027],
])('gives no token for %s', async (_what, change, status, code) => {
  expect(await askForToken(teams, change)).toMatchObject({ status, body: { error_codes: [code] } });
});

it('gives a single-tenant bot its token in its own tenant only', async () => {
  await teams.close();
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT, appTenantId: msp.entraTenantId });

  expect((await askForToken(teams)).status).toBe(400);
  expect((await askForToken(teams, { tenant: msp.entraTenantId })).status).toBe(200);
});

it('gives a token for an assertion that the certificate’s key has signed for this very login', async () => {
  const { certificate, privateKey } = selfSignedCertificate('countersign');
  await teams.close();
  teams = await startSimulatedTeams({ clients, msp, ...TEST_BOT, appCertificate: certificate });
  const endpoint = `${teams.loginUrl}/botframework.com/oauth2/v2.0/token`;
  const prove = (aud: string, key = privateKey) =>
    askForToken(teams, {
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(certificate, key, aud),
    });

  expect((await prove(endpoint)).status).toBe(200);
  expect((await prove('https://login.example/')).status).toBe(401);
  expect((await prove(endpoint, selfSignedCertificate('another').privateKey)).status).toBe(401);
});

function assertion(certificate: string, key: string, aud: string): string {
  const thumbprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = { alg: 'PS256', 'x5t#S256': Buffer.from(thumbprint, 'hex').toString('base64url') };
  const { appId } = TEST_BOT;
  const content = `${encode(header)}.${encode({ aud, iss: appId, sub: appId, exp: Date.now() / 1_000 + 60 })}`;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha256', Buffer.from(content), { key, padding, saltLength: 32 });
  return `${content}.${signature.toString('base64url')}`;
}

it('keeps everybody out of the connector without a token, with a foreign one, and with one that was recalled', async () => {
  const bot = await rawBot(teams);
  const dana = teams.conversation('dana').id;
  const statusOf = async (token: string) =>
    (await (await rawBot(teams, token)).says(dana, { text: 'x' })).status;

  expect(await statusOf('')).toBe(401);
  expect(await statusOf('made.up.token')).toBe(401);
  expect(await statusOf(teams.mintToken() ?? '')).toBe(401);
  expect((await bot.says(dana, { text: 'still good' })).status).toBe(201);
  teams.expireTokens();
  expect((await bot.says(dana, { text: 'too late' })).status).toBe(401);
  expect(teams.messagesSeenBy('dana').map(({ text }) => text)).toEqual(['still good']);
});

it('signs deliveries with a published key that is endorsed for Teams', async () => {
  const token = await readToken(teams.mintToken());

  expect(token).toMatchObject({ genuine: true, endorsements: ['msteams'] });
  expect(token.claims).toMatchObject({
    iss: 'https://api.botframework.com',
    aud: TEST_BOT.appId,
    serviceurl: teams.serviceUrl,
  });
  expect(token.claims.nbf * 1_000).toBeLessThan(Date.now());
  expect(token.claims.exp * 1_000).toBeGreaterThan(Date.now());
});

it.each<[TokenFlaw, (token: ReadToken) => boolean]>([
  ['unsigned', ({ algorithm, genuine }) => algorithm === 'none' && !genuine],
  ['wrong_signature', ({ genuine, endorsements }) => !genuine && endorsements.includes('msteams')],
  ['unknown_key', ({ published }) => !published],
  ['own_token', ({ published, claims }) => !published && claims.aud !== TEST_BOT.appId],
  ['unendorsed_key', ({ genuine, endorsements }) => genuine && !endorsements.includes('msteams')],
  ['wrong_audience', ({ genuine, claims }) => genuine && claims.aud !== TEST_BOT.appId],
  ['wrong_issuer', ({ genuine, claims }) => genuine && claims.iss !== teams.tokenIssuer],
  ['wrong_service_url', ({ genuine, claims }) => genuine && claims.serviceurl !== teams.serviceUrl],
  ['no_service_url', ({ genuine, claims }) => genuine && claims.serviceurl === undefined],
  ['expired', ({ genuine, claims }) => genuine && claims.exp * 1_000 < Date.now()],
  ['not_yet_valid', ({ genuine, claims }) => genuine && claims.nbf * 1_000 > Date.now()],
])('can sign a delivery wrongly: %s', async (flaw, isWrong) => {
  expect(isWrong(await readToken(teams.mintToken(flaw)))).toBe(true);
  expect(teams.mintToken('missing')).toBeUndefined();
});

interface ReadToken {
  algorithm: string;
  /** The key that it names is among the published ones. */
  published: boolean;
  genuine: boolean;
  endorsements: readonly string[];
  claims: { iss: string; aud: string; serviceurl?: string; nbf: number; exp: number };
}

/** Reads a token as a bot does that knows nothing but the OpenID document. */
async function readToken(token: string | undefined): Promise<ReadToken> {
  const document = (await (await fetch(teams.openIdMetadataUrl)).json()) as { jwks_uri: string };
  const { keys } = (await (await fetch(document.jwks_uri)).json()) as {
    keys: (JsonWebKey & { kid: string; endorsements: string[] })[];
  };
  const [header = '', claims = '', signature = ''] = (token ?? '').split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as never;
  const { alg, kid } = decode(header) as { alg: string; kid: string };
  const key = keys.find((one) => one.kid === kid);
  return {
    algorithm: alg,
    published: key !== undefined,
    genuine:
      key !== undefined &&
      verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${claims}`),
        createPublicKey({ key, format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      ),
    endorsements: key?.endorsements ?? [],
    claims: decode(claims),
  };
}
