import { createHash, createHmac } from 'node:crypto';

/** Form fields as they are signed; a repeated field has several values. */
export type SignedParameters = Readonly<Record<string, string>>;

/**
 * `X-Twilio-Signature`: HMAC-SHA1 over the address and every field, names sorted, name and value put together without
 * anything between. From Twilio's page on the security of webhooks.
 */
export function signRequest(authToken: string, url: string, parameters: SignedParameters = {}): string {
  const fields = Object.entries(parameters).sort(([one], [other]) =>
    one < other ? -1 : one > other ? 1 : 0,
  );
  const text = signedUrl(url) + fields.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** A JSON body is signed by its digest, which Twilio puts into the address. */
export function withBodyDigest(url: string, body: string): string {
  const digest = createHash('sha256').update(body, 'utf8').digest('hex');
  return `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${digest}`;
}

/** Twilio takes the port out of https addresses before it signs, and leaves it in http addresses. */
function signedUrl(url: string): string {
  return url.replace(/^(https:\/\/[^/?#]+?):\d+(?=[/?#]|$)/, '$1').replace(/#.*$/s, '');
}
