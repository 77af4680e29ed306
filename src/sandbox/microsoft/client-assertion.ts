import { constants, verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';

/** Entra finds the certificate by its thumbprint: https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
const Header = z.object({ alg: z.literal('PS256'), 'x5t#S256': z.string() });

const Claims = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  jti: z.string().min(1),
  exp: z.number(),
});

export interface AssertionRules {
  /** PEM of the certificate that was uploaded to the app registration. */
  certificate: string;
  appId: string;
  /** The token endpoint as the caller sees it. */
  audience: string;
  clock: Clock;
}

/** Whether a client assertion (a JWT signed with the app's certificate) proves that the caller is the app. */
export function isValidAssertion(assertion: string, rules: AssertionRules): boolean {
  const [header, claims, signature] = assertion.split('.');
  if (!header || !claims || !signature) return false;
  const parsedHeader = Header.safeParse(decode(header));
  const parsedClaims = Claims.safeParse(decode(claims));
  if (!parsedHeader.success || !parsedClaims.success) return false;

  const certificate = new X509Certificate(rules.certificate);
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  const { aud, iss, sub, exp } = parsedClaims.data;
  return (
    parsedHeader.data['x5t#S256'] === thumbprint &&
    iss === rules.appId &&
    sub === rules.appId &&
    aud === rules.audience &&
    exp * 1_000 > rules.clock.now().getTime() &&
    isSigned(`${header}.${claims}`, signature, certificate)
  );
}

function isSigned(text: string, signature: string, certificate: X509Certificate): boolean {
  const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
}
