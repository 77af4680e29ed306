import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

/** Where each region's API is. A key is known in its own region alone. */
const REGIONS = {
  us: 'https://api.itglue.com',
  eu: 'https://api.eu.itglue.com',
  au: 'https://api.au.itglue.com',
} as const;

const Address = z.string().transform((text, context) => originOf(text) ?? invalid(context));

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, origin } = new URL(text);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !username && !password ? origin : undefined;
}

function invalid(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'a web address, such as https://acme.itglue.com' });
  return z.NEVER;
}

/** Where each setting is found: README.md of this room. */
export const ItGlueSettings = z.object({
  region: z.enum(['us', 'eu', 'au']).default('us'),
  /** Made without access to passwords. */
  apiKey: z.string().min(1),
  /** Where technicians open IT Glue in the browser: `https://acme.itglue.com`. Links lead there. */
  siteUrl: Address,
  /** Id of the one organization whose runbooks are meant for all clients. None: only clients' own. */
  sharedOrganizationId: z.coerce
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'the number in the address of the organization')
    .optional(),
  /** Names of the flexible asset types that are read as runbooks, besides documents. */
  assetTypes: z.array(z.string().trim().min(1)).default([]),
  /** For the sandbox: another address of the API than the region's. */
  apiUrl: Address.optional(),
});
export type ItGlueSettings = z.output<typeof ItGlueSettings>;

/** Where the API is called. */
export function apiAddress({ region, apiUrl }: Pick<ItGlueSettings, 'region' | 'apiUrl'>): string {
  return apiUrl ?? REGIONS[region];
}

/** Throws `bad_configuration` for an address that the key must not be sent to. Only the sandbox may use loopback. */
export function refuseUnsafeAddress(address: string, allowLoopback: boolean): void {
  if (isSafeAddress(address, { allowLoopback })) return;
  const message = 'the IT Glue address must be https and a public host name';
  throw new CountersignError('bad_configuration', message, { vendor: 'itglue' });
}
