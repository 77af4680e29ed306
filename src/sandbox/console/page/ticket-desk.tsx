import type { ReactNode } from 'react';
import type { PersonView, TicketView } from '../console-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { firstName } from './progress.ts';
import { useSandboxNow } from './use-sandbox-now.ts';

/** Whoever has a ticket so soon after the request was given it by a rule of the PSA: Countersign takes it so. */
const DISPATCH_MS = 30_000;

/** What a technician does on a ticket: writes an internal note, takes it over, closes it. */
export function TicketDesk({
  ticket,
  technician,
}: {
  ticket: TicketView;
  technician: PersonView;
}): ReactNode {
  const { request, send, busy } = usePage();
  const now = useSandboxNow();
  const on = { person: technician.key, psa: ticket.psa, ticketId: ticket.id };
  const isNew = request !== undefined && now.getTime() - Date.parse(request.askedAt) < DISPATCH_MS;
  return (
    <div className="ticket-desk" role="group" aria-label={`${technician.name} on the ticket`}>
      <Composer
        label={`Internal note as ${technician.name}`}
        onSay={(text) => send({ kind: 'ticket_write', ...on, text })}
      />
      <p>
        <span className="ticket-desk-who">
          As {firstName(technician.name)}
          {isNew && '; taking over counts after half a minute'}
        </span>
        <button
          type="button"
          className="button"
          disabled={busy || isNew}
          onClick={() => void send({ kind: 'ticket_take', ...on })}
        >
          Take over
        </button>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => void send({ kind: 'ticket_close', ...on })}
        >
          Close
        </button>
      </p>
    </div>
  );
}
