import { htmlFromText, textFromHtml } from './note-html.ts';
import { NEVER, type TicketRecord, type UserRecord } from './records.ts';
import { brokenRule } from './refusal.ts';
import { generalUserOf, type Seed, UNASSIGNED } from './seed.ts';

export interface TicketInput {
  summary: string;
  /** Text, or HTML where it was given as such. */
  details?: { html: string } | { text: string } | undefined;
  typeId: number;
  clientId: number;
  user?: UserRecord | undefined;
  reference?: string | undefined;
}

/** Longer ones are refused; the number is ours. */
const MAX_SUMMARY = 200;

/** A ticket as Halo would begin it, at `now`. Throws what Halo refuses. */
export function newTicket(seed: Seed, input: TicketInput, now: string): Omit<TicketRecord, 'id'> {
  if (input.summary.trim() === '') throw brokenRule('A Summary must be entered for this Ticket');
  if (input.summary.length > MAX_SUMMARY) throw brokenRule('The Summary is too long');
  const type = seed.ticketTypes.find(({ id }) => id === input.typeId);
  if (!type) throw brokenRule('The Ticket Type is not valid');
  const { details } = input;
  const html = details && 'html' in details ? details.html : htmlFromText(details?.text ?? '');
  return {
    summary: input.summary,
    details: textFromHtml(html),
    details_html: html,
    status_id: 1,
    status_name: 'New',
    tickettype_id: type.id,
    tickettype_name: type.name,
    ...whose(seed, input),
    agent_id: UNASSIGNED,
    agent_name: 'Unassigned',
    team: type.default_team,
    dateoccurred: now,
    lastactiondate: now,
    last_update: now,
    dateclosed: NEVER,
    hasbeenclosed: false,
    third_party_id_string: input.reference ?? '',
    approvers: [],
    approvers_history: [],
  };
}

type Whose = Pick<
  TicketRecord,
  'client_id' | 'client_name' | 'site_id' | 'site_name' | 'user_id' | 'user_name' | 'user_email'
>;

/** The client's general user where nobody is named. */
function whose(seed: Seed, { clientId, user }: TicketInput): Whose {
  const client = seed.clients.find(({ id }) => id === clientId);
  if (!client) throw brokenRule('The Customer is not valid');
  const owner = user ?? seed.users.find(({ id }) => id === generalUserOf(clientId));
  if (owner?.client_id !== clientId) throw brokenRule('The User is not of this Customer');
  return {
    client_id: client.id,
    client_name: client.name,
    site_id: owner.site_id_int,
    site_name: owner.site_name,
    user_id: owner.id,
    user_name: owner.name,
    user_email: owner.emailaddress,
  };
}
