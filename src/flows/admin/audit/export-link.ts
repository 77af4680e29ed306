import { z } from 'zod';
import { addMs, MINUTE_MS } from '../../../clock.ts';
import { CountersignError } from '../../../errors.ts';
import { AUDIT_ACTIONS } from '../../../models/audit.ts';
import type { Sealer } from '../../../seal.ts';

/** How long a link can be opened. */
export const EXPORT_LINK_MS = 10 * MINUTE_MS;

const PURPOSE = 'audit export';
const instant = z.iso.datetime().transform((text) => new Date(text));

/** What a link gives, to whom, and until when. */
const ExportOrder = z.strictObject({
  personId: z.string(),
  format: z.enum(['csv', 'jsonl']),
  filter: z.strictObject({
    clientId: z.string().exactOptional(),
    personId: z.string().exactOptional(),
    requestId: z.string().exactOptional(),
    action: z.enum(AUDIT_ACTIONS).exactOptional(),
    tool: z.string().exactOptional(),
    since: instant.exactOptional(),
    until: instant.exactOptional(),
  }),
  /** Only entries behind this one in the chain. */
  after: z.int().nonnegative(),
  expiresAt: instant,
});
/** What a link gives, to whom, and until when. */
export type ExportOrder = z.output<typeof ExportOrder>;

/** The order as the last part of an address: sealed, so that nobody reads, makes or changes one. */
export function sealOrder(sealer: Sealer, now: Date, order: Omit<ExportOrder, 'expiresAt'>): string {
  return sealer.seal(JSON.stringify({ ...order, expiresAt: addMs(now, EXPORT_LINK_MS) }), PURPOSE);
}

/** Undefined for what is not ours, was changed, is over, or was sealed under a key that is gone. */
export function openOrder(sealer: Sealer, now: Date, token: string): ExportOrder | undefined {
  try {
    const order = ExportOrder.parse(JSON.parse(sealer.open(token, PURPOSE)));
    return order.expiresAt > now ? order : undefined;
  } catch (error) {
    if (error instanceof CountersignError || error instanceof z.ZodError || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
