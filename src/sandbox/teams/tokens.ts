import { generateKeyPair, type JsonWebKey, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../clock.ts';

/** What can be wrong with a token that claims to come from the Bot Framework. */
export type TokenFlaw =
  | 'missing'
  | 'unsigned'
  /** What the bot itself sends to connectors: of a right issuer for another purpose. */
  | 'own_token'
  | 'wrong_signature'
  | 'unknown_key'
  | 'unendorsed_key'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'wrong_service_url'
  | 'no_service_url'
  | 'expired'
  | 'not_yet_valid';

/** Issuer of the tokens that deliveries carry. */
export const TOKEN_ISSUER = 'https://api.botframework.com';
/** For whom the bot's own tokens are: the connector. */
const CONNECTOR_AUDIENCE = 'https://api.botframework.com';

/** The directory of botframework.com, in which multi-tenant bots get their tokens. */
export const BOT_FRAMEWORK_TENANT_ID = 'd6d49420-f39b-4df7-a1dc-d59a935871db';

const ENDORSED = 'endorsed-for-teams';
const UNENDORSED = 'endorsed-for-web-chat';
const LOGIN = 'login';

export type Claims = Readonly<Record<string, unknown>>;

export interface TokenKeys {
  /** Signs with the key of this name. */
  sign(claims: Claims, keyName: string): string;
  /** The claims of a token whose signature is right, and which is valid now; undefined otherwise. */
  read(token: string): Claims | undefined;
  /** The keys of the deliveries' tokens, with what each is endorsed for. */
  readonly channelKeys: readonly PublishedKey[];
  /** The keys of the bot's own tokens. */
  readonly loginKeys: readonly PublishedKey[];
}

export type PublishedKey = JsonWebKey & { kid: string; use: 'sig'; endorsements?: readonly string[] };

/** One RSA key for the whole run, since making one takes a tenth of a second and more. */
let keyPair: Promise<{ privateKey: KeyObject; publicKey: KeyObject }> | undefined;

/** The keys of login and deliveries: the same one under several names, and what each name is good for. */
export async function createTokenKeys(): Promise<TokenKeys> {
  keyPair ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { privateKey, publicKey } = await keyPair;
  const jwk = publicKey.export({ format: 'jwk' });
  const published = (kid: string, endorsements?: readonly string[]): PublishedKey => ({
    ...jwk,
    use: 'sig',
    kid,
    x5t: kid,
    ...(endorsements ? { endorsements } : {}),
  });
  return {
    sign: (claims, kid) => encodeToken(claims, { alg: 'RS256', kid, x5t: kid }, privateKey),
    read: (token) => readToken(token, publicKey),
    channelKeys: [published(ENDORSED, ['msteams']), published(UNENDORSED, ['webchat'])],
    loginKeys: [published(LOGIN)],
  };
}

/** The bot's own token, as the login gives it: for the connector, for an hour. Every one has an id. */
export function mintAccessToken(keys: TokenKeys, of: { appId: string; tenantId: string }): string {
  return keys.sign(
    {
      aud: CONNECTOR_AUDIENCE,
      iss: `https://sts.windows.net/${of.tenantId}/`,
      appid: of.appId,
      tid: of.tenantId,
      ver: '1.0',
      uti: randomUUID(),
      ...validFrom(0),
    },
    LOGIN,
  );
}

/** A token as deliveries carry it, or one that is wrong in one way; undefined when it is missing altogether. */
export function mintChannelToken(
  keys: TokenKeys,
  { appId, serviceUrl }: { appId: string; serviceUrl: string },
  flaw?: TokenFlaw,
): string | undefined {
  if (flaw === 'missing') return undefined;
  if (flaw === 'own_token') return mintAccessToken(keys, { appId, tenantId: BOT_FRAMEWORK_TENANT_ID });
  const claims = {
    serviceurl: flaw === 'wrong_service_url' ? 'https://attacker.example/' : serviceUrl,
    iss: flaw === 'wrong_issuer' ? 'https://sts.attacker.example/' : TOKEN_ISSUER,
    aud: flaw === 'wrong_audience' ? '00000000-0000-4000-8000-00000000dead' : appId,
    ...validFrom(flaw === 'expired' ? -3 * HOUR_MS : flaw === 'not_yet_valid' ? 3 * HOUR_MS : 0),
  };
  const { serviceurl: _serviceurl, ...withoutServiceUrl } = claims;
  const said = flaw === 'no_service_url' ? withoutServiceUrl : claims;
  if (flaw === 'unsigned') return encodeToken(said, { alg: 'none', kid: ENDORSED });
  const token = keys.sign(said, KEY_OF[flaw ?? ''] ?? ENDORSED);
  return flaw === 'wrong_signature' ? spoiled(token) : token;
}

const KEY_OF: Readonly<Record<string, string>> = {
  unknown_key: 'never-published',
  unendorsed_key: UNENDORSED,
};

/** The machine's clock: the bot's check of a token's age uses it too. */
function validFrom(offsetMs: number): { nbf: number; exp: number } {
  const now = Date.now() + offsetMs;
  return {
    nbf: Math.floor((now - MINUTE_MS) / SECOND_MS),
    exp: Math.floor((now + HOUR_MS) / SECOND_MS),
  };
}

function encodeToken(claims: Claims, header: Record<string, unknown>, key?: KeyObject): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ typ: 'JWT', ...header })}.${encode(claims)}`;
  const signature = key ? sign('RSA-SHA256', Buffer.from(content), key).toString('base64url') : '';
  return `${content}.${signature}`;
}

function readToken(token: string, key: KeyObject): Claims | undefined {
  const [header = '', body = '', signature = ''] = token.split('.');
  const isGenuine = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${body}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (!isGenuine) return undefined;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { exp: number };
  return claims.exp * SECOND_MS > Date.now() ? { ...claims } : undefined;
}

/** The same token with another signature of the right length. */
function spoiled(token: string): string {
  const [header = '', body = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(Buffer.from(signature, 'base64url').map((byte) => byte ^ 0x55));
  return `${header}.${body}.${bytes.toString('base64url')}`;
}
