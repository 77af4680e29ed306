import { randomUUID } from 'node:crypto';
import { addMs, type Clock, SECOND_MS } from '../../clock.ts';
import { type Actor, mailMarks, shown } from './actors.ts';
import { newTicket, type TicketInput } from './new-ticket.ts';
import { htmlFromText, textFromHtml } from './note-html.ts';
import {
  type ActionRecord,
  type AgentRecord,
  type ApprovalRecord,
  NEVER,
  type OutcomeRecord,
  type TicketRecord,
  vendorTime,
} from './records.ts';
import { brokenRule, notFound } from './refusal.ts';
import { isClosed, isStatusOf, type Seed, UNASSIGNED } from './seed.ts';

/** Told after every change of a ticket. */
export type TicketListener = (change: {
  event: 'New Ticket Logged' | 'Ticket Updated';
  ticket: TicketRecord;
  action: ActionRecord;
}) => void;

export interface NoteInput {
  outcome: OutcomeRecord;
  html: string;
  hidden?: boolean | undefined;
  mailed?: boolean | undefined;
}

const OPENING: Pick<OutcomeRecord, 'id' | 'outcome'> = { id: 0, outcome: 'Ticket Logged' };
/** Actions that Halo writes itself. */
const SYSTEM = { opening: 1, status: 2, assignment: 3 } as const;

/** The tickets and actions of the simulated Halo with the rules that hold whoever changes them. */
export class ServiceDesk {
  readonly tickets: TicketRecord[] = [];
  readonly actions: ActionRecord[] = [];
  /** A rule of the MSP: hidden actions are shown after all. */
  showsHidden = false;
  readonly #seed: Seed;
  readonly #clock: Clock;
  readonly #listeners = new Set<TicketListener>();
  #nextTicketId = 2_801;

  constructor(seed: Seed, clock: Clock) {
    this.#seed = seed;
    this.#clock = clock;
  }

  onChange(listener: TicketListener): void {
    this.#listeners.add(listener);
  }

  ticket(id: number): TicketRecord {
    const found = this.tickets.find((ticket) => ticket.id === id);
    if (!found) throw notFound('Ticket');
    return found;
  }

  /** By the order in which they happened. */
  actionsOf(ticketId: number): ActionRecord[] {
    return this.actions.filter((action) => action.ticket_id === ticketId);
  }

  openTicket(input: TicketInput, actor: Actor): TicketRecord {
    const ticket = { ...newTicket(this.#seed, input, this.#now()), id: this.#nextTicketId++ };
    this.tickets.push(ticket);
    const action = this.#write(
      ticket,
      { ...OPENING, system: SYSTEM.opening, html: ticket.details_html },
      actor,
    );
    this.#changed('New Ticket Logged', ticket, action);
    return ticket;
  }

  addNote(ticketId: number, { outcome, html, hidden, mailed }: NoteInput, actor: Actor): ActionRecord {
    const ticket = this.ticket(ticketId);
    const action = this.#write(
      ticket,
      { ...outcome, html, hidden: hidden ?? outcome.hidefromuser, mailed: mailed ?? outcome.sendemail },
      actor,
    );
    if (outcome.approval_process_id > 0) this.#askForApproval(ticket, action);
    this.#changed('Ticket Updated', ticket, action);
    return action;
  }

  /** Halo stamps the action and the ticket; the time of the last action stays. */
  editNote(ticketId: number, actionId: number, text: string): ActionRecord {
    const action = this.actionsOf(ticketId).find(({ id }) => id === actionId);
    if (!action) throw notFound('Action');
    const soonest = addMs(new Date(`${action.datetime}Z`), 3 * SECOND_MS);
    const now = this.#clock.now();
    Object.assign(action, {
      note: text,
      note_html: htmlFromText(text),
      last_updated: vendorTime(now > soonest ? now : soonest),
    });
    this.ticket(ticketId).last_update = this.#now();
    return action;
  }

  deleteNote(ticketId: number, actionId: number): void {
    const at = this.actions.findIndex(({ ticket_id, id }) => ticket_id === ticketId && id === actionId);
    if (at < 0) throw notFound('Action');
    this.actions.splice(at, 1);
    this.ticket(ticketId).last_update = this.#now();
  }

  setStatus(ticketId: number, statusId: number, actor: Actor): TicketRecord {
    const ticket = this.ticket(ticketId);
    const status = this.#seed.statuses.find(({ id }) => id === statusId);
    if (!status || !isStatusOf(ticket.tickettype_id, statusId))
      throw brokenRule('The Status is not allowed for this Ticket Type');
    ticket.status_id = status.id;
    ticket.status_name = status.name;
    ticket.dateclosed = isClosed(statusId) ? this.#now() : NEVER;
    // Once closed, a ticket has been closed, whatever becomes of it.
    ticket.hasbeenclosed ||= isClosed(statusId);
    const action = this.#write(
      ticket,
      { id: 0, outcome: 'Changed Status', system: SYSTEM.status, html: '' },
      actor,
    );
    this.#changed('Ticket Updated', ticket, action);
    return ticket;
  }

  assign(ticketId: number, agent: AgentRecord, actor: Actor): TicketRecord {
    const ticket = this.ticket(ticketId);
    ticket.agent_id = agent.id;
    ticket.agent_name = agent.name;
    const action = this.#write(
      ticket,
      { id: 0, outcome: 'Re-Assign', system: SYSTEM.assignment, html: '' },
      actor,
    );
    this.#changed('Ticket Updated', ticket, action);
    return ticket;
  }

  /** An approver's answer, which settles an approval that needs one vote. */
  answerApproval(
    given: Pick<ApprovalRecord, 'ticket_id' | 'seq' | 'actionnumber' | 'result' | 'approver_note'>,
  ): ApprovalRecord {
    const ticket = this.ticket(given.ticket_id);
    const isAsked = (one: ApprovalRecord) => one.seq === given.seq && one.actionnumber === given.actionnumber;
    const asked = ticket.approvers.find(isAsked);
    if (!asked) throw notFound('Approval');
    const answered = {
      ...asked,
      result: given.result,
      approver_note: given.approver_note,
      dateapproved: this.#now(),
    };
    ticket.approvers = ticket.approvers.filter(({ actionnumber }) => actionnumber !== given.actionnumber);
    ticket.approvers_history.push(answered);
    ticket.last_update = this.#now();
    return answered;
  }

  #write(
    ticket: TicketRecord,
    input: { id: number; outcome: string; html: string; system?: number; hidden?: boolean; mailed?: boolean },
    actor: Actor,
  ): ActionRecord {
    const now = this.#now();
    const action: ActionRecord = {
      ticket_id: ticket.id,
      id: (this.actionsOf(ticket.id).at(-1)?.id ?? 0) + 1,
      guid: randomUUID(),
      outcome: input.outcome,
      outcome_id: input.id,
      ...shown(actor),
      note: textFromHtml(input.html),
      note_html: input.html,
      hiddenfromuser: (input.hidden ?? false) && !this.showsHidden,
      sendemail: input.mailed ?? false,
      ...mailMarks(actor, input.mailed ?? false),
      action_systemid: input.system ?? 0,
      datetime: now,
      last_updated: now,
    };
    this.actions.push(action);
    ticket.lastactiondate = now;
    ticket.last_update = now;
    return action;
  }

  /** The process of the sandbox asks every technician; one vote settles it. */
  #askForApproval(ticket: TicketRecord, action: ActionRecord): void {
    const people = this.#seed.agents.filter(
      ({ id, isapiagent, isdisabled }) => !isapiagent && !isdisabled && id !== UNASSIGNED,
    );
    ticket.approvers.push(
      ...people.map((agent, index) => ({
        ticket_id: ticket.id,
        seq: index + 1,
        actionnumber: action.id,
        name: agent.name,
        emailaddress: agent.email,
        agent_id: agent.id,
        user_id: 0,
        result: 0 as const,
        approver_note: '',
        votes_required_to_accept: 1,
        datetime: action.datetime,
        dateapproved: NEVER,
      })),
    );
  }

  #changed(event: Parameters<TicketListener>[0]['event'], ticket: TicketRecord, action: ActionRecord): void {
    for (const listener of this.#listeners) listener({ event, ticket, action });
  }

  #now(): string {
    return vendorTime(this.#clock.now());
  }
}
