import ky from 'ky';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { failureOf } from './failures.ts';
import { ZoneRecord } from './schema.ts';
import { type AutotaskSettings, isAllowedAddress } from './settings.ts';

const TIMEOUT_MS = 10 * SECOND_MS;
const RETRIES = 2;

/** Where the MSP's database is: each is in one of Autotask's zones, and may be moved. */
export interface Zone {
  /** Base of the REST API, with a trailing slash: `https://webservices5.autotask.net/ATServicesRest/V1.0/`. */
  apiUrl: string;
  /** Base of the browser's pages: `https://ww5.autotask.net/`. */
  webUrl?: string;
}

/** Finds the zone once and keeps it. Throws `CountersignError`. */
export interface ZoneFinder {
  current(): Promise<Zone>;
  /** Asks anew whether the database was moved; at most once a minute, since wrong credentials look the same. */
  movedFrom(zone: Zone): Promise<Zone | undefined>;
}

export interface ZoneDependencies {
  settings: AutotaskSettings;
  clock: Clock;
  allowLoopback: boolean;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Asks Autotask which zone the API user's database is in. No credentials are sent: none are needed. */
export function createZoneFinder(dependencies: ZoneDependencies): ZoneFinder {
  const { clock } = dependencies;
  let known: Promise<Zone> | undefined;
  let refreshedAt: number | undefined;

  function current(): Promise<Zone> {
    if (known) return known;
    const asked = findZone(dependencies);
    known = asked;
    asked.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked;
  }

  async function movedFrom(zone: Zone): Promise<Zone | undefined> {
    const present = await current();
    if (present.apiUrl !== zone.apiUrl) return present;
    const now = clock.now().getTime();
    if (refreshedAt !== undefined && now - refreshedAt < MINUTE_MS) return undefined;
    refreshedAt = now;
    const found = await findZone(dependencies);
    known = Promise.resolve(found);
    return found.apiUrl === zone.apiUrl ? undefined : found;
  }

  return { current, movedFrom };
}

async function findZone(dependencies: ZoneDependencies): Promise<Zone> {
  const { settings, allowLoopback } = dependencies;
  const path = 'ATServicesRest/V1.0/zoneInformation';
  try {
    const answer = await createClient(dependencies)(path, {
      searchParams: { user: settings.username },
    }).json();
    const { url, webUrl } = ZoneRecord.parse(answer);
    const apiUrl = `${url.replace(/\/*$/, '/')}V1.0/`;
    if (!isAllowedAddress(apiUrl, settings, allowLoopback)) throw foreignZone();
    const isUsable = webUrl !== undefined && isAllowedAddress(webUrl, settings, allowLoopback);
    return { apiUrl, ...(isUsable && { webUrl }) };
  } catch (error) {
    throw failureOf(error);
  }
}

function createClient({ settings, observe }: ZoneDependencies) {
  return ky.create({
    prefix: settings.zoneUrl,
    fetch: vendorFetch({
      vendor: 'autotask',
      // The contract wants credentials in the headers here too; discovery works without, so none are given away.
      contract: () => undefined,
      allowedHosts: [new URL(settings.zoneUrl).host],
      timeoutMs: TIMEOUT_MS,
      observe,
    }),
    timeout: false,
    retry: {
      limit: RETRIES,
      methods: ['get'],
      statusCodes: [429, 502, 503, 504],
      shouldRetry: ({ error }) =>
        error instanceof CountersignError ? error.code === 'unavailable' : undefined,
    },
  });
}

function foreignZone(): CountersignError {
  return new CountersignError('forbidden', 'Autotask named a zone that is on no allowed domain', {
    vendor: 'autotask',
  });
}
