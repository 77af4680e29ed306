import { constants, verify, X509Certificate } from 'node:crypto';
import { SECOND_MS } from '../../clock.ts';

/** The fields with which an app proves itself by its certificate's key instead of a secret. */
export interface ClientAssertion {
  client_assertion?: string;
  client_assertion_type?: string;
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Whether the assertion was signed for this token endpoint with the key of the app's certificate, which its header names:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function provesTheKey(
  { client_assertion: assertion = '', client_assertion_type: type }: ClientAssertion,
  app: { appId: string; appCertificate?: string; tokenEndpoint: string },
): boolean {
  if (type !== JWT_BEARER || !app.appCertificate) return false;
  const certificate = new X509Certificate(app.appCertificate);
  const [header = '', body = '', signature = ''] = assertion.split('.');
  const { alg, 'x5t#S256': thumbprint } = decode(header);
  const { aud, iss, sub, exp } = decode(body);
  const fingerprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString(
    'base64url',
  );
  const isForThis = aud === app.tokenEndpoint && iss === app.appId && sub === app.appId;
  if (alg !== 'PS256' || thumbprint !== fingerprint || !isForThis) return false;
  if (typeof exp !== 'number' || exp * SECOND_MS < Date.now()) return false;
  const key = {
    key: certificate.publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return verify('sha256', Buffer.from(`${header}.${body}`), key, Buffer.from(signature, 'base64url'));
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
