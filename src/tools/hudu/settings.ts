import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { isSafeAddress } from '../../http.ts';

/** Where each setting is found: README.md of this room. */
export const HuduSettings = z.object({
  /** `https://acme.huducloud.com`, or the own server's; an address copied from the browser or the API works too. */
  baseUrl: z.string().transform((text, context) => origin(text) ?? invalid(context)),
  /** Made without access to passwords. */
  apiKey: z.string().min(1),
  /** Names of folders of the global knowledge base whose articles are meant for all clients. None: only clients' own. */
  globalFolders: z.array(z.string().trim().min(1)).default([]),
  /** Whether global processes are meant for all clients. */
  globalProcesses: z.boolean().default(false),
});
export type HuduSettings = z.output<typeof HuduSettings>;

function origin(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username || url.password ? undefined : url.origin;
}

function invalid(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'the address of Hudu, such as https://acme.huducloud.com' });
  return z.NEVER;
}

/** Throws `bad_configuration` for an address that the key must not be sent to. Only the sandbox may use loopback. */
export function refuseUnsafeAddress(address: string, allowLoopback: boolean): void {
  if (isSafeAddress(address, { allowLoopback })) return;
  const message = 'the Hudu address must be https and a public host name';
  throw new CountersignError('bad_configuration', message, { vendor: 'hudu' });
}
