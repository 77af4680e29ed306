import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HookVerdict, InboundHook, PsaHooks } from '../psa.ts';
import { vendorId } from './ids.ts';
import type { HaloPsaSettings } from './settings.ts';

/** More than Halo puts into one batch; what is beyond, polling finds. */
const MOST_TICKETS = 200;
/** Longer than any secret that we know. */
const LONGEST_PROOF = 1_000;

/** Halo signs nothing: what proves a call is the secret at the end of the address, and a password. */
export function createHooks(settings: HaloPsaSettings): PsaHooks {
  const { webhookUser, webhookPassword, webhookSecret } = settings;
  if (webhookUser === undefined || webhookPassword === undefined || webhookSecret === undefined) {
    return { verify: () => Promise.resolve({ kind: 'refused', reason: 'not_configured' }) };
  }
  const credentials = Buffer.from(`${webhookUser}:${webhookPassword}`).toString('base64');
  return {
    secretPath: webhookSecret,
    requiredHeader: 'authorization',
    verify: (hook) => Promise.resolve(verify(hook, { secret: webhookSecret, credentials })),
  };
}

function verify(hook: InboundHook, expected: { secret: string; credentials: string }): HookVerdict {
  const [scheme = '', credentials = '', ...others] = (hook.header('authorization') ?? '').split(' ');
  const isBasic = scheme.toLowerCase() === 'basic' && others.length === 0;
  // Both are compared, so that nobody learns which of them was right.
  const proven = [isSame(hook.secret ?? '', expected.secret), isSame(credentials, expected.credentials)];
  if (!isBasic || proven.includes(false)) return { kind: 'refused', reason: 'bad_credentials' };
  const body = readBody(hook.body);
  if (body === undefined) return { kind: 'refused', reason: 'malformed' };
  return { kind: 'accepted', ticketIds: ticketIdsIn(body) };
}

/** Takes as long for any text of any length. */
function isSame(given: string, expected: string): boolean {
  return given.length <= LONGEST_PROOF && timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function readBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

const id = z
  .union([z.number().int(), z.string()])
  .transform((value) => vendorId(String(value)))
  .optional()
  .catch(undefined);

const idOf = (key: string) => z.looseObject({ [key]: id }).transform((value) => value[key]);

/** Which keys a delivery has is documented nowhere, and an admin can make a payload of their own: all of these are read. */
const Delivery = z.object({
  ticket: idOf('id').optional().catch(undefined),
  action: idOf('ticket_id').optional().catch(undefined),
  tickets: z.array(idOf('id').catch(undefined)).optional().catch(undefined),
  actions: z.array(idOf('ticket_id').catch(undefined)).optional().catch(undefined),
  ticket_id: id,
  ticketId: id,
  faultid: id,
});

/** A ticket that is posted as it is, not inside of anything. */
const BareTicket = z.object({ id, summary: z.string(), tickettype_id: z.number() });

/** One event, or as many as Halo batched. */
function ticketIdsIn(body: unknown): string[] {
  const events = Array.isArray(body) ? body.slice(0, MOST_TICKETS) : [body];
  const found = new Set(events.flatMap(ticketIdsOf));
  return [...found].slice(0, MOST_TICKETS).map(String);
}

function ticketIdsOf(event: unknown): number[] {
  const bare = BareTicket.safeParse(event).data;
  const { ticket, action, tickets = [], actions = [], ...named } = Delivery.safeParse(event).data ?? {};
  const ids = [
    bare?.id,
    ticket,
    action,
    ...tickets,
    ...actions,
    named.ticket_id,
    named.ticketId,
    named.faultid,
  ];
  return ids.filter((one) => one !== undefined);
}
