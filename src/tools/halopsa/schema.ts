import { z } from 'zod';
import { flag, optional, text } from '../lenient-fields.ts';

/** Ids may come as `95.0`; none, 0 and -1 say that there is nobody. */
const id = z
  .number()
  .nullish()
  .transform((value) => (value && value > 0 ? Math.trunc(value) : undefined));

/** Halo's times have no zone and mean UTC; what was never set is of the year 1 or 1900. */
const instant = z
  .string()
  .nullish()
  .transform((value) => (value ? readInstant(value) : undefined));

function readInstant(value: string): Date | undefined {
  const at = new Date(/(?:z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1970 ? undefined : at;
}

/** Halo's own user of each client, for tickets that are nobody's in particular. */
const GENERAL_USER = /^general user$/i;

/** `Tickets` */
export const TicketRecord = z
  .object({
    id: z.number().int(),
    summary: text,
    details: text,
    details_html: text,
    status_id: id,
    status_name: text,
    tickettype_id: id,
    client_id: id,
    user_id: id,
    user_name: text,
    user_email: text,
    agent_id: id,
    team: text,
    dateoccurred: instant,
    lastactiondate: instant,
    last_update: instant,
    third_party_id_string: optional(z.string()),
    approvers: z.array(z.unknown()).nullish(),
    approvers_history: z.array(z.unknown()).nullish(),
  })
  .transform((ticket) => ({
    id: ticket.id,
    summary: ticket.summary,
    description: { html: ticket.details_html, plain: ticket.details },
    statusId: ticket.status_id,
    statusName: ticket.status_name,
    typeId: ticket.tickettype_id,
    clientId: ticket.client_id,
    contact: contactOf(ticket.user_id, ticket.user_name),
    contactEmail: ticket.user_email || undefined,
    agentId: ticket.agent_id,
    team: ticket.team,
    createdAt: ticket.dateoccurred,
    updatedAt: latest(ticket.last_update, ticket.lastactiondate, ticket.dateoccurred),
    /** Ours where we opened it; undefined, too, where a list leaves it out. */
    key: ticket.third_party_id_string,
    approvals: [...(ticket.approvers ?? []), ...(ticket.approvers_history ?? [])].flatMap(
      (entry) => ApprovalRecord.safeParse(entry).data ?? [],
    ),
  }));
export type TicketRecord = z.output<typeof TicketRecord>;

function contactOf(userId: number | undefined, name: string): { id: number; name: string } | undefined {
  return userId === undefined || GENERAL_USER.test(name.trim()) ? undefined : { id: userId, name };
}

function latest(...instants: (Date | undefined)[]): Date | undefined {
  const known = instants.filter((at) => at !== undefined).map((at) => at.getTime());
  return known.length > 0 ? new Date(Math.max(...known)) : undefined;
}

/** One approver's part in an approval: `approvers` of a ticket. */
export const ApprovalRecord = z
  .object({
    actionnumber: z.number().int(),
    seq: z.number().int(),
    result: optional(z.number().int()),
    agent_id: id,
    user_id: id,
    name: text,
    approver_note: text,
    dateapproved: instant,
    datetime: instant,
    votes_required_to_accept: id,
    admin_overridden: flag,
    admin_override_id: id,
  })
  .transform((approval) => ({
    actionId: approval.actionnumber,
    answer: ANSWERS.get(approval.result ?? 0),
    // An admin who overrides answers in the approver's stead.
    agentId: approval.admin_overridden ? approval.admin_override_id : approval.agent_id,
    userId: approval.admin_overridden ? undefined : approval.user_id,
    name: approval.name,
    note: approval.approver_note.trim() || undefined,
    answeredAt: approval.dateapproved ?? approval.datetime,
    votesNeeded: approval.votes_required_to_accept ?? 1,
  }));
export type ApprovalRecord = z.output<typeof ApprovalRecord>;

/** Vendor guide "Performing Ticket Approvals via API". */
const ANSWERS: ReadonlyMap<number, 'approved' | 'denied'> = new Map([
  [1, 'approved'],
  [2, 'denied'],
]);

/** `who_type` of an end user; 0 is an agent. */
const END_USER = 1;

/** Direction of what came in by mail; `O` went out. */
const INCOMING = 'I';

/** Halo writes an id of zeros where no application wrote it. */
const NO_APPLICATION = /^[0{}-]*$/;

/** `Actions`: notes, mails, changes of status. Their ids are counted in each ticket. */
export const ActionRecord = z
  .object({
    id: z.number().int(),
    note: text,
    note_html: text,
    hiddenfromuser: flag,
    who: text,
    who_type: optional(z.number().int()),
    who_agentid: id,
    actionby_agent_id: id,
    actionby_user_id: id,
    actionby_application_id: text,
    on_behalf_of: id,
    emaildirection: text,
    internet_message_id: text,
    email_message_id: text,
    actioninternetmessageid: text,
    datetime: instant,
    actiondatecreated: instant,
    last_updated: instant,
  })
  .transform((action) => ({
    id: action.id,
    body: { html: action.note_html, plain: action.note },
    internal: action.hiddenfromuser,
    who: action.who,
    byUser:
      action.who_type === END_USER ||
      (action.who_agentid === undefined && action.actionby_user_id !== undefined),
    shownAgentId: action.who_agentid,
    agentId: action.actionby_agent_id,
    userId: action.actionby_user_id,
    applicationId: NO_APPLICATION.test(action.actionby_application_id)
      ? undefined
      : action.actionby_application_id,
    onBehalfOf: action.on_behalf_of,
    byMail: cameByMail(action),
    createdAt: action.datetime ?? action.actiondatecreated,
    updatedAt: action.last_updated,
  }));
export type ActionRecord = z.output<typeof ActionRecord>;

/** What we mail ourselves has a message id as well, and a direction that says so. */
function cameByMail(action: {
  emaildirection: string;
  internet_message_id: string;
  email_message_id: string;
  actioninternetmessageid: string;
}): boolean {
  if (action.emaildirection !== '') return action.emaildirection.toUpperCase().startsWith(INCOMING);
  return [action.internet_message_id, action.email_message_id, action.actioninternetmessageid].some(Boolean);
}

/** `Users`: contacts of the clients. */
export const UserRecord = z
  .object({
    id: z.number().int(),
    name: text,
    client_id: id,
    site_id: id,
    site_id_int: id,
    emailaddress: text,
    inactive: flag,
  })
  .transform((user) => ({
    id: user.id,
    name: user.name,
    clientId: user.client_id,
    siteId: user.site_id_int ?? user.site_id,
    email: user.emailaddress.trim(),
    inactive: user.inactive,
  }));
export type UserRecord = z.output<typeof UserRecord>;

/** `Agent`; an agent for the API alone is a program. */
export const AgentRecord = z
  .object({ id: z.number().int(), name: text, isdisabled: flag, isapiagent: flag })
  .transform(({ id: agentId, name, isdisabled, isapiagent }) => ({
    id: agentId,
    name,
    isPerson: !isdisabled && !isapiagent,
  }));
export type AgentRecord = z.output<typeof AgentRecord>;

/** `Agent/me` */
export const OwnAgent = z.object({ id: z.number().int() });

/** `Status` */
export const StatusRecord = z.object({ id: z.number().int(), name: text, shortname: text });
export type StatusRecord = z.output<typeof StatusRecord>;

/** `TicketType` and `Team` */
export const NamedRecord = z.object({ id: z.number().int(), name: text });
export type NamedRecord = z.output<typeof NamedRecord>;

/** `Outcome`: what an agent can do to a ticket. */
export const OutcomeRecord = z
  .object({ id: z.number().int(), outcome: text, buttonname: text, approval_process_id: id })
  .transform(({ id: outcomeId, outcome, buttonname, approval_process_id }) => ({
    id: outcomeId,
    names: [outcome, buttonname].filter(Boolean),
    startsApproval: approval_process_id !== undefined,
  }));
export type OutcomeRecord = z.output<typeof OutcomeRecord>;
