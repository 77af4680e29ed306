import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

/** Regions of the ConnectWise cloud whose browser address differs from the API's only by `api-`. */
const CLOUD_HOST = /^(?:na|eu|au|aus|za|staging)\.(?:myconnectwise\.net|connectwisedev\.com)$/;

/** Where each setting is found: README.md of this room. */
export const ConnectWiseSettings = z.object({
  /** `https://api-na.myconnectwise.net`, or the server's own address on premises. A browser address of the cloud is mapped. */
  baseUrl: z.string().transform((text, context) => apiAddress(text) ?? invalid(context)),
  companyId: z.string().regex(/^[^+:\s]+$/, 'the company id that people type at sign-in'),
  publicKey: z.string().regex(/^[^:\s]+$/, 'the public key of the API member'),
  privateKey: z.string().min(1),
  clientId: z.string().min(1),
  /** Name of the service board on which new tickets are opened. */
  board: z.string().min(1),
  /** Names of the boards whose new tickets become requests; without it the one above. Empty: none do. */
  intakeBoards: z.array(z.string().min(1)).optional(),
  /** `v4_6_release` is served by every version; a dated one such as `v2026_1` is looked up again when it is gone. */
  codebase: z.string().regex(/^\w+$/, 'such as v4_6_release').default('v4_6_release'),
  /** The board's own names of our states, where the usual ones are not used. */
  statuses: z
    .object({ in_progress: z.string(), waiting: z.string(), completed: z.string() })
    .partial()
    .default({}),
  /** Where technicians open ConnectWise in the browser, when it is not the API's host without `api-`. */
  siteUrl: z.url().optional(),
});
export type ConnectWiseSettings = z.output<typeof ConnectWiseSettings>;

function apiAddress(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username || url.password) return undefined;
  return `${url.protocol}//${CLOUD_HOST.test(url.hostname) ? 'api-' : ''}${url.host}`;
}

function invalid(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'the API address, such as https://api-na.myconnectwise.net' });
  return z.NEVER;
}

/** The boards whose new tickets become requests. */
export function intakeBoardsOf({ board, intakeBoards }: ConnectWiseSettings): readonly string[] {
  return intakeBoards ?? [board];
}

/**
 * Throws `bad_configuration` for an address that a connection must not be pointed at: not https, an IP address (the
 * machine's metadata service has one), or this machine. Only the sandbox may use loopback.
 */
export function refuseUnsafeAddress(address: string, allowLoopback: boolean): void {
  if (isSafeAddress(address, { allowLoopback })) return;
  throw new CountersignError(
    'bad_configuration',
    'the ConnectWise address must be https and a public host name',
    {
      vendor: 'connectwise',
    },
  );
}

/** A ticket in the browser. The path is the one that ConnectWise's own e-mails link to; unverified against every version. */
export function ticketUrl(settings: ConnectWiseSettings, ticketId: number): string {
  const site = settings.siteUrl ?? settings.baseUrl.replace('://api-', '://');
  const query = new URLSearchParams({ service_recid: String(ticketId), companyName: settings.companyId });
  return `${site}/${settings.codebase}/services/system_io/Service/fv_sr100_request.rails?${query.toString()}`;
}
