import { CountersignError } from '../errors.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { NoteVisibility, PsaName, TicketStatus } from '../models/ticket.ts';
import type { Psa } from '../tools/psa.ts';
import { psaNamed, psaOf } from './client-psa.ts';
import type { CarryOutDependencies, Left } from './effect-dependencies.ts';
import { askedBy } from './identified-by.ts';
import { cut } from './limits.ts';
import { renderApprovalNote } from './render-approval-note.ts';
import type { SurfaceDelivery } from './surface.ts';
import { tellTechnicians } from './tell-technicians.ts';

/** Opens the request's ticket in its client's PSA; nothing where there is none. */
export async function openTicket(
  { psas, addressBook, signal }: CarryOutDependencies,
  request: ServiceRequest,
  delivery: SurfaceDelivery,
): Promise<Left> {
  const place = psaOf(psas, await addressBook.client(request.clientId));
  if (!place) return {};
  const asked = request.messages.find(({ from }) => from === 'requester')?.text ?? '';
  const ticket = await place.psa.openTicket(
    {
      key: request.id,
      companyId: place.companyId,
      summary: cut(asked.replaceAll(/\s+/g, ' ').trim(), 90) || 'Request',
      description: `${askedBy(request.requester)} asked:\n${asked}`,
      ...(request.requester.email === undefined ? {} : { contactEmail: request.requester.email }),
    },
    { retry: delivery.retry, signal },
  );
  return { ticket };
}

/** On the ticket; without a PSA the technicians' direct messages take its place for what is internal. */
export async function writeNote(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  note: { visibility: NoteVisibility; text: string },
  delivery: SurfaceDelivery,
): Promise<Left> {
  const { psas, signal } = dependencies;
  // What is said to somebody who asked on the ticket is a public note already.
  if (note.visibility === 'public' && request.conversation.surface === 'psa') return {};
  if (request.ticket) {
    const psa = connected(psas, request.ticket.psa);
    await psa.addNote(request.ticket.id, { key: delivery.key, ...note }, { retry: delivery.retry, signal });
  } else if (note.visibility === 'internal') {
    await tellTechnicians(dependencies, request, note.text, delivery);
  }
  return {};
}

function connected(psas: readonly Psa[], name: PsaName): Psa {
  const psa = psaNamed(psas, name);
  if (!psa) throw new CountersignError('bad_configuration', `the PSA ${name} is not connected`);
  return psa;
}

/** By the PSA's own approval object, where there may be decided on the ticket and the PSA has one; else by a note. */
export async function askOnTicket(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  approvalId: string,
  delivery: SurfaceDelivery,
): Promise<Left> {
  const approval = request.approvals.find(({ id }) => id === approvalId);
  if (!request.ticket || !approval || approval.state.kind !== 'waiting') return {};
  const { psas, signal } = dependencies;
  const psa = connected(psas, request.ticket.psa);
  const own = approval.code === undefined ? undefined : psa.approvals;
  const text = renderApprovalNote(request, approval, { byOwnApproval: own !== undefined });
  const { retry } = delivery;
  if (!own) return writeNote(dependencies, request, { visibility: 'internal', text }, delivery);
  const id = await own.ask(request.ticket.id, { key: delivery.key, text }, { retry, signal });
  return { psaApproval: { approvalId, id } };
}

/** Moves the ticket; nothing for a request without one. */
export async function setTicketStatus(
  { psas }: Pick<CarryOutDependencies, 'psas'>,
  { ticket }: ServiceRequest,
  status: TicketStatus,
): Promise<void> {
  if (ticket) await connected(psas, ticket.psa).setStatus(ticket.id, status);
}
