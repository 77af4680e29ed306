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
/** Gives a command line. */
export const RUN_COMMAND = 'command_run';
/** Opens the dialog with the form that a command line answers with. */
export const OPEN_FORM = 'form_open';
/** Sends what was filled into that form. */
export const SUBMIT_FORM = 'form_submit';

/**
 * Id of the input in which a reason is typed; merged into the data that arrives. Where several approvals stand on one
 * card, each has its own: `reason_apr_1`.
 */
export const DENIAL_REASON = 'reason';
/** Begins the ids of a form's inputs, so that they can be called as they like. */
export const FIELD = 'field_';

/** Something that was tapped on a card of ours. */
export type CardDeed =
  | ({ verb: typeof APPROVE } & ShownApproval)
  | ({ verb: typeof DENY; reason?: string | undefined } & ShownApproval)
  | ({ verb: typeof REFRESH_APPROVAL } & ShownApproval)
  | { verb: typeof WITHDRAW; requestId: string }
  | { verb: typeof REFRESH_HOME }
  | { verb: typeof REVEAL_SECRET; requestId: string; step: number }
  | { verb: typeof RUN_COMMAND; command: string }
  | { verb: typeof OPEN_FORM; command: string }
  | ({ verb: typeof SUBMIT_FORM } & FilledCard);

/** A form that was filled in: which one, by which command it was opened, and its inputs as they came. */
export interface FilledCard {
  formId: string;
  state: string;
  command: string;
  /** Fields in which several can be chosen. */
  several: readonly string[];
  inputs: Readonly<Record<string, string>>;
}

/** Which approval, and the digest of the plan that the card showed. */
export interface ShownApproval {
  requestId: string;
  approvalId: string;
  planDigest: string;
  /** It stood among others on the person's home. */
  onHome?: true | undefined;
}

const Id = z.string().min(1).max(100);
const shown = { requestId: Id, approvalId: Id, planDigest: Id, onHome: z.literal(true).optional() };
const Line = z.string().min(1).max(2_000);
const Reason = z
  .string()
  .transform((text) => text.trim().slice(0, 2_000) || undefined)
  .optional();

const Deed = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal(APPROVE), ...shown }),
  z
    .looseObject({ verb: z.literal(DENY), ...shown, [DENIAL_REASON]: Reason })
    .transform(({ verb, requestId, approvalId, planDigest, onHome, reason, ...more }) => ({
      verb,
      requestId,
      approvalId,
      planDigest,
      ...(onHome ? { onHome } : {}),
      reason: reason ?? Reason.safeParse(more[`${DENIAL_REASON}_${approvalId}`]).data,
    })),
  z.object({ verb: z.literal(REFRESH_APPROVAL), ...shown }),
  z.object({ verb: z.literal(WITHDRAW), requestId: Id }),
  z.object({ verb: z.literal(REFRESH_HOME) }),
  z.object({ verb: z.literal(REVEAL_SECRET), requestId: Id, step: z.int().min(0).max(100) }),
  z.object({ verb: z.literal(RUN_COMMAND), command: Line }),
  z.object({ verb: z.literal(OPEN_FORM), command: Line }),
  z
    .looseObject({
      verb: z.literal(SUBMIT_FORM),
      formId: Id,
      state: z.string().max(2_000),
      command: Line,
      several: z.array(Id).max(100),
    })
    .transform(({ verb, formId, state, command, several, ...more }) => ({
      verb,
      formId,
      state,
      command,
      several,
      inputs: inputsOf(more),
    })),
]);

function inputsOf(data: Readonly<Record<string, unknown>>): Record<string, string> {
  const inputs = Object.entries(data).filter(([name]) => name.startsWith(FIELD));
  return Object.fromEntries(inputs.map(([name, value]) => [name.slice(FIELD.length), String(value)]));
}

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
