import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Surface, SurfaceDelivery, SurfacePerson } from '../../flows/surface.ts';
import type { ConversationRef, Identity, MessageRef } from '../../models/conversation.ts';
import type { Psa } from '../../tools/psa.ts';

/** The longest that a note may take; each room gives its calls less. */
const REPLY_TIMEOUT_MS = 60 * SECOND_MS;

export interface PsaSurfaceDependencies {
  /** Every PSA that is connected. */
  psas: readonly Psa[];
}

/**
 * Tickets as a place where requesters are answered. A conversation is one ticket: its tenant is the PSA's name, its id the
 * ticket's. A contact is an identity whose provider is the PSA's name and whose tenant is the company there. Nobody is
 * asked or told anything here but the ticket's own contact; what technicians see of a request are internal notes, which
 * the flows write themselves.
 */
export function createPsaSurface({ psas }: PsaSurfaceDependencies): Surface {
  return {
    name: 'psa',
    can: {
      replies: true,
      approvalCards: false,
      working: false,
      directMessages: false,
      oneTimeSecrets: false,
    },
    reply: (to, text, delivery) => reply(psas, to, text, delivery),
    tell: () => refuse('tell somebody directly'),
    sendApprovalCard: () => refuse('show a card'),
    findApprovalCard: async () => undefined,
    updateApprovalCard: () => refuse('show a card'),
    offerSecret: () => refuse('show a secret to one person alone'),
    showWorking: async () => undefined,
    findPerson: (identity) => findPerson(psas, identity),
    findByEmail: async () => undefined,
  };
}

/** A public note, which the PSA mails to the contact; its key is found again in the note on a retry. */
async function reply(
  psas: readonly Psa[],
  { tenant, conversation }: ConversationRef,
  text: string,
  { key, retry }: SurfaceDelivery,
): Promise<MessageRef> {
  const psa = psas.find(({ name }) => name === tenant);
  if (!psa)
    throw new CountersignError('bad_configuration', 'the PSA of a ticket is not connected', {
      vendor: tenant,
    });
  // There is a note to be found again even where there is nothing to say.
  const note = { key, visibility: 'public', text: text.trim() || '…', notifyContact: true } as const;
  const signal = AbortSignal.timeout(REPLY_TIMEOUT_MS);
  const message = await psa.addNote(conversation, note, { retry, signal });
  return { surface: 'psa', tenant, conversation, message };
}

/** A contact who has left, or who belongs to another company than the identity says, is nobody. */
async function findPerson(
  psas: readonly Psa[],
  { provider, tenant, user }: Identity,
): Promise<SurfacePerson | undefined> {
  const contact = await psas.find(({ name }) => name === provider)?.contact(user);
  if (!contact?.active || tenant === '' || contact.companyId !== tenant) return undefined;
  const { name, email } = contact;
  return { displayName: name || email || contact.id, ...(email !== undefined && { email }) };
}

async function refuse(what: string): Promise<never> {
  throw new CountersignError('unsupported', `a ticket is no place to ${what}`, { vendor: 'psa' });
}
