import { z } from 'zod';

/** Verbs of our buttons, and what they carry. That says what was shown, never who may do something. */

/** Says yes to the plan on the card. */
export const APPROVE = 'approval_approve';
/** Says no, with a reason where one was typed. */
export const DENY = 'approval_deny';
/** Asks for the approval card in its present state. */
export const REFRESH_APPROVAL = 'approval_refresh';
/** Takes a request back. */
export const WITHDRAW = 'request_withdraw';
/** Asks for the list of the person's requests in its present state. */
export const REFRESH_HOME = 'home_refresh';
/** Opens the dialog with a one-time secret. */
export const REVEAL_SECRET = 'secret_reveal';

/** Id of the input in which a reason is typed; merged into the data that arrives. */
export const DENIAL_REASON = 'reason';

/** Something that was tapped on a card of ours. */
export type CardDeed =
  | ({ verb: typeof APPROVE } & ShownApproval)
  | ({ verb: typeof DENY; reason?: string | undefined } & ShownApproval)
  | ({ verb: typeof REFRESH_APPROVAL } & ShownApproval)
  | { verb: typeof WITHDRAW; requestId: string }
  | { verb: typeof REFRESH_HOME }
  | { verb: typeof REVEAL_SECRET; requestId: string; step: number };

/** Which approval, and the digest of the plan that the card showed. */
export interface ShownApproval {
  requestId: string;
  approvalId: string;
  planDigest: string;
}

const Id = z.string().min(1).max(100);
const shown = { requestId: Id, approvalId: Id, planDigest: Id };
const Reason = z
  .string()
  .transform((text) => text.trim().slice(0, 2_000) || undefined)
  .optional();

const Deed = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal(APPROVE), ...shown }),
  z.object({ verb: z.literal(DENY), ...shown, [DENIAL_REASON]: Reason }),
  z.object({ verb: z.literal(REFRESH_APPROVAL), ...shown }),
  z.object({ verb: z.literal(WITHDRAW), requestId: Id }),
  z.object({ verb: z.literal(REFRESH_HOME) }),
  z.object({ verb: z.literal(REVEAL_SECRET), requestId: Id, step: z.int().min(0).max(100) }),
]);

/**
 * What was tapped; undefined for what no button of ours carries, of an older version, say. Takes `value.action` of an
 * `adaptiveCard/action` (`verb` beside `data`), `value` of a message by an old client's Action.Submit, and
 * `value.data` of a `task/fetch` (`verb` inside).
 */
export function readDeed(given: unknown): CardDeed | undefined {
  const action = Execute.safeParse(given).data;
  return Deed.safeParse(action ? { ...action.data, verb: action.verb } : given).data;
}

const Execute = z.object({ verb: z.string(), data: z.record(z.string(), z.unknown()) });
