import { type Clock, MINUTE_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import { type ConversationRef, conversationKey, type Identity } from '../../models/conversation.ts';
import type {
  TeamsConversation,
  TeamsConversationKey,
  TeamsConversationStore,
} from '../../models/teams-conversation.ts';
import type { Address, Connector } from './connector.ts';
import { joinConversationId } from './envelope.ts';

/** Somewhere we can say something. */
export interface Place {
  tenant: string;
  /** Without the reply chain, as messages are referred to. */
  conversation: string;
  address: Address;
  /** The Teams id of the person whom what is said concerns, where it is known. */
  teamsUserId?: string | undefined;
}

/** Where the bot can speak, kept from what Teams delivered. */
export interface Places {
  /** Keeps where a delivery came from. Costs nothing when that is known already. */
  remember(conversation: TeamsConversation): Promise<void>;
  /** The same for where the bot was added just now: another process may have heard that it was removed before. */
  added(conversation: TeamsConversation): Promise<void>;
  /** The bot was removed there. */
  forget(where: TeamsConversationKey): Promise<void>;
  /** Where a message of a conversation is answered, or was sent. */
  of(where: Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>): Promise<Place>;
  /** The personal chat with somebody: as it is known, or opened now. `not_found` when Teams does not let us. */
  personal(to: Identity): Promise<Place>;
  /** The same, opened anew: what was known of it has turned out to be wrong. */
  reopened(to: Identity): Promise<Place>;
  /** Asks the roster of a known personal chat for the person's address, by which they are looked for one day. */
  learnAddress(of: Identity): Promise<void>;
}

export interface PlacesDependencies {
  conversations: TeamsConversationStore;
  connector: Connector;
  clock: Clock;
  /** Connector for tenants of which nothing was heard yet. */
  serviceUrl: string;
}

/** How long what was just written is not written again. Another process may have other news meanwhile. */
const REMEMBERED_MS = 10 * MINUTE_MS;
const MOST_REMEMBERED = 10_000;

/** Places from the store. */
export function createPlaces(dependencies: PlacesDependencies): Places {
  const { conversations, clock } = dependencies;
  const written = new Map<string, { what: string; at: number }>();
  const serviceUrlOf = async (tenant: string) =>
    (await conversations.latest(tenant))?.serviceUrl ?? dependencies.serviceUrl;
  const reopened = async (to: Identity) => {
    if (to.provider !== 'entra')
      throw new CountersignError('invalid_input', 'Teams knows people by their directory account only', {
        vendor: 'teams',
      });
    return placeFrom(await openPersonal(dependencies, to, await serviceUrlOf(to.tenant)));
  };
  const added = async (conversation: TeamsConversation) => {
    await conversations.save(conversation);
    if (written.size >= MOST_REMEMBERED) written.clear();
    written.set(keyOf(conversation), { what: newsOf(conversation), at: clock.now().getTime() });
  };
  return {
    added,
    async remember(conversation) {
      const known = written.get(keyOf(conversation));
      const isNews = known?.what !== newsOf(conversation);
      if (isNews || clock.now().getTime() - known.at >= REMEMBERED_MS) await added(conversation);
    },
    async forget(where) {
      written.delete(keyOf(where));
      await conversations.remove(where);
    },
    async of({ tenant, conversation, thread }) {
      const chain =
        thread === undefined ? undefined : await conversations.find({ tenant, conversation, thread });
      const known = chain ?? (await conversations.find({ tenant, conversation }));
      const serviceUrl = known?.serviceUrl ?? (await serviceUrlOf(tenant));
      const conversationId = joinConversationId({ conversation, thread });
      return {
        tenant,
        conversation,
        address: { serviceUrl, conversationId },
        teamsUserId: known?.teamsUserId,
      };
    },
    async personal(to) {
      const known = await conversations.personal(to.tenant, to.user);
      return known ? placeFrom(known) : reopened(to);
    },
    reopened,
    async learnAddress({ tenant, user }) {
      const known = await conversations.personal(tenant, user);
      if (!known || known.email !== undefined) return;
      const address = { serviceUrl: known.serviceUrl, conversationId: known.conversation };
      const { email } = await dependencies.connector.member(address, user);
      if (email) await conversations.save({ ...known, email: email.toLowerCase() });
    },
  };
}

function newsOf({ seenAt: _seenAt, ...rest }: TeamsConversation): string {
  return JSON.stringify(rest);
}

function keyOf({ tenant, conversation, thread }: TeamsConversationKey): string {
  return conversationKey({
    surface: 'teams',
    tenant,
    conversation,
    ...(thread === undefined ? {} : { thread }),
  });
}

function placeFrom({ tenant, conversation, thread, serviceUrl, teamsUserId }: TeamsConversation): Place {
  const conversationId = joinConversationId({ conversation, thread });
  return { tenant, conversation, address: { serviceUrl, conversationId }, teamsUserId };
}

/** Opening is not sending: the same call gives the same chat. The roster of the chat has what Teams calls the person. */
async function openPersonal(
  { conversations, connector, clock }: PlacesDependencies,
  { tenant, user }: Identity,
  serviceUrl: string,
): Promise<TeamsConversation> {
  const conversation = await connector.openPersonal(serviceUrl, { tenant, user });
  const address = { serviceUrl, conversationId: conversation };
  const member = await connector.member(address, user).catch((error: unknown) => {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  });
  const opened: TeamsConversation = {
    tenant,
    conversation,
    kind: 'personal',
    serviceUrl,
    user,
    seenAt: clock.now(),
    ...(member ? { teamsUserId: member.id } : {}),
    ...(member?.email ? { email: member.email.toLowerCase() } : {}),
  };
  await conversations.save(opened);
  return opened;
}
