import { z } from 'zod';

/** Action and callback ids, and what our buttons and forms carry. They say what was shown, never who may do something. */

/** Says yes to the plan on the card. */
export const APPROVE = 'approval_approve';
/** Opens the form for a denial. */
export const DENY = 'approval_deny';
/** Takes a request back. */
export const WITHDRAW = 'request_withdraw';
/** Shows a one-time secret. */
export const REVEAL_SECRET = 'secret_reveal';
/** The form that a denial is given in. */
export const DENIAL_FORM = 'approval_denial';
/** Gives a command line; several in one message differ by what follows. */
export const CHOICE = 'command_choice';
/** The form that a command answers with. */
export const COMMAND_FORM = 'command_form';
/** The form's field for the reason. */
export const DENIAL_REASON = 'reason';

export interface ApprovalButton {
  requestId: string;
  approvalId: string;
  planDigest: string;
}

export interface SecretButton {
  requestId: string;
  step: number;
}

/**
 * What the denial form remembers of the click that opened it. We wrote it, Slack signs it back, and the person cannot
 * touch it; who they are was verified at that click.
 */
export interface DenialForm extends ApprovalButton {
  tenant: string;
  user: string;
  /** Absent when it was opened on the home. */
  channel?: string | undefined;
}

/** What a command's form remembers: which one it is, and in which install it was opened. */
export interface CommandForm {
  id: string;
  state: string;
  key: string;
}

const Id = z.string().min(1).max(100);
const ApprovalValue = z.object({ requestId: Id, approvalId: Id, planDigest: Id });
const SecretValue = z.object({ requestId: Id, step: z.int().min(0).max(100) });
const DenialValue = ApprovalValue.extend({ tenant: Id, user: Id, channel: Id.optional() });
const CommandFormValue = z.object({ id: Id, state: z.string().max(2_000), key: Id });
const Line = z.string().min(1).max(2_000);

/** Undefined for what no button of ours carries: of an older version, say. */
export function readApprovalButton(value: string | undefined): ApprovalButton | undefined {
  return read(ApprovalValue, value);
}

/** What a secret's button carries; undefined when it is not ours or too old. */
export function readSecretButton(value: string | undefined): SecretButton | undefined {
  return read(SecretValue, value);
}

/** What the denial form carries; undefined when it is not ours or too old. */
export function readDenialForm(value: string | undefined): DenialForm | undefined {
  return read(DenialValue, value);
}

/** What a command's form carries; undefined when it is not ours or too old. */
export function readCommandForm(value: string | undefined): CommandForm | undefined {
  return read(CommandFormValue, value);
}

/** The command line of a choice; undefined for anything else. */
export function readChoice(value: string | undefined): string | undefined {
  return Line.safeParse(value).data;
}

/** A request's id; undefined for anything else. */
export function readRequestId(value: string | undefined): string | undefined {
  return Id.safeParse(value).data;
}

function read<T>(schema: z.ZodType<T>, value: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(value ?? 'null')).data;
  } catch {
    return undefined;
  }
}
