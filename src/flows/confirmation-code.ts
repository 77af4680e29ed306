import { timingSafeEqual } from 'node:crypto';
import { addMs, type Clock } from '../clock.ts';
import { newDigits } from '../ids.ts';
import type { PendingConfirmation, ServiceRequest } from '../models/request.ts';
import { sealedFor } from '../models/sealed-for.ts';
import type { Sealer } from '../seal.ts';
import { CONFIRMATION_LIFETIME_MS, CONFIRMATION_TRIES, cut } from './limits.ts';
import { oneLine } from './lines.ts';
import { phrasesFor } from './phrases/languages.ts';

/** Six digits that only the person on file is told, sealed for this request. */
export function newConfirmation(
  { sealer, clock }: { sealer: Sealer; clock: Clock },
  request: Pick<ServiceRequest, 'id'>,
): PendingConfirmation {
  return {
    sealedCode: sealer.seal(newDigits(), sealedFor.confirmation(request.id)),
    expiresAt: addMs(clock.now(), CONFIRMATION_LIFETIME_MS),
    triesLeft: CONFIRMATION_TRIES,
  };
}

/** What the person on file is asked; undefined when nothing waits for a code any more. They read what they would confirm. */
export function confirmationText(
  { sealer, clock }: { sealer: Sealer; clock: Clock },
  request: ServiceRequest,
): string | undefined {
  const pending = pendingConfirmation(request, clock.now());
  if (!pending) return undefined;
  const asked = request.messages.filter(({ from }) => from === 'requester').map(({ text }) => oneLine(text));
  const code = sealer.open(pending.sealedCode, sealedFor.confirmation(request.id));
  return phrasesFor(request).confirmation.ask({ asked: cut(asked.join(' / '), 160), code });
}

/** The code that a request waits for, while it can still be given. */
export function pendingConfirmation(
  { status, requester }: ServiceRequest,
  now: Date,
): PendingConfirmation | undefined {
  const pending = requester.identification?.pending;
  return status === 'awaiting_requester' && pending && pending.expiresAt > now ? pending : undefined;
}

/** Whether these digits are the code that was sent for this request; in the same time whatever is given. */
export function isCodeOf(sealer: Sealer, request: ServiceRequest, given: string): boolean {
  const sealed = request.requester.identification?.pending?.sealedCode ?? '';
  const code = Buffer.from(sealer.open(sealed, sealedFor.confirmation(request.id)));
  return code.length === given.length && timingSafeEqual(code, Buffer.from(given));
}
