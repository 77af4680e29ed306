import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

/** Where each setting is found: README.md of this room. */
export const AutotaskSettings = z.object({
  /** User name of the API user, as on its Security tab. */
  username: z.string().regex(/^\S+$/, 'the user name (key) of the API user'),
  secret: z.string().min(1),
  /** Tracking identifier of the API user. */
  integrationCode: z.string().regex(/^\w+$/, 'the tracking identifier of the API user'),
  /** Name of the queue for new tickets. */
  queue: z.string().min(1),
  /** Names of the queues whose new tickets become requests. Empty: none do. */
  intakeQueues: z.array(z.string().min(1)).default([]),
  /** The tenant's own labels of our states, where the usual English ones are not used. */
  statuses: z
    .object({ new: z.string(), in_progress: z.string(), waiting: z.string(), completed: z.string() })
    .partial()
    .default({}),
  /** Label of the priority of new tickets; the tenant's default, or what is called medium, when absent. */
  priority: z.string().optional(),
  /** Label of the note type of our notes; the tenant's task notes when absent. */
  noteType: z.string().optional(),
  /** Label of what only the MSP's own people can see, where it does not have the word internal in it. */
  internalPublish: z.string().optional(),
  /** New tickets are due so many hours later, for ticket categories that want a due date. */
  dueAfterHours: z.number().positive().optional(),
  /** Shared secret of the webhooks; without one there are none, and polling does the work. */
  webhookSecret: z.string().min(16).max(64).optional(),
  /** Calls at once to one endpoint. Autotask allows an integration code three, over all processes that use it. */
  parallelCalls: z.int().min(1).max(3).default(3),
  /** Where it is asked which zone the MSP's database is in. */
  zoneUrl: z.url().default('https://webservices.autotask.net'),
  /** Domains that zones may be in. Credentials go nowhere else, whatever the zone's address is said to be. */
  allowedHosts: z.array(z.string().regex(/^[a-z0-9.-]+$/)).default(['autotask.net']),
  /** Where technicians open Autotask in the browser, when it is not what the zone says. */
  siteUrl: z.url().optional(),
});
export type AutotaskSettings = z.output<typeof AutotaskSettings>;

/** Whether credentials may be sent there: https on one of the domains, or this machine where the sandbox runs on it. */
export function isAllowedAddress(
  address: string,
  { allowedHosts }: Pick<AutotaskSettings, 'allowedHosts'>,
  allowLoopback: boolean,
): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, username, password } = new URL(address);
  if (username || password || !isSafeAddress(address, { allowLoopback })) return false;
  const isOnDomain = allowedHosts.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  // Whatever is safe and has no domain is this machine, which is only safe where loopback is allowed.
  return isOnDomain || LOOPBACK.has(hostname);
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Throws `bad_configuration` where the address of zone discovery must not be called. */
export function refuseUnsafeAddress(settings: AutotaskSettings, allowLoopback: boolean): void {
  if (isAllowedAddress(settings.zoneUrl, settings, allowLoopback)) return;
  throw new CountersignError('bad_configuration', 'the Autotask address must be https on an allowed domain', {
    vendor: 'autotask',
  });
}
