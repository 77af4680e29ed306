import type { ReactNode } from 'react';
import type { NoteView, PersonView, TicketView } from '../console-state.ts';
import { Composer } from './composer.tsx';
import { usePage } from './context.ts';
import { NoteText } from './note-text.tsx';
import { firstName } from './progress.ts';
import { PSA_LOOKS } from './psa-looks.ts';
import { Suggestions, Welcome } from './suggestions.tsx';
import { useMoment } from './use-moment.ts';

/** The client's customer portal, as the ticket's contact sees it: public notes alone. */
export function EmployeePortal({ employee }: { employee: PersonView }): ReactNode {
  const { client, request, send } = usePage();
  const theirs = client.tickets.filter(({ contactName }) => contactName === employee.name);
  const ticket = theirs.find(({ key }) => key === request?.ticketKey) ?? theirs.find(({ closed }) => !closed);
  const open = (text: string) => send({ kind: 'ticket_open', person: employee.key, text });
  const answer = (text: string) =>
    ticket
      ? send({ kind: 'ticket_write', person: employee.key, psa: ticket.psa, ticketId: ticket.id, text })
      : open(text);
  const { title } = PSA_LOOKS[client.psa];
  const answers = ticket !== undefined && !ticket.closed;
  return (
    <>
      <div className="conversation portal">
        {ticket ? (
          <PortalTicket ticket={ticket} />
        ) : (
          <Welcome employee={employee} onSay={open}>
            Here {firstName(employee.name)} opens a ticket in {title}, without any chat. It becomes a request,
            and is answered on the ticket.
          </Welcome>
        )}
      </div>
      {ticket && <Suggestions employee={employee} onSay={open} />}
      <Composer
        key={answers ? ticket.key : 'new'}
        label={
          answers ? `Answer on ${ticket.label} as ${employee.name}` : `Open a ticket as ${employee.name}`
        }
        onSay={answers ? answer : open}
      />
    </>
  );
}

function PortalTicket({ ticket }: { ticket: TicketView }): ReactNode {
  return (
    <div className="portal-ticket">
      <p className="eyebrow">Your ticket {ticket.label}</p>
      <h3>{ticket.summary}</h3>
      <p className="ticket-contact">{ticket.statusName}</p>
      <ol aria-live="polite" aria-label="Answers on the ticket">
        {ticket.notes
          .filter(({ internal }) => !internal)
          .map((note) => (
            <PortalNote key={note.id} note={note} />
          ))}
      </ol>
    </div>
  );
}

function PortalNote({ note }: { note: NoteView }): ReactNode {
  const when = useMoment();
  return (
    <li className="portal-note">
      <p className="note-by">
        <b>{note.author}</b> <time dateTime={note.at}>{when(note.at)}</time>
      </p>
      <NoteText text={note.text} />
    </li>
  );
}
