import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

/** An id, or a name exactly as Halo shows it. */
const named = z.string().trim().min(1);

/** Where each setting is found: README.md of this room. */
export const HaloPsaSettings = z
  .object({
    /** `https://harborit.halopsa.com`: the address at which technicians work, too. */
    baseUrl: z.string().transform((text, context) => originOf(text) ?? invalid(context)),
    /** The authorisation server, where the instance does not tell it itself: `https://harborit.halopsa.com/auth`. */
    authUrl: z.url().optional(),
    tenant: z.string().min(1).optional(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scope: z.string().min(1).default('all'),
    /** Of the tickets that we open. */
    ticketType: named,
    /** New tickets of these types become requests; of any type where only teams are named. */
    intakeTicketTypes: z.array(named).default([]),
    /** New tickets of these teams become requests; of any team where only types are named. */
    intakeTeams: z.array(named).default([]),
    /** The actions with which internal and public notes are written. */
    internalOutcome: named,
    publicOutcome: named,
    /** The action that starts an approval process, where Halo's own approvals are to be used. */
    approvalOutcome: named.optional(),
    /** Halo's own names of our states, where the usual ones are not used. */
    statuses: z
      .object({ new: named, in_progress: named, waiting: named, completed: named })
      .partial()
      .default({}),
    webhookUser: z
      .string()
      .regex(/^[^:]+$/, 'a user name without a colon')
      .optional(),
    webhookPassword: z.string().min(16, 'at least 16 characters').optional(),
    /** The last part of the address that Halo posts to. */
    webhookSecret: z
      .string()
      .regex(/^[\w-]{16,}$/, 'at least 16 letters, digits, - or _')
      .optional(),
    /** Applications in which people themselves write: the agent portal, where Halo names it on their actions. */
    interactiveApplications: z.array(named).default([]),
    /** Where technicians open Halo in the browser, when that is not `baseUrl`. */
    siteUrl: z.url().optional(),
  })
  .refine(hasAllOfWebhookOrNone, {
    path: ['webhookSecret'],
    message: 'webhookUser, webhookPassword and webhookSecret belong together',
  });
export type HaloPsaSettings = z.output<typeof HaloPsaSettings>;

function originOf(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username || url.password ? undefined : url.origin;
}

function invalid(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'the address of Halo, such as https://harborit.halopsa.com' });
  return z.NEVER;
}

function hasAllOfWebhookOrNone(settings: {
  webhookUser?: string | undefined;
  webhookPassword?: string | undefined;
  webhookSecret?: string | undefined;
}): boolean {
  const given = [settings.webhookUser, settings.webhookPassword, settings.webhookSecret].filter(Boolean);
  return given.length === 0 || given.length === 3;
}

/**
 * Throws `bad_configuration` for an address that credentials must not be sent to: not https, an IP address (the
 * machine's metadata service has one), or this machine. Only the sandbox may use loopback.
 */
export function refuseUnsafeAddress(address: string, allowLoopback: boolean): void {
  if (URL.canParse(address) && isSafeAddress(address, { allowLoopback })) return;
  throw new CountersignError('bad_configuration', 'a Halo address must be https and a public host name', {
    vendor: 'halopsa',
  });
}

/** A ticket in the browser. */
export function ticketUrl({ siteUrl, baseUrl }: HaloPsaSettings, ticketId: number): string {
  return `${(siteUrl ?? baseUrl).replace(/\/+$/, '')}/tickets?id=${ticketId}`;
}
