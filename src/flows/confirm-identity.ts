import { addMs, DAY_MS } from '../clock.ts';
import { advance } from '../models/advance.ts';
import type { PersonRef } from '../models/approval.ts';
import type { Person } from '../models/person.ts';
import type { Identification, ServiceRequest } from '../models/request.ts';
import type { PersonStore, RequestChange } from '../models/stores.ts';
import type { Sealer } from '../seal.ts';
import { isCodeOf, pendingConfirmation } from './confirmation-code.ts';
import { type DeliverDependencies, deliver, ownEntries } from './deliver.ts';
import type { InboundMessage, Receipt } from './desk.ts';
import { handingOver } from './expire.ts';
import { isNo, phrasesFor } from './phrases/languages.ts';
import type { ReceiveDependencies } from './receive.ts';
import { settle } from './settle.ts';
import { sideEffects } from './side-effects.ts';

export type ConfirmDependencies = DeliverDependencies &
  Pick<ReceiveDependencies, 'begin' | 'leaseMs'> & {
    people: Pick<PersonStore, 'byIdentity'>;
    sealer: Sealer;
  };

/** Looked at for one answer; nobody has more calls waiting at a time. */
const LATEST = 20;
const CODE = /^\d{3}[\s-]?\d{3}$/;
/** The compare-and-set is lost only to somebody else's save: reading again settles it. */
const MAX_TRIES = 5;

/**
 * Takes a message for an answer to a code, if it is nothing but a code (or a no) and its author was sent one: whoever
 * they are on this surface, only the person behind the account can confirm. Undefined for every other message.
 */
export async function takeConfirmation(
  dependencies: ConfirmDependencies,
  message: InboundMessage,
): Promise<Receipt | undefined> {
  const text = message.text.trim();
  if (message.identification || !(CODE.test(text) || isNo(text))) return undefined;
  const person = await dependencies.people.byIdentity(message.from);
  if (!person?.active) return undefined;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const receipt = await answerOnce(dependencies, { message, person, text });
    if (receipt !== 'overtaken') return receipt;
  }
  return { kind: 'duplicate' };
}

interface Answering {
  message: InboundMessage;
  person: Person;
  text: string;
}

async function answerOnce(
  dependencies: ConfirmDependencies,
  answering: Answering,
): Promise<Receipt | undefined | 'overtaken'> {
  const { requests, clock, sealer } = dependencies;
  const { message, person, text } = answering;
  const now = clock.now();
  const calls = (await requests.ofRequester(person.id, LATEST)).filter(
    ({ requester }) => requester.identification !== undefined,
  );
  if (calls.some(({ requester }) => requester.identification?.answers?.includes(message.key)))
    return { kind: 'duplicate' };
  const waiting = calls.filter((call) => pendingConfirmation(call, now));
  const [newest] = waiting;
  if (!newest) return tooLate(calls, text, now);
  if (isNo(text)) return deny(dependencies, newest, answering);
  const given = text.replaceAll(/\D/g, '');
  const meant = waiting.find((call) => isCodeOf(sealer, call, given));
  return meant ? confirm(dependencies, meant, answering) : miss(dependencies, newest, answering);
}

/** Six digits of somebody who was sent a code are no request. */
function tooLate(calls: readonly ServiceRequest[], text: string, now: Date): Receipt | undefined {
  const late = CODE.test(text) ? calls.find(({ createdAt }) => addMs(createdAt, DAY_MS) > now) : undefined;
  return late && { kind: 'answered', sentence: phrasesFor(late).confirmation.late };
}

/** Diagnosis goes on; what was said until now is theirs. */
async function confirm(
  dependencies: ConfirmDependencies,
  request: ServiceRequest,
  { message, person }: Answering,
): Promise<Receipt | 'overtaken'> {
  const now = dependencies.clock.now();
  const by = message.conversation.surface;
  const { status, history } = advance(request.status, now, 'requester_answered');
  const effects = sideEffects(request, now);
  effects.audit('identity_confirmed', { by }, refOf(person));
  const confirmed = { by, at: now };
  const saved = await dependencies.requests.save(request, {
    set: {
      status,
      requester: answered(request, message, { confirmed }),
      dueAt: addMs(now, dependencies.leaseMs),
    },
    history,
    outbox: effects.entries(),
  });
  if (!saved) return 'overtaken';
  dependencies.begin(saved, 'deliver', request);
  dependencies.begin(saved, 'diagnose', request);
  return { kind: 'answered', sentence: phrasesFor(saved).confirmation.confirmed };
}

function deny(
  dependencies: ConfirmDependencies,
  request: ServiceRequest,
  answering: Answering,
): Promise<Receipt | 'overtaken'> {
  const reason = `${answering.person.displayName} says that it was not they who called. Somebody may have used their name.`;
  const sentence = phrasesFor(request).confirmation.denied;
  return giveUp(dependencies, request, { ...answering, reason, sentence, isTheirs: false });
}

async function miss(
  dependencies: ConfirmDependencies,
  request: ServiceRequest,
  answering: Answering,
): Promise<Receipt | 'overtaken'> {
  const phrases = phrasesFor(request).confirmation;
  const pending = request.requester.identification?.pending;
  const triesLeft = (pending?.triesLeft ?? 1) - 1;
  if (!pending || triesLeft <= 0) {
    const reason = 'The code that was to confirm who called was wrong too often.';
    return giveUp(dependencies, request, { ...answering, reason, sentence: phrases.spent, isTheirs: true });
  }
  const requester = answered(request, answering.message, { pending: { ...pending, triesLeft } });
  const saved = await dependencies.requests.save(request, { set: { requester } });
  if (!saved) return 'overtaken';
  return { kind: 'answered', sentence: phrases.wrong(triesLeft) };
}

interface GivingUp extends Answering {
  reason: string;
  sentence: string;
  /** Whoever answered may have called all the same. */
  isTheirs: boolean;
}

async function giveUp(
  dependencies: ConfirmDependencies,
  request: ServiceRequest,
  { message, person, reason, sentence, isTheirs }: GivingUp,
): Promise<Receipt | 'overtaken'> {
  const by = message.conversation.surface;
  const change: RequestChange = handingOver(request, dependencies.clock.now(), reason, {
    isTheirs,
    also: (effects) => effects.audit('identity_refused', { by, reason }, refOf(person)),
  });
  const requester = answered(request, message, {});
  const saved = await dependencies.requests.save(request, {
    ...change,
    set: { ...change.set, requester },
  });
  if (!saved) return 'overtaken';
  dependencies.begin(saved, 'deliver', request);
  return { kind: 'answered', sentence };
}

/** What an answer leaves in the request; `pending` is over unless it is given anew. */
function answered(
  { requester }: ServiceRequest,
  { key }: InboundMessage,
  outcome: Pick<Identification, 'confirmed' | 'pending'>,
): ServiceRequest['requester'] {
  const { pending: _, answers = [], ...rest } = requester.identification ?? { how: 'said_name' };
  return { ...requester, identification: { ...rest, ...outcome, answers: [...answers, key] } };
}

function refOf({ id, displayName }: Person): PersonRef {
  return { personId: id, name: displayName };
}

/** The code could not be brought to the person, or nobody answered it: a technician has to find out who called. */
export async function handOverUnconfirmed(
  dependencies: DeliverDependencies,
  requestId: string,
  reason: string,
): Promise<void> {
  const request = await dependencies.requests.find(requestId);
  if (!request || request.status !== 'awaiting_requester' || !request.requester.identification?.pending)
    return;
  const change = handingOver(request, dependencies.clock.now(), reason);
  const saved = await dependencies.requests.save(request, change);
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}
