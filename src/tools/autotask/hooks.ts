import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HookVerdict, InboundHook, PsaHooks } from '../psa.ts';
import type { AutotaskApi } from './api.ts';
import { HookPayload } from './schema.ts';
import type { AutotaskSettings } from './settings.ts';
import { registerWebhooks, removeWebhooks, type WebhookDependencies } from './webhooks.ts';

const SIGNATURE_HEADER = 'x-hook-signature';

/** Webhooks of Autotask: hints that make us look before the next poll. Without a secret there are none. */
export function createAutotaskHooks(
  dependencies: WebhookDependencies & { settings: AutotaskSettings },
): PsaHooks {
  const { webhookSecret } = dependencies.settings;
  if (webhookSecret === undefined) {
    const refused: HookVerdict = { kind: 'refused', reason: 'no_secret' };
    return { requiredHeader: SIGNATURE_HEADER, verify: () => Promise.resolve(refused) };
  }
  return {
    requiredHeader: SIGNATURE_HEADER,
    verify: (hook) => verify(dependencies.api, hook, webhookSecret),
    register: (address) => registerWebhooks(dependencies, { address, secretKey: webhookSecret }),
    unregister: (address) => removeWebhooks(dependencies.api, address),
  };
}

async function verify(api: AutotaskApi, hook: InboundHook, secret: string): Promise<HookVerdict> {
  const given = SIGNATURE.exec(hook.header(SIGNATURE_HEADER) ?? '')?.[1];
  if (given === undefined) return { kind: 'refused', reason: 'bad_signature' };
  const expected = createHmac('sha1', secret).update(hook.body).digest();
  if (!timingSafeEqual(Buffer.from(given, 'base64'), expected)) {
    return { kind: 'refused', reason: 'bad_signature' };
  }
  const payload = readPayload(hook.body);
  const ticketId = payload && (await ticketOf(api, payload));
  return { kind: 'accepted', ticketIds: ticketId === undefined ? [] : [String(ticketId)] };
}

/** 20 bytes in base64, exactly: decoders forgive what follows the padding. */
const SIGNATURE = /^sha1=([A-Za-z0-9+/]{27}=)$/;

function readPayload(body: Uint8Array): HookPayload | undefined {
  try {
    return HookPayload.safeParse(JSON.parse(new TextDecoder().decode(body))).data;
  } catch {
    return undefined;
  }
}

/** `Deactivated` is another such call: its shape is not documented, and it is not about a ticket. */
const TICKET_ACTIONS: ReadonlySet<string> = new Set(['Create', 'Update', 'Delete']);

async function ticketOf(api: AutotaskApi, payload: HookPayload): Promise<number | undefined> {
  if (!TICKET_ACTIONS.has(payload.Action)) return undefined;
  if (payload.EntityType === 'Ticket') return payload.Id;
  if (payload.EntityType !== 'TicketNote') return undefined;
  return shownTicketId(payload) ?? ticketOfNote(api, payload.Id);
}

/** We ask for the ticket's number in every call; how Autotask writes the field's name there is not documented. */
function shownTicketId({ Fields }: HookPayload): number | undefined {
  const [, value] = Object.entries(Fields ?? {}).find(([name]) => name.toLowerCase() === 'ticketid') ?? [];
  const id = Number(value);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** Polling finds what cannot be looked up now. */
async function ticketOfNote(api: AutotaskApi, noteId: number): Promise<number | undefined> {
  try {
    return (await api.note(noteId))?.ticketID;
  } catch {
    return undefined;
  }
}
