import { webApi } from '@slack/bolt';
import { SECOND_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import type { Logger } from '../../logger.ts';
import type { SlackInstallation } from '../../models/integration.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { failureOf } from './failures.ts';
import type { Installations } from './installations.ts';

type WebClient = webApi.WebClient;

/** Slack's Web API, as the bot of one workspace. Every method throws `CountersignError`. */
export interface SlackApi {
  /** Throws `unauthenticated` where the bot is not installed. */
  installation(key: string): Promise<SlackInstallation>;
  /** Calls as the workspace's bot. Waits out short rate limits; everything else is tried once. */
  call<T>(key: string, run: (client: WebClient) => Promise<T>): Promise<T>;
  /** As `call`, without a trace of its content in the exchange log. */
  callUnlogged<T>(key: string, run: (client: WebClient) => Promise<T>): Promise<T>;
  /** With a token that is not installed yet, or an installation whose token is in doubt. */
  callWith<T>(token: string, run: (client: WebClient) => Promise<T>): Promise<T>;
}

export interface ApiOptions {
  apiUrl: string;
  installations: Installations;
  fetch: Fetch;
  /** Records nothing: for what carries secrets. */
  unloggedFetch: Fetch;
  logger: Logger;
}

/** A longer wait is not sat out here: the caller is told and comes back. */
const LONGEST_WAIT_MS = 5 * SECOND_MS;
const MOST_WAITS = 3;

/** Calls in the name of the bot of one install. They throw `CountersignError`. */
export function createSlackApi(options: ApiOptions): SlackApi {
  const { installations } = options;
  const clients = createClients(options, options.fetch);
  const unlogged = createClients(options, options.unloggedFetch);
  const callAs = async <T>(key: string, of: Clients, run: (client: WebClient) => Promise<T>): Promise<T> => {
    const installation = await installations.get(key);
    try {
      return await patiently(() => run(of(installation)));
    } catch (error) {
      if (errorCode(error) === 'unauthenticated') installations.forget(key);
      throw error;
    }
  };
  return {
    installation: (key) => installations.get(key),
    call: (key, run) => callAs(key, clients, run),
    callUnlogged: (key, run) => callAs(key, unlogged, run),
    callWith: (token, run) => patiently(() => run(createClient(options, options.fetch, token))),
  };
}

type Clients = (installation: SlackInstallation) => WebClient;

/** One client for each workspace, replaced when its token is. */
function createClients(options: ApiOptions, fetch: Fetch): Clients {
  const clients = new Map<string, WebClient>();
  return ({ key, botToken }) => {
    const known = clients.get(key);
    if (known?.token === botToken) return known;
    const client = createClient(options, fetch, botToken);
    clients.set(key, client);
    return client;
  };
}

/** No retries in the library: it repeats writes whose outcome is unknown, and sleeps through rate limits of any length. */
function createClient({ apiUrl, logger }: ApiOptions, fetch: Fetch, token: string): WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: createBoltLogger(logger),
  });
}

/** A call that Slack answered with 429 took no effect, so that any call may be repeated after one. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await run();
    } catch (error) {
      const failure = failureOf(error);
      const waitMs = failure.facts.retryAfterMs;
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || waits >= MOST_WAITS) throw failure;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
