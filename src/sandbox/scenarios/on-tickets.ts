import type { PsaName } from '../../models/ticket.ts';
import type { AskedIn, TicketView } from '../console/console-state.ts';
import { ScenarioStopped } from './scenario-stopped.ts';
import { CLIENT, type Stage } from './stage.ts';

/** Where the client's tickets are from now on, where approvers are asked, and whether notes decide. */
export function setTickets(
  stage: Stage,
  { askedIn, ...tickets }: { psa?: PsaName; decideByNote?: boolean; askedIn?: AskedIn },
): Promise<void> {
  const asked = askedIn && { askedIn: askedIn === 'chat' ? askedIn : [...askedIn] };
  return stage.does({ kind: 'tickets', client: CLIENT, ...tickets, ...asked });
}

/** Opens a ticket in the client's portal. */
export function opensTicket(stage: Stage, person: string, text: string): Promise<void> {
  return stage.does({ kind: 'ticket_open', person, text });
}

/** The ticket of the newest request. Throws when there is none. */
export async function newestTicket(stage: Stage): Promise<TicketView> {
  const { requests, tickets } = await stage.client();
  const ticket = tickets.find(({ key }) => key === requests[0]?.ticketKey);
  if (!ticket) throw new ScenarioStopped('the newest request has no ticket');
  return ticket;
}

/** Writes on the newest request's ticket: technicians internally, contacts publicly. */
export async function writesOnTicket(stage: Stage, person: string, text: string): Promise<void> {
  const { psa, id } = await newestTicket(stage);
  await stage.does({ kind: 'ticket_write', person, psa, ticketId: id, text });
}

/** Assigns the newest request's ticket to themselves. */
export async function takesTicket(stage: Stage, person: string): Promise<void> {
  const { psa, id } = await newestTicket(stage);
  await stage.does({ kind: 'ticket_take', person, psa, ticketId: id });
}

/** The code with which a note decides, once the note that asks is there. */
export function codeOnTicket(stage: Stage): Promise<string> {
  return stage.until('a note that asks for a decision', async () => {
    const asking = (await stage.notes('internal')).find((text) => text.startsWith('Approval needed'));
    return asking && /followed by the code ([A-Z0-9]{7})\b/.exec(asking)?.[1];
  });
}
