import type { ReactNode } from 'react';
import type { NoteView, TicketView } from '../console-state.ts';
import { usePage } from './context.ts';
import { Icon } from './icons.tsx';
import { NoteText } from './note-text.tsx';
import { Empty, Panel } from './panel.tsx';
import { useMoment } from './use-moment.ts';

/** The ticket of the request that is looked at, as a technician sees it in ConnectWise. */
export function TicketPanel(): ReactNode {
  const { client, request } = usePage();
  const ticket = client.tickets.find(({ id }) => id === request?.ticketId);
  return (
    <Panel
      id="ticket"
      eyebrow="ConnectWise PSA"
      heading={ticket ? `Ticket #${ticket.id}` : 'Ticket'}
      step={{ number: 2, words: 'Read the note' }}
      {...(ticket && { aside: <TicketStatus ticket={ticket} /> })}
    >
      {ticket ? <TicketBody ticket={ticket} /> : <NoTicket />}
    </Panel>
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
  return (
    <div className="ticket">
      <p className="ticket-summary">{ticket.summary}</p>
      {ticket.contactName && <p className="ticket-contact">for {ticket.contactName}</p>}
      <ol className="notes" aria-live="polite" aria-label="Notes on the ticket">
        {ticket.notes.map((note) => (
          <Note key={note.id} note={note} />
        ))}
      </ol>
    </div>
  );
}

function Note({ note }: { note: NoteView }): ReactNode {
  const when = useMoment();
  return (
    <li className={`note ${note.internal ? 'note-internal' : 'note-public'}`}>
      <header>
        {note.internal ? (
          <span className="note-kind">
            <Icon name="lock" /> Internal · technicians only
          </span>
        ) : (
          <span className="note-kind">
            <Icon name="people" /> Public · the employee sees it
          </span>
        )}
        <span className="note-by">
          {note.author}, <time dateTime={note.at}>{when(note.at)}</time>
        </span>
      </header>
      <NoteText text={note.text} />
    </li>
  );
}
