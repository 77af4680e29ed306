import { CountersignError } from '../../errors.ts';
import type { SafeText, Surface, SurfaceDelivery, SurfacePerson } from '../../flows/surface.ts';
import type { Identity, MessageRef } from '../../models/conversation.ts';
import { identityOn } from '../../models/person.ts';
import { phoneIdentity } from '../../models/phone-number.ts';
import type { PersonStore } from '../../models/stores.ts';
import { type MessagesDependencies, sayOnce } from './messages.ts';

export type SurfaceDependencies = MessagesDependencies & {
  people: Pick<PersonStore, 'byIdentity' | 'byEmail'>;
};

/**
 * The telephone as the flows see it. A call is over before anything can be answered: people are told by text on their
 * number on file, or called back on it. Nothing is approved here, and nothing secret is said.
 */
export function createVoiceSurface(dependencies: SurfaceDependencies): Surface {
  return {
    name: 'voice',
    can: {
      replies: false,
      approvalCards: false,
      working: false,
      directMessages: true,
      oneTimeSecrets: false,
    },
    reply: () => refuse('answer in a call that is over'),
    tell: (to, text, delivery) => tell(dependencies, to, text, delivery),
    sendApprovalCard: () => refuse('show a card'),
    findApprovalCard: async () => undefined,
    updateApprovalCard: () => refuse('show a card'),
    offerSecret: () => refuse('show a secret to one person alone'),
    showWorking: async () => undefined,
    findPerson: (identity) => findPerson(dependencies, identity),
    findByEmail: (_tenant, email) => findByEmail(dependencies, email),
  };
}

/** To numbers on file alone, whoever asks: a caller's own number is none before it is somebody's. */
async function tell(
  dependencies: SurfaceDependencies,
  to: Identity,
  text: SafeText,
  delivery: SurfaceDelivery,
): Promise<MessageRef> {
  const isNumber = to.provider === 'phone' && to.tenant === 'phone';
  const person = isNumber ? await dependencies.people.byIdentity(to) : undefined;
  if (!person?.active)
    throw new CountersignError('not_found', 'the number is not on file', { vendor: 'twilio' });
  return sayOnce(dependencies, { to: to.user, text }, delivery);
}

async function findPerson(
  { people }: SurfaceDependencies,
  identity: Identity,
): Promise<SurfacePerson | undefined> {
  const person = identity.provider === 'phone' ? await people.byIdentity(identity) : undefined;
  if (!person?.active) return undefined;
  const { displayName, email } = person;
  return { displayName, ...(email === undefined ? {} : { email }) };
}

/** The number of the one person who has this address. */
async function findByEmail({ people }: SurfaceDependencies, email: string): Promise<Identity | undefined> {
  const [person, ...others] = (await people.byEmail(email)).filter(({ active }) => active);
  const number = person && others.length === 0 ? identityOn(person, 'phone') : undefined;
  return number && phoneIdentity(number.user);
}

async function refuse(what: string): Promise<never> {
  throw new CountersignError('unsupported', `the telephone is no place to ${what}`, { vendor: 'twilio' });
}
