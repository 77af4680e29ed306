import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt } from 'openid-client';
import { CountersignError } from '../../errors.ts';
import type { MicrosoftGraphSettings } from './settings.ts';

type Credential = Pick<MicrosoftGraphSettings, 'clientSecret' | 'certificate'>;

/** How the app proves itself at a tenant's token endpoint. Throws `bad_configuration` for a PEM that cannot be used. */
export async function appCredential(credential: Credential, tokenEndpoint: string): Promise<ClientAuth> {
  const { clientSecret, certificate } = credential;
  return certificate === undefined
    ? ClientSecretPost(clientSecret)
    : certificateCredential(certificate, tokenEndpoint);
}

/**
 * Entra finds the key by the certificate's thumbprint in `x5t#S256`, and wants the token endpoint as audience:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
async function certificateCredential(pem: string, tokenEndpoint: string): Promise<ClientAuth> {
  const { key, thumbprint } = await readCertificate(pem);
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header, payload) => {
      header['x5t#S256'] = thumbprint;
      payload['aud'] = tokenEndpoint;
    },
  });
}

async function readCertificate(pem: string): Promise<{ key: CryptoKey; thumbprint: string }> {
  try {
    const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '');
    const pkcs8 = new Uint8Array(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }));
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
    return {
      key: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
      thumbprint: Buffer.from(fingerprint, 'hex').toString('base64url'),
    };
  } catch (error) {
    throw new CountersignError('bad_configuration', 'the app certificate or its private key cannot be read', {
      vendor: 'microsoft_graph',
      cause: error,
    });
  }
}
