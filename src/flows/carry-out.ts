import { addMs, type Clock } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import type { Identity } from '../models/conversation.ts';
import type { OutboxEntry } from '../models/outbox.ts';
import { identityOn, type Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { AuditStore, Delivered } from '../models/stores.ts';
import type { NoteVisibility } from '../models/ticket.ts';
import type { Psa } from '../tools/psa.ts';
import type { AddressBook } from './address-book.ts';
import { cut, SECRET_LIFETIME_MS } from './limits.ts';
import { approvalCard } from './render-card.ts';
import { renderPlanNote } from './render-note.ts';
import type { Surface, SurfaceDelivery } from './surface.ts';

/** What side effects are carried out with. */
export interface CarryOutDependencies {
  addressBook: AddressBook;
  audit: AuditStore;
  /** The client's PSA, where one is connected. */
  psa: Psa | undefined;
  surfaces: readonly Surface[];
  clock: Clock;
  /** Ends with the process. */
  signal: AbortSignal;
}

/** What carrying out an effect leaves in the request. */
export type Left = Omit<Delivered, 'entryId'>;

/** Carries out one effect, at most once per key. Throws `CountersignError` when it did not go through. */
export async function carryOut(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  entry: OutboxEntry,
): Promise<Left> {
  const delivery = { key: `${request.id}/${entry.id}`, retry: entry.attempts > 1 };
  const { effect } = entry;
  switch (effect.kind) {
    case 'ticket':
      return openTicket(dependencies, request, delivery);
    case 'plan_note':
      return writeNote(
        dependencies,
        request,
        { visibility: 'internal', text: renderPlanNote(request) },
        delivery,
      );
    case 'note':
      return writeNote(dependencies, request, effect, delivery);
    case 'ticket_status':
      if (request.ticket) await dependencies.psa?.setStatus(request.ticket.id, effect.status);
      return {};
    case 'reply':
      await surfaceNamed(dependencies, request.conversation.surface).reply(
        request.conversation,
        effect.text,
        delivery,
      );
      return {};
    case 'approval_card':
      return sendCard(dependencies, request, effect, delivery);
    case 'update_cards':
      await updateCards(dependencies, request);
      return {};
    case 'tell_technicians':
      await tellTechnicians(dependencies, request, `${requestTitle(request)}\n${effect.text}`, delivery);
      return {};
    case 'secret_offer':
      await offerSecret(dependencies, request, effect, delivery);
      return {};
    case 'audit':
      await dependencies.audit.append(effect.facts);
      return {};
  }
}

async function openTicket(
  { psa, addressBook, signal }: CarryOutDependencies,
  request: ServiceRequest,
  delivery: SurfaceDelivery,
): Promise<Left> {
  const client = await addressBook.client(request.clientId);
  if (!psa || client?.psaCompanyId === undefined) return {};
  const asked = request.messages.find(({ from }) => from === 'requester')?.text ?? '';
  const ticket = await psa.openTicket(
    {
      key: request.id,
      companyId: client.psaCompanyId,
      summary: cut(asked.replaceAll(/\s+/g, ' ').trim(), 90) || 'Request',
      description: `${request.requester.name} asked:\n${asked}`,
      ...(request.requester.email === undefined ? {} : { contactEmail: request.requester.email }),
    },
    { retry: delivery.retry, signal },
  );
  return { ticket };
}

/** On the ticket; without a PSA the technicians' direct messages take its place for what is internal. */
async function writeNote(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  note: { visibility: NoteVisibility; text: string },
  delivery: SurfaceDelivery,
): Promise<Left> {
  const { psa, signal } = dependencies;
  if (psa && request.ticket) {
    await psa.addNote(request.ticket.id, { key: delivery.key, ...note }, { retry: delivery.retry, signal });
  } else if (note.visibility === 'internal') {
    await tellTechnicians(dependencies, request, note.text, delivery);
  }
  return {};
}

async function sendCard(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  { approvalId, personId }: { approvalId: string; personId: string },
  delivery: SurfaceDelivery,
): Promise<Left> {
  const card = approvalCard(request, approvalId);
  if (!card) return {};
  const isWaiting = card.state.kind === 'waiting';
  if (!isWaiting && !delivery.retry) return {};
  const person = await dependencies.addressBook.person(personId);
  const { surface, identity } = reach(dependencies, person);
  // Decided before we knew that it was sent: nobody is asked any more, but a card that is there has to follow.
  const message = isWaiting
    ? await surface.sendApprovalCard(identity, card, delivery)
    : await surface.findApprovalCard(identity, delivery.key);
  return message ? { copy: { approvalId, personId, message } } : {};
}

async function updateCards(dependencies: CarryOutDependencies, request: ServiceRequest): Promise<void> {
  const copies = request.approvals.flatMap(({ id, copies: sent }) =>
    sent.map(({ message }) => ({ id, message })),
  );
  await Promise.all(
    copies.map(async ({ id, message }) => {
      const card = approvalCard(request, id);
      if (card) await surfaceNamed(dependencies, message.surface).updateApprovalCard(message, card);
    }),
  );
}

async function tellTechnicians(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  text: string,
  delivery: SurfaceDelivery,
): Promise<void> {
  const client = await dependencies.addressBook.client(request.clientId);
  const technicians = await dependencies.addressBook.technicians(client?.technicianIds ?? []);
  if (technicians.length === 0) throw new CountersignError('bad_configuration', 'no technician is known');
  await Promise.all(
    technicians.map(async (person) => {
      const { surface, identity } = reach(dependencies, person);
      await surface.tell(identity, text, { ...delivery, key: `${delivery.key}/${person.id}` });
    }),
  );
}

async function offerSecret(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  { step, personId }: { step: number; personId: string },
  delivery: SurfaceDelivery,
): Promise<void> {
  const person = await dependencies.addressBook.person(personId);
  const { surface, identity } = reach(dependencies, person);
  const expiresAt = addMs(dependencies.clock.now(), SECRET_LIFETIME_MS);
  const text =
    'Your new temporary password is ready. You will see it once; you choose your own when you sign in.';
  await surface.offerSecret(identity, { requestId: request.id, step, text, expiresAt }, delivery);
}

function requestTitle(request: ServiceRequest): string {
  const ticket = request.ticket ? ` · ticket #${request.ticket.id}` : '';
  return `${request.clientName} · ${request.requester.name}${ticket} · “${cut(request.messages[0]?.text ?? '', 120)}”`;
}

function surfaceNamed({ surfaces }: CarryOutDependencies, name: string): Surface {
  const surface = surfaces.find((one) => one.name === name);
  if (!surface) throw new CountersignError('bad_configuration', `the surface ${name} is not connected`);
  return surface;
}

/** The surface and account on which a person can be reached directly. */
export function reach(
  { surfaces }: Pick<CarryOutDependencies, 'surfaces'>,
  person: Person | undefined,
): { surface: Surface; identity: Identity } {
  for (const surface of person?.active ? surfaces : []) {
    const identity =
      person && surface.can.directMessages ? identityOn(person, PROVIDERS[surface.name]) : undefined;
    if (identity) return { surface, identity };
  }
  throw new CountersignError('not_found', 'the person cannot be reached on any connected surface');
}

const PROVIDERS = {
  slack: 'slack',
  teams: 'entra',
  psa: 'connectwise',
  voice: 'phone',
  console: 'console',
} as const;
