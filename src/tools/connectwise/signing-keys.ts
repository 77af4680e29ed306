import ky from 'ky';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { vendorFetch } from '../../http.ts';
import { SigningKey } from './schema.ts';
import type { ConnectWiseSettings } from './settings.ts';

const TIMEOUT_MS = 5 * SECOND_MS;
const REMEMBERED_MS = HOUR_MS;
const MAX_REMEMBERED = 8;
/** Whoever posts nonsense to us must not make us call ConnectWise each time. */
const FETCHES_A_MINUTE = 10;

/** The keys that callbacks are signed with. */
export interface SigningKeys {
  /** Undefined when the address is not one of our ConnectWise's, or no key is to be had there now. */
  keyAt(address: string): Promise<string | undefined>;
}

/**
 * The address comes from a body that is not verified yet. It is called only on hosts of our own ConnectWise, for our
 * own company, without redirects, without credentials beyond the client id, and not more than ten times a minute.
 */
export function createSigningKeys({
  settings,
  clock,
}: {
  settings: ConnectWiseSettings;
  clock: Clock;
}): SigningKeys {
  const remembered = new Map<string, { key: Promise<string | undefined>; until: number }>();
  const fetches: number[] = [];

  return {
    async keyAt(address) {
      if (!isOurs(new URL(address), settings)) return undefined;
      const now = clock.now().getTime();
      const known = remembered.get(address);
      if (known && known.until > now) return known.key;

      while (fetches.length > 0 && (fetches[0] ?? 0) <= now - MINUTE_MS) fetches.shift();
      if (fetches.length >= FETCHES_A_MINUTE) return undefined;
      fetches.push(now);
      const key = fetchKey(address, settings);
      remembered.delete(address);
      remembered.set(address, { key, until: now + REMEMBERED_MS });
      for (const oldest of [...remembered.keys()].slice(0, -MAX_REMEMBERED)) remembered.delete(oldest);
      if ((await key) === undefined) remembered.delete(address);
      return key;
    },
  };
}

async function fetchKey(address: string, settings: ConnectWiseSettings): Promise<string | undefined> {
  try {
    const answer = await ky(address, {
      headers: { clientid: settings.clientId },
      fetch: vendorFetch({
        vendor: 'connectwise',
        contract: () => undefined,
        allowedHosts: (host) => isOurHost(host, settings),
        timeoutMs: TIMEOUT_MS,
      }),
      timeout: false,
      retry: 0,
    }).json();
    return SigningKey.parse(answer).signing_key;
  } catch {
    return undefined;
  }
}

function isOurs(address: URL, settings: ConnectWiseSettings): boolean {
  const company = address.searchParams.get('companyName') ?? '';
  return (
    address.protocol === new URL(settings.baseUrl).protocol &&
    address.username === '' &&
    address.password === '' &&
    isOurHost(address.host, settings) &&
    /\/system\/callbackkey\//.test(address.pathname) &&
    company.toLowerCase() === settings.companyId.toLowerCase()
  );
}

const CLOUD = '.myconnectwise.net';

/** In the cloud the key lies on the browser's host, of which there are more names than we know. */
function isOurHost(host: string, settings: ConnectWiseSettings): boolean {
  const { host: apiHost } = new URL(settings.baseUrl);
  return host === apiHost || (apiHost.endsWith(CLOUD) && host.endsWith(CLOUD));
}
