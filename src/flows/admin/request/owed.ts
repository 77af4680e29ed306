import { describeCode } from '../../../errors.ts';
import type { Effect, OutboxEntry } from '../../../models/outbox.ts';
import { utcText } from '../../utc-text.ts';

/** What a request still owes the world, in a line: what it is, and why it is not there yet. */
export function owedText({ effect, dead, attempts, nextTryAt, lastError }: OutboxEntry): string {
  if (lastError === 'waited_for_dead')
    return `${effectText(effect)}: held back with what had to go before it`;
  const why = lastError === undefined ? '' : `, ${errorText(lastError)}`;
  if (dead) return `${effectText(effect)}: given up after ${tries(attempts)}${why}`;
  return nextTryAt && attempts > 1
    ? `${effectText(effect)}: tried again at ${utcText(nextTryAt)}${why}`
    : `${effectText(effect)}: on its way`;
}

function tries(attempts: number): string {
  return attempts === 1 ? 'one try' : `${attempts} tries`;
}

function errorText(code: string): string {
  return code === 'waits' ? 'it waits for its turn' : describeCode(code);
}

/** A side effect by what it is for people. */
export function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'ticket':
      return 'opening the ticket';
    case 'plan_note':
      return 'the internal note with the plan';
    case 'note':
      return effect.visibility === 'internal' ? 'an internal note' : 'a public note';
    case 'ticket_status':
      return `moving the ticket to ${effect.status.replace('_', ' ')}`;
    case 'reply':
      return 'the reply to the requester';
    case 'approval_card':
      return 'a card that asks for approval';
    case 'approval_note':
      return 'the note that asks for approval';
    case 'update_cards':
      return 'bringing the cards up to date';
    case 'tell_technicians':
      return 'a message to the technicians';
    case 'secret_offer':
      return 'the offer of the new password';
    case 'confirmation_code':
      return 'the code for the caller';
    case 'audit':
      return 'entries of the audit trail';
  }
}
