import type { RequestHandler } from 'express';
import { endpointDoesNotExist, Refusal } from './refusal.ts';

export interface Credentials {
  companyId: string;
  publicKey: string;
  privateKey: string;
  clientId: string;
}

const VERSIONED = /application\/vnd\.connectwise\.com\+json;\s*version=\d{4}\.\d+/;

/**
 * Basic `company+public:private`, a known `clientId` and a pinned version in `Accept`. A wrong company is answered with
 * 404, as the cloud does; the codes and words of the other refusals are ours, since no capture of them is public.
 */
export function authentication(credentials: Credentials): RequestHandler {
  return (request, _response, next) => {
    const sent = readBasic(request.headers.authorization);
    if (!sent) throw new Refusal(401, { code: 'Unauthorized', message: 'Authorization is missing.' });
    if (sent.companyId !== credentials.companyId) throw endpointDoesNotExist();
    if (sent.publicKey !== credentials.publicKey || sent.privateKey !== credentials.privateKey) {
      throw new Refusal(401, { code: 'Unauthorized', message: 'The keys are not valid.' });
    }
    if (request.headers['clientid'] !== credentials.clientId) {
      throw new Refusal(401, { code: 'Unauthorized', message: 'A valid clientId header is required.' });
    }
    if (!VERSIONED.test(request.headers.accept ?? '')) {
      throw new Refusal(415, { code: 'UnsupportedVersion', message: 'Accept names no version.' });
    }
    next();
  };
}

function readBasic(
  header: string | undefined,
): Pick<Credentials, 'companyId' | 'publicKey' | 'privateKey'> | undefined {
  const [scheme, encoded = ''] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const [, companyId, publicKey, privateKey] = /^([^+]+)\+([^:]+):(.+)$/.exec(text) ?? [];
  return companyId && publicKey && privateKey ? { companyId, publicKey, privateKey } : undefined;
}
