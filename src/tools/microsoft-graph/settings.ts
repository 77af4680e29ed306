import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function isLoopback(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}

/** Plain http carries a credential in the clear: only a server on this machine may be spoken to like that. */
const BaseUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be https')
  .transform((url) => url.replace(/\/+$/, ''));

/** The one multi-tenant app registration. Where an admin finds each value is in this folder's README. */
export const MicrosoftGraphSettings = z
  .strictObject({
    /** Application (client) id. */
    appId: z.guid(),
    clientSecret: z.string().min(1).optional(),
    /** PEM text with both the certificate and its unencrypted private key (PKCS#8). Preferred to a secret. */
    certificate: z.string().includes('BEGIN CERTIFICATE').includes('PRIVATE KEY').optional(),
    /** Another address for national clouds, such as `https://login.microsoftonline.us`. */
    loginUrl: BaseUrl.default('https://login.microsoftonline.com'),
    /** Without `/v1.0`. */
    graphUrl: BaseUrl.default('https://graph.microsoft.com'),
    /** For one attempt. */
    timeoutMs: z.int().positive().default(20_000),
    /** Before a read is repeated, when Graph does not say how long; doubled with each attempt. */
    backoffMs: z.int().nonnegative().default(400),
    /** Entra answers reads from replicas: how long to wait before each look for a change that is not visible yet. */
    rereadAfterMs: z.array(z.int().nonnegative()).default([300, 1_000, 2_500]),
  })
  .refine(({ clientSecret, certificate }) => (clientSecret === undefined) !== (certificate === undefined), {
    path: ['clientSecret'],
    message: 'give either a client secret or a certificate',
  });

export type MicrosoftGraphSettings = z.infer<typeof MicrosoftGraphSettings>;

/**
 * The cloud's own name of Graph, which scopes and object references are written with. A stand-in on this machine speaks
 * for the global cloud.
 */
export function graphResource({ graphUrl }: Pick<MicrosoftGraphSettings, 'graphUrl'>): string {
  return graphUrl.startsWith('https:') ? graphUrl : 'https://graph.microsoft.com';
}

/**
 * Throws `bad_configuration` for an address that the app's credential must not be sent to: an IP address (the machine's
 * metadata service has one), a host without a domain, or this machine. Only the sandbox may use loopback.
 */
export function refuseUnsafeAddresses(
  { loginUrl, graphUrl }: Pick<MicrosoftGraphSettings, 'loginUrl' | 'graphUrl'>,
  allowLoopback: boolean,
): void {
  if ([loginUrl, graphUrl].every((url) => isSafeAddress(url, { allowLoopback }))) return;
  throw new CountersignError('bad_configuration', 'the addresses of Microsoft must be public host names', {
    vendor: 'microsoft_graph',
  });
}
