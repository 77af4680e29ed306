import { CountersignError } from '../../errors.ts';
import type { NoteAuthor, PsaApprovalAnswer, PsaApprovals } from '../psa.ts';
import { type Agents, technician } from './agents.ts';
import type { HaloPsaApi } from './api.ts';
import { knownTicketId, vendorId } from './ids.ts';
import { noteHtml } from './note-html.ts';
import { outcomeField, writeOnce } from './notes.ts';
import type { ApprovalRecord } from './schema.ts';

export interface ApprovalDependencies {
  api: HaloPsaApi;
  agents: () => Promise<Agents>;
  /** What a contact is called. */
  userName: (userId: number) => Promise<string>;
  /** The action that starts the approval process. */
  approvalOutcome: string;
}

/** Halo's own approvals, which an action starts; the number of that action in its ticket is the approval's id. */
export function createApprovals(dependencies: ApprovalDependencies): PsaApprovals {
  const { api, approvalOutcome } = dependencies;
  return {
    async ask(ticketId, { key, text }, delivery) {
      const { id } = await writeOnce(api, key, delivery, {
        ticket_id: knownTicketId(ticketId),
        ...outcomeField(approvalOutcome),
        note_html: noteHtml(text, key),
        hiddenfromuser: true,
        sendemail: false,
      });
      return String(id);
    },
    answerTo: (ticketId, approvalId) => answerTo(dependencies, ticketId, approvalId),
  };
}

async function answerTo(
  dependencies: ApprovalDependencies,
  ticketId: string,
  approvalId: string,
): Promise<PsaApprovalAnswer | undefined> {
  const [id, actionId] = [vendorId(ticketId), vendorId(approvalId)];
  if (id === undefined || actionId === undefined) return undefined;
  const ticket = await ticketIfThere(dependencies.api, id);
  const asked = ticket?.approvals.filter((approval) => approval.actionId === actionId) ?? [];
  if (asked.length === 0) return isThere(dependencies.api, ticket && id, actionId);
  const decisive = decide(asked);
  if (!decisive?.answer) return { kind: 'waiting' };
  return {
    kind: decisive.answer,
    by: await answererOf(dependencies, decisive),
    at: decisive.answeredAt ?? new Date(0),
    ...(decisive.note !== undefined && { reason: decisive.note }),
  };
}

async function ticketIfThere(api: HaloPsaApi, id: number) {
  try {
    return await api.ticket(id);
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Halo may need a moment before an action has its approvers; without the action there is nothing to wait for. */
async function isThere(
  api: HaloPsaApi,
  ticketId: number | undefined,
  actionId: number,
): Promise<PsaApprovalAnswer | undefined> {
  const action = ticketId === undefined ? undefined : await api.action(ticketId, actionId);
  return action && { kind: 'waiting' };
}

/** The part that settles it: the first denial; else the approval with which there are as many as the process needs. */
function decide(asked: readonly ApprovalRecord[]): ApprovalRecord | undefined {
  const answered = asked.toSorted((one, other) => timeOf(one) - timeOf(other));
  const denied = answered.find(({ answer }) => answer === 'denied');
  if (denied) return denied;
  const needed = Math.max(...asked.map(({ votesNeeded }) => votesNeeded));
  return answered.filter(({ answer }) => answer === 'approved')[needed - 1];
}

function timeOf({ answeredAt }: ApprovalRecord): number {
  return answeredAt?.getTime() ?? 0;
}

/** Only an agent's own answer is a technician's; a user's is a contact's, whoever else they may be. */
async function answererOf(
  { agents, userName }: ApprovalDependencies,
  { agentId, userId, name }: ApprovalRecord,
): Promise<NoteAuthor> {
  if (agentId !== undefined) return technician(agentId, await agents()) ?? { kind: 'automation' };
  if (userId === undefined) return { kind: 'automation' };
  return { kind: 'contact', id: String(userId), name: name || (await userName(userId)) };
}
