import { newCode } from '../ids.ts';
import type { ApprovalKind, ApprovalRequest } from '../models/approval.ts';
import type { ApprovalChannel, Client } from '../models/client.ts';
import type { SurfaceName } from '../models/conversation.ts';
import type { Effect } from '../models/outbox.ts';
import type { Person } from '../models/person.ts';
import type { Plan } from '../models/plan.ts';
import { isOn } from './reach.ts';

/** About 34 bits: guessing it takes longer than the few tries that are given. */
const CODE_LENGTH = 7;

export interface AskInput {
  client: Client;
  plan: Plan;
  /** The request has a ticket, or will have one before anybody is asked. */
  hasTicket: boolean;
  /** As configured for the client or the MSP; undefined: in chat, once each, wherever they can be reached. */
  channels: readonly ApprovalChannel[] | undefined;
  technicians: readonly Person[];
  manager: Person | undefined;
}

/** An approval request, and what asks for it. */
export interface Asked {
  approval: ApprovalRequest;
  effects: readonly Effect[];
}

/**
 * By which channels each approval is asked for. Nobody is left without a way to decide: where the ticket alone is
 * configured and may not decide, or nobody has an account on the chosen surfaces, people are asked wherever they can be.
 */
export function askThrough(input: AskInput, approvals: readonly ApprovalRequest[]): Asked[] {
  return approvals.map((bare) => {
    const approval = withTicket(input, bare);
    return { approval, effects: [...cardsFor(input, approval), ...noteFor(approval)] };
  });
}

/** A note on the ticket is for technicians: managers cannot see it. It decides where the client allows it, at no high risk. */
function withTicket(
  { client, plan, hasTicket, channels }: AskInput,
  approval: ApprovalRequest,
): ApprovalRequest {
  const onTicket = hasTicket && client.psa !== undefined && channels?.includes(client.psa.name);
  if (!onTicket || approval.kind !== 'technician') return approval;
  const mayDecide = client.decideByNote && plan.steps.every(({ risk }) => risk.level !== 'high');
  return { ...approval, askedOnTicket: true, ...(mayDecide ? { code: newCode(CODE_LENGTH) } : {}) };
}

function noteFor({ id, askedOnTicket }: ApprovalRequest): Effect[] {
  return askedOnTicket ? [{ kind: 'approval_note', approvalId: id }] : [];
}

function cardsFor({ channels, technicians, manager }: AskInput, approval: ApprovalRequest): Effect[] {
  const people: Record<ApprovalKind, readonly Person[]> = {
    technician: technicians,
    manager: manager ? [manager] : [],
    admin: [],
  };
  const asked = people[approval.kind];
  const anywhere = asked.map((person) => card(approval, person));
  const surfaces = channels?.filter(isChat);
  if (!surfaces) return anywhere;
  if (surfaces.length === 0) return approval.code === undefined ? anywhere : [];
  const chosen = asked.flatMap((person) =>
    surfaces.filter((surface) => isOn(person, surface)).map((surface) => card(approval, person, surface)),
  );
  return chosen.length > 0 ? chosen : anywhere;
}

function card({ id }: ApprovalRequest, person: Person, surface?: SurfaceName): Effect {
  return { kind: 'approval_card', approvalId: id, personId: person.id, ...(surface ? { surface } : {}) };
}

function isChat(channel: ApprovalChannel): channel is 'slack' | 'teams' {
  return channel === 'slack' || channel === 'teams';
}
