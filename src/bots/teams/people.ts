import { errorCode } from '../../errors.ts';
import type { SurfacePerson } from '../../flows/surface.ts';
import type { Identity } from '../../models/conversation.ts';
import type { TeamsConversation, TeamsConversationStore } from '../../models/teams-conversation.ts';
import type { Address, Connector, Member } from './connector.ts';
import { joinConversationId } from './envelope.ts';
import type { Places } from './places.ts';

export interface PeopleDependencies {
  conversations: TeamsConversationStore;
  connector: Connector;
  places: Places;
}

/** Rosters that are asked when somebody has no personal chat with the bot: of as many conversations, the latest first. */
const MOST_ROSTERS = 5;
/** Of 500 people each; the roster of a larger team is not read to its end. */
const MOST_PAGES = 20;

/**
 * Somebody by their directory account, from the roster of a conversation that the bot shares with them; where none is
 * known (any more), of their own chat, opened for it. Undefined for an account that we do not serve: unknown there, a
 * guest, or of another company.
 */
export async function findPerson(
  { conversations, connector, places }: PeopleDependencies,
  identity: Identity,
): Promise<SurfacePerson | undefined> {
  const { tenant, user } = identity;
  const personal = await conversations.personal(tenant, user);
  const known = [...(personal ? [personal] : []), ...(await conversations.shared(tenant, MOST_ROSTERS))];
  for (const place of withoutRepeats(known)) {
    const member = await unlessNotFound(connector.member(addressOf(place), user));
    if (member) return servedPerson(member, identity);
  }
  const opened = await unlessNotFound(places.reopened(identity));
  const member = opened && (await unlessNotFound(connector.member(opened.address, user)));
  return member && servedPerson(member, identity);
}

function servedPerson(member: Member, identity: Identity): SurfacePerson | undefined {
  return isServed(member, identity) ? personFrom(member) : undefined;
}

/**
 * The account with this address in a tenant. A bot cannot search a directory: it knows whoever has a chat with it, and
 * who is in a team or a group chat with it.
 */
export async function findByEmail(
  { conversations, connector }: PeopleDependencies,
  tenant: string,
  email: string,
): Promise<Identity | undefined> {
  const wanted = email.toLowerCase();
  const known = await conversations.personalByEmail(tenant, wanted);
  if (known?.user !== undefined) return { provider: 'entra', tenant, user: known.user };
  for (const place of withoutRepeats(await conversations.shared(tenant, MOST_ROSTERS))) {
    const member = await findMember(connector, addressOf(place), wanted);
    const user = member?.aadObjectId?.toLowerCase();
    if (member && user !== undefined && isServed(member, { tenant, user }))
      return { provider: 'entra', tenant, user };
  }
  return undefined;
}

async function findMember(connector: Connector, place: Address, email: string): Promise<Member | undefined> {
  let continuation: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await unlessNotFound(connector.members(place, continuation));
    const hit = read?.members.find((one) =>
      [one.email, one.userPrincipalName].some((address) => address?.toLowerCase() === email),
    );
    if (hit || !read?.continuation) return hit;
    continuation = read.continuation;
  }
  return undefined;
}

/** A guest's account is managed by whoever invited them, and a stranger's by another company: neither is an employee. */
function isServed(member: Member, { tenant, user }: { tenant: string; user: string }): boolean {
  return (
    member.tenantId?.toLowerCase() === tenant &&
    member.aadObjectId?.toLowerCase() === user &&
    (member.userRole === undefined || member.userRole === 'user')
  );
}

function personFrom({ name, email, userPrincipalName, id }: Member): SurfacePerson {
  const address = (email ?? userPrincipalName)?.toLowerCase();
  return { displayName: name ?? id, ...(address?.includes('@') ? { email: address } : {}) };
}

function addressOf({ serviceUrl, conversation }: TeamsConversation): Address {
  return { serviceUrl, conversationId: joinConversationId({ conversation }) };
}

/** Reply chains of one channel have one roster. */
function withoutRepeats(places: readonly TeamsConversation[]): TeamsConversation[] {
  return [...new Map(places.map((place) => [place.conversation, place])).values()];
}

/** Also where the bot was removed from the conversation since. */
async function unlessNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'not_found' || code === 'forbidden') return undefined;
    throw error;
  }
}
