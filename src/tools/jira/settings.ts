import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';
import { PROJECT_KEY } from './keys.ts';

const projectKeys = z.array(z.string().regex(PROJECT_KEY, 'keys of projects, such as HELP')).default([]);

/** Where each setting is found: README.md of this room. */
export const JiraSettings = z.object({
  /** `https://harbor-it.atlassian.net` */
  site: z.string().transform((text, context) => siteAddress(text) ?? invalid(context)),
  /** Whose API token it is. */
  email: z.string().regex(/^[^:\s]+@[^:\s]+$/, 'the e-mail address of the account that the token belongs to'),
  apiToken: z.string().min(1),
  /** Set for a token with scopes: such a token is only taken at Atlassian's gateway, under the site's cloud id. */
  cloudId: z
    .string()
    .regex(/^[0-9a-f-]{36}$/i, 'the id that SITE/_edge/tenant_info shows')
    .optional(),
  /** Name of the request type of new tickets in projects of Jira Service Management. */
  requestType: z.string().min(1).default('Get IT help'),
  /** Name of the issue type of new tickets in other projects. */
  issueType: z.string().min(1).default('Task'),
  /** Projects whose new issues become requests. */
  intakeProjects: projectKeys,
  /** Projects of Jira Service Management that several clients share, told apart by their organization. */
  sharedProjects: projectKeys,
  /** Project role that alone sees internal comments outside of Jira Service Management; without it there are none there. */
  internalRole: z.string().min(1).optional(),
  /** Names of statuses for our states, where the status category is not enough. */
  statuses: z
    .object({ new: z.string(), in_progress: z.string(), waiting: z.string(), completed: z.string() })
    .partial()
    .default({}),
  /** The secret of the webhook. Without it no webhook is believed. */
  webhookSecret: z.string().min(16, 'at least 16 characters').optional(),
  /** Where technicians open Jira in the browser, when it is not the site. */
  siteUrl: z.url().optional(),
  /** Atlassian's gateway for tokens with scopes. */
  gatewayUrl: z.url().default('https://api.atlassian.com'),
});
export type JiraSettings = z.output<typeof JiraSettings>;

function siteAddress(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username || url.password || !url.hostname ? undefined : url.origin;
}

function invalid(context: z.RefinementCtx): never {
  context.addIssue({
    code: 'custom',
    message: 'the address of the site, such as https://harbor-it.atlassian.net',
  });
  return z.NEVER;
}

/** Where the REST APIs are: at the site itself, or at the gateway for a token with scopes. No trailing slash. */
export function apiAddress({ site, cloudId, gatewayUrl }: JiraSettings): string {
  return cloudId === undefined ? site : `${new URL(gatewayUrl).origin}/ex/jira/${cloudId}`;
}

/**
 * Throws `bad_configuration` for an address that a connection must not be pointed at: not https, an IP address (the
 * machine's metadata service has one), or this machine. Only the sandbox may use loopback.
 */
export function refuseUnsafeAddress(address: string, allowLoopback: boolean): void {
  if (isSafeAddress(address, { allowLoopback })) return;
  throw new CountersignError('bad_configuration', 'the Jira address must be https and a public host name', {
    vendor: 'jira',
  });
}

/** An issue in the browser. */
export function issueUrl({ site, siteUrl }: JiraSettings, issueKey: string): string {
  return `${(siteUrl ?? site).replace(/\/+$/, '')}/browse/${issueKey}`;
}
