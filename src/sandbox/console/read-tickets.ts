import { type PsaName, ticketLabel } from '../../models/ticket.ts';
import type { DemoClient } from '../demo-client.ts';
import type { SeenTicket } from '../psa-windows/psa-window.ts';
import { psaWindows } from '../psa-windows/psa-windows.ts';
import type { SandboxWorld } from '../world.ts';
import type { TicketView } from './console-state.ts';

/** A client's tickets in every PSA: a client that moves to another keeps what it had in the one before. */
export function readTickets(world: SandboxWorld, client: DemoClient): TicketView[] {
  return Object.values(psaWindows(world)).flatMap((window) =>
    window.ticketsOf(client).map((ticket) => describeTicket(window.name, ticket)),
  );
}

function describeTicket(psa: PsaName, ticket: SeenTicket): TicketView {
  const { id } = ticket;
  return { ...ticket, key: ticketKey({ psa, id }), psa, label: ticketLabel({ psa, id }) };
}

/** By which requests and the page name a ticket. */
export function ticketKey({ psa, id }: { psa: PsaName; id: string }): string {
  return `${psa}:${id}`;
}
