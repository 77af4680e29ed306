import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CountersignError } from './errors.ts';

/** Seals secrets at rest with AES-256-GCM. `purpose` is bound in: what was sealed for one place opens in no other. */
export interface Sealer {
  /** `v1.KEYID.NONCE.TAG.CIPHERTEXT`, base64url parts. */
  seal(plain: string, purpose: string): string;
  /** The key that seals now. */
  readonly keyId: string;
  /** Every key that opens, the one that seals first. */
  readonly keyIds: readonly string[];
  /** Throws `bad_configuration` when the key it was sealed under is not configured, `invalid_input` when it was tampered with. */
  open(sealed: string, purpose: string): string;
}

/** A key by name, so that several can be in use while one replaces another. */
export interface SealingKey {
  /** Short name of the key, in clear in what it sealed. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** The key that a value was sealed under; undefined for what was not sealed by us. */
export function sealedUnder(sealed: string): string | undefined {
  return /^v1\.([\w-]+)\./.exec(sealed)?.[1];
}

const NONCE_BYTES = 12;

const KEY_BYTES = 32;

/**
 * Seals with the first key and opens with any: rotation adds a new key in front and keeps the old one until all is
 * resealed. Throws `bad_configuration` for a key that is not 32 bytes or whose name is not letters, digits, `_` and `-`.
 */
export function createSealer(keys: readonly [SealingKey, ...SealingKey[]]): Sealer {
  for (const key of keys) refuseUnlessUsable(key);
  const [current] = keys;
  return {
    keyId: current.id,
    keyIds: keys.map(({ id }) => id),
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return [
        'v1',
        current.id,
        ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')),
      ].join('.');
    },
    open(sealed, purpose) {
      const [version, keyId, nonce, tag, text, ...more] = sealed.split('.');
      if (
        version !== 'v1' ||
        nonce === undefined ||
        tag === undefined ||
        text === undefined ||
        more.length > 0
      ) {
        throw new CountersignError('invalid_input', 'not a sealed value');
      }
      const key = keys.find((one) => one.id === keyId);
      if (!key)
        throw new CountersignError(
          'bad_configuration',
          `sealed under the key "${keyId}", which is not configured`,
        );
      return openWith(key, { nonce, tag, text, purpose });
    },
  };
}

function refuseUnlessUsable({ id, key }: SealingKey): void {
  if (key.length === KEY_BYTES && /^[\w-]+$/.test(id)) return;
  throw new CountersignError('bad_configuration', `the sealing key "${id}" is not usable`);
}

function openWith(
  { key }: SealingKey,
  part: { nonce: string; tag: string; text: string; purpose: string },
): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(part.nonce, 'base64url'), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(part.purpose))
      .setAuthTag(Buffer.from(part.tag, 'base64url'));
    return decipher.update(Buffer.from(part.text, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new CountersignError('invalid_input', 'a sealed value was changed or belongs elsewhere', { cause });
  }
}
