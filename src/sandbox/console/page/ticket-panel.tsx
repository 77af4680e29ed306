import { type ReactNode, useEffect, useRef } from 'react';
import type { PsaName } from '../../../models/ticket.ts';
import type { NoteView, PersonView, TicketView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Icon } from './icons.tsx';
import { NoteText } from './note-text.tsx';
import { Empty, Panel } from './panel.tsx';
import { PSA_LOOKS, PSAS } from './psa-looks.ts';
import { TicketDesk } from './ticket-desk.tsx';
import { useMoment } from './use-moment.ts';

/** The ticket of the request that is looked at, as a technician sees it in the client's PSA. */
export function TicketPanel({ technician }: { technician: PersonView }): ReactNode {
  const { client, request } = usePage();
  const ticket = client.tickets.find(({ key }) => key === request?.ticketKey);
  return (
    <Panel
      id="ticket"
      eyebrow={PSA_LOOKS[ticket?.psa ?? client.psa].product}
      heading={ticket ? `Ticket ${ticket.label}` : 'Ticket'}
      step={{ number: 2, words: 'Read the note' }}
      aside={
        <>
          {ticket && <TicketStatus ticket={ticket} />}
          <PsaSelect />
        </>
      }
    >
      {ticket ? (
        <>
          {ticket.psa !== client.psa && (
            <p className="ticket-elsewhere">
              The next tickets of {client.name} are in {PSA_LOOKS[client.psa].title}; this one stays here.
            </p>
          )}
          <TicketBody ticket={ticket} />
          {!ticket.closed && <TicketDesk key={ticket.key} ticket={ticket} technician={technician} />}
        </>
      ) : (
        <NoTicket />
      )}
    </Panel>
  );
}

/** Where the client's next tickets are. */
function PsaSelect(): ReactNode {
  const { client, send } = usePage();
  return (
    <select
      className="psa-select"
      aria-label={`PSA of ${client.name}`}
      title="Where this client’s next tickets are"
      value={client.psa}
      onChange={(event) =>
        void send({ kind: 'tickets', client: client.key, psa: event.target.value as PsaName })
      }
    >
      {PSAS.map((psa) => (
        <option key={psa} value={psa}>
          {PSA_LOOKS[psa].title}
        </option>
      ))}
    </select>
  );
}

function NoTicket(): ReactNode {
  return (
    <Empty icon={<Icon name="ticket" />} title="No ticket yet">
      Every request opens one. What the agent found, and what it would do, goes on it as an internal note
      before anybody is asked.
    </Empty>
  );
}

function TicketStatus({ ticket }: { ticket: TicketView }): ReactNode {
  return <span className={`badge ${ticket.closed ? 'badge-done' : 'badge-open'}`}>{ticket.statusName}</span>;
}

function TicketBody({ ticket }: { ticket: TicketView }): ReactNode {
  const scroller = useScrollToShortNews(ticket);
  return (
    <div className={`ticket ticket-${ticket.psa}`} ref={scroller}>
      <p className="ticket-summary">{ticket.summary}</p>
      {ticket.contactName && <p className="ticket-contact">for {ticket.contactName}</p>}
      <ol className="notes" aria-live="polite" aria-label="Notes on the ticket">
        {ticket.notes.map((note) => (
          <Note key={note.id} note={note} psa={ticket.psa} />
        ))}
      </ol>
    </div>
  );
}

/** A short note that comes is brought into view; a long one is read from the top, by whoever comes to it. */
function useScrollToShortNews({ key, notes }: TicketView) {
  const scroller = useRef<HTMLDivElement>(null);
  const count = notes.length;
  useEffect(() => {
    const ticket = scroller.current;
    const newest = count > 1 ? ticket?.querySelector('.note:last-child') : undefined;
    if (ticket && newest && newest.clientHeight < ticket.clientHeight) ticket.scrollTop = ticket.scrollHeight;
  }, [key, count]);
  return scroller;
}

function Note({ note, psa }: { note: NoteView; psa: PsaName }): ReactNode {
  const when = useMoment();
  const look = PSA_LOOKS[psa][note.internal ? 'internal' : 'public'];
  return (
    <li className={`note ${note.internal ? 'note-internal' : 'note-public'}`}>
      <header>
        <span className="note-kind">
          <span className="note-mark">
            <Icon name={look.icon} /> {look.mark}
          </span>{' '}
          · {look.meaning}
        </span>
        <span className="note-by">
          {note.author}, <time dateTime={note.at}>{when(note.at)}</time>
        </span>
      </header>
      <NoteText text={note.text} />
    </li>
  );
}
