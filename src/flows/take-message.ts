import { isAtRest } from '../models/request-state.ts';
import { type ConfirmDependencies, takeConfirmation } from './confirm-identity.ts';
import type { InboundMessage, Receipt } from './desk.ts';
import { cut, MAX_MESSAGE_CHARACTERS } from './limits.ts';
import { addMessage, type ReceiveDependencies, receive } from './receive.ts';

export type TakeMessageDependencies = ReceiveDependencies & ConfirmDependencies;

/** What somebody writes: a code that was asked for, an answer by text message, or else a request. */
export async function takeMessage(
  dependencies: TakeMessageDependencies,
  message: InboundMessage,
): Promise<Receipt> {
  const confirmation = await takeConfirmation(dependencies, message);
  if (confirmation) return confirmation;
  return isTextMessage(message) ? answerByText(dependencies, message) : receive(dependencies, message);
}

function isTextMessage({ from, continuesOnly = false }: InboundMessage): boolean {
  return from.provider === 'phone' && continuesOnly;
}

const LATEST = 20;

/**
 * A text message from a number on file answers what its owner was asked about a call of theirs, and is otherwise added to
 * none and opens none. A number can be forged here too: what it adds is not covered by an earlier confirmation.
 */
async function answerByText(
  dependencies: TakeMessageDependencies,
  message: InboundMessage,
): Promise<Receipt> {
  const text = cut(message.text.trim(), MAX_MESSAGE_CHARACTERS);
  const person = text === '' ? undefined : await dependencies.people.byIdentity(message.from);
  if (!person?.active) return { kind: 'ignored' };
  const latest = await dependencies.requests.ofRequester(person.id, LATEST);
  const open = latest.find(({ requester, status }) => requester.identification && !isAtRest(status));
  if (open?.status !== 'awaiting_requester') return { kind: 'ignored' };
  return addMessage(dependencies, open, {
    key: message.key,
    from: 'requester',
    text,
    at: dependencies.clock.now(),
  });
}
