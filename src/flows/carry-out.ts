import { addMs } from '../clock.ts';
import { CountersignError } from '../errors.ts';
import { THE_MSP } from '../models/client.ts';
import type { MessageRef } from '../models/conversation.ts';
import type { Effect, OutboxEntry } from '../models/outbox.ts';
import { isAdministration, type ServiceRequest } from '../models/request.ts';
import { askOnTicket, openTicket, setTicketStatus, writeNote } from './carry-out-ticket.ts';
import { confirmationText } from './confirmation-code.ts';
import type { CarryOutDependencies, Left } from './effect-dependencies.ts';
import { SECRET_LIFETIME_MS } from './limits.ts';
import { mayDecide } from './may-decide.ts';
import { languageOf, phrasesFor } from './phrases/languages.ts';
import { onFirstWay, type Way, waysTo } from './reach.ts';
import { approvalCard } from './render-card.ts';
import { renderPlanNote } from './render-note.ts';
import type { ApprovalCard, Surface, SurfaceDelivery } from './surface.ts';
import { tellTechnicians } from './tell-technicians.ts';
import { type CardEffect, waysToAsk } from './ways-to-ask.ts';

/** Carries out one effect, at most once per key. Throws `CountersignError` when it did not go through. */
export async function carryOut(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  entry: OutboxEntry,
): Promise<Left> {
  const delivery = { key: `${request.id}/${entry.id}`, retry: entry.attempts > 1 };
  const toRequester = { ...delivery, language: languageOf(request) };
  const { effect } = entry;
  if (isAdministration(request) && !AMONG_ADMINS.has(effect.kind)) return {};
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
      await setTicketStatus(dependencies, request, effect.status);
      return {};
    case 'reply':
      await reply(dependencies, request, effect.text, toRequester);
      return {};
    case 'confirmation_code':
      await sendConfirmation(dependencies, request, effect.personId, toRequester);
      return {};
    case 'approval_card':
      return sendCard(dependencies, request, effect, delivery);
    case 'approval_note':
      return askOnTicket(dependencies, request, effect.approvalId, delivery);
    case 'update_cards':
      await updateCards(dependencies, request);
      return {};
    case 'tell_technicians':
      await tellTechnicians(dependencies, request, effect.text, delivery);
      return {};
    case 'secret_offer':
      await offerSecret(dependencies, request, effect, delivery);
      return {};
    case 'audit':
      await dependencies.audit.append(effect.facts);
      return {};
  }
}

/** What is asked of the product itself has no ticket, and no client's technicians have a part in it. */
const AMONG_ADMINS: ReadonlySet<Effect['kind']> = new Set([
  'approval_card',
  'update_cards',
  'reply',
  'audit',
]);

async function sendCard(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  effect: CardEffect,
  delivery: SurfaceDelivery,
): Promise<Left> {
  const { approvalId, personId } = effect;
  const card = approvalCard(request, approvalId);
  if (!card) return {};
  const isWaiting = card.state.kind === 'waiting';
  if (!isWaiting && !delivery.retry) return {};
  const person = await dependencies.addressBook.person(personId);
  const ways = waysToAsk(dependencies.surfaces, request, effect, person);
  // Decided before we knew that it was sent: nobody is asked any more, but a card that is there has to follow.
  const message = isWaiting
    ? await onFirstWay(ways, ({ surface, identity }) => surface.sendApprovalCard(identity, card, delivery))
    : await findCard(ways, delivery.key);
  return message ? { copy: { approvalId, personId, message } } : {};
}

/**
 * Where they asked; whoever called is told on a channel of theirs on file, by text first, and whoever gave a command
 * directly: its answer was for their eyes alone. Somebody of whom it was never found out who they are cannot be told
 * anything: the technicians know.
 */
async function reply(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  text: string,
  delivery: SurfaceDelivery,
): Promise<void> {
  const { conversation, requester } = request;
  const place = surfaceNamed(dependencies, conversation.surface);
  if (place.can.replies && !isAdministration(request))
    return void (await place.reply(conversation, text, delivery));
  if (requester.personId === undefined) return;
  const person = await dependencies.addressBook.person(requester.personId);
  const ways = waysTo(dependencies.surfaces, person, conversation.surface);
  await onFirstWay(ways, ({ surface, identity }) => surface.tell(identity, text, delivery));
}

/** In chat where they have one, else by text to the number on file; never spoken, never to the number that called. */
async function sendConfirmation(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  personId: string,
  delivery: SurfaceDelivery,
): Promise<void> {
  const text = confirmationText(dependencies, request);
  if (text === undefined) return;
  const ways = waysTo(dependencies.surfaces, await dependencies.addressBook.person(personId));
  await onFirstWay(chatFirst(ways), ({ surface, identity }) =>
    surface.tell(identity, text, { ...delivery, writtenOnly: true }),
  );
}

/** An account in chat is harder to take over than a telephone number. */
function chatFirst(ways: readonly Way[]): Way[] {
  return ways.toSorted(
    (one, other) => Number(one.identity.provider === 'phone') - Number(other.identity.provider === 'phone'),
  );
}

async function findCard(ways: readonly Way[], key: string): Promise<MessageRef | undefined> {
  for (const { surface, identity } of ways) {
    const found = await surface.findApprovalCard(identity, key);
    if (found) return found;
  }
  return undefined;
}

async function updateCards(dependencies: CarryOutDependencies, request: ServiceRequest): Promise<void> {
  const copies = request.approvals.flatMap(({ id, copies: sent }) =>
    sent.map(({ personId, message }) => ({ id, personId, message })),
  );
  await Promise.all(
    copies.map(async ({ id, personId, message }) => {
      const card = await cardFor(dependencies, request, { approvalId: id, personId });
      if (card) await surfaceNamed(dependencies, message.surface).updateApprovalCard(message, card);
    }),
  );
}

/** Whoever may no longer decide has no buttons any more; a click would be refused in any case. */
async function cardFor(
  { addressBook }: CarryOutDependencies,
  request: ServiceRequest,
  { approvalId, personId }: { approvalId: string; personId: string },
): Promise<ApprovalCard | undefined> {
  const card = approvalCard(request, approvalId);
  const approval = request.approvals.find(({ id }) => id === approvalId);
  if (card?.state.kind !== 'waiting' || !approval) return card;
  const [client = THE_MSP, person] = await Promise.all([
    addressBook.client(request.clientId),
    addressBook.person(personId),
  ]);
  if (!person || mayDecide({ request, client }, approval, person)) return card;
  return { ...card, state: { kind: 'withdrawn', reason: 'You may no longer decide this.' } };
}

async function offerSecret(
  dependencies: CarryOutDependencies,
  request: ServiceRequest,
  { step, personId }: { step: number; personId: string },
  delivery: SurfaceDelivery,
): Promise<void> {
  const person = await dependencies.addressBook.person(personId);
  const ways = waysTo(dependencies.surfaces, person, request.conversation.surface);
  const expiresAt = addMs(dependencies.clock.now(), SECRET_LIFETIME_MS);
  const offer = { requestId: request.id, step, text: phrasesFor(request).passwordReady, expiresAt };
  await onFirstWay(
    ways.filter(({ surface }) => surface.can.oneTimeSecrets),
    ({ surface, identity }) => surface.offerSecret(identity, offer, delivery),
  );
}

function surfaceNamed({ surfaces }: CarryOutDependencies, name: string): Surface {
  const surface = surfaces.find((one) => one.name === name);
  if (!surface) throw new CountersignError('bad_configuration', `the surface ${name} is not connected`);
  return surface;
}
