import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { errorCode } from '../../errors.ts';
import type { HookVerdict, InboundHook, PsaHooks } from '../psa.ts';
import type { ConnectWiseApi } from './api.ts';
import { type CallbackPayload, CallbackPayload as Payload } from './schema.ts';
import type { ConnectWiseSettings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

const SIGNATURE_HEADER = 'x-content-signature';

/** ConnectWise's callbacks, signed with keys that it serves itself, as hints that make us look before the next poll. */
export function createHooks(dependencies: {
  api: ConnectWiseApi;
  settings: ConnectWiseSettings;
  keys: SigningKeys;
}): PsaHooks {
  return {
    requiredHeader: SIGNATURE_HEADER,
    register: (address) => register(dependencies.api, callbackUrl(address)),
    unregister: (address) => unregister(dependencies.api, callbackUrl(address)),
    verify: (hook) => verify(dependencies, hook),
  };
}

/** ConnectWise appends the record's id to the address as it stands, so that it has to end in a parameter. */
function callbackUrl(address: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}recordId=`;
}

async function register(api: ConnectWiseApi, url: string): Promise<void> {
  const ours = await callbacksTo(api, url);
  if (ours.some((entry) => !entry.inactive && entry.level === 'owner')) return;
  // A switched-off one would be refused as a double of itself.
  for (const entry of ours.filter(({ inactive }) => inactive)) await api.removeCallback(entry.id);
  try {
    await api.createCallback(url);
  } catch (error) {
    if (errorCode(error) !== 'already_exists') throw error;
  }
}

/** Of tickets, to exactly this address: other programs register theirs in the same list. */
async function callbacksTo(api: ConnectWiseApi, url: string) {
  return (await api.callbacks()).filter((entry) => entry.url === url && entry.type === 'ticket');
}

async function unregister(api: ConnectWiseApi, url: string): Promise<void> {
  for (const { id } of await callbacksTo(api, url)) {
    try {
      await api.removeCallback(id);
    } catch (error) {
      if (errorCode(error) !== 'not_found') throw error;
    }
  }
}

async function verify(
  { settings, keys }: { settings: ConnectWiseSettings; keys: SigningKeys },
  hook: InboundHook,
): Promise<HookVerdict> {
  const { body } = hook;
  const signature = hook.header(SIGNATURE_HEADER) ?? '';
  if (!SIGNATURE.test(signature)) return { kind: 'refused', reason: 'bad_signature' };
  const payload = readPayload(body);
  if (!payload) return { kind: 'refused', reason: 'malformed' };
  // Another customer of ConnectWise can have callbacks signed too, with a key of their own on the same host.
  if (payload.CompanyId.toLowerCase() !== settings.companyId.toLowerCase()) {
    return { kind: 'refused', reason: 'foreign_company' };
  }
  const key = await keys.keyAt(payload.Metadata.key_url);
  if (key === undefined) return { kind: 'refused', reason: 'no_key' };
  const given = Buffer.from(signature, 'base64');
  if (!timingSafeEqual(given, sign(body, key))) return { kind: 'refused', reason: 'bad_signature' };
  return { kind: 'accepted', ticketIds: payload.Type === 'ticket' ? [String(payload.ID)] : [] };
}

/** 32 bytes in base64, exactly: decoders forgive what follows the padding. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/** HMAC-SHA256 over the raw body, under the SHA-256 of the signing key: three independent clients agree on it. */
function sign(body: Uint8Array, signingKey: string): Buffer {
  const key = createHash('sha256').update(signingKey).digest();
  return createHmac('sha256', key).update(body).digest();
}

function readPayload(body: Uint8Array): CallbackPayload | undefined {
  try {
    return Payload.safeParse(JSON.parse(new TextDecoder().decode(body))).data;
  } catch {
    return undefined;
  }
}
