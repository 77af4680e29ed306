import type { ConversationRef, Identity } from '../../models/conversation.ts';
import type { TeamsConversation, TeamsConversationKind } from '../../models/teams-conversation.ts';
import type { Activity } from './activity.ts';

/**
 * Who did something and where, from a delivery whose token was checked. Nothing that a person can fill in (text, card
 * inputs, a button's data) says who they are.
 */

/**
 * The person's tenant is the delivery's own; the conversation's, where they are in one that another company owns, is
 * not theirs. Undefined for bots, and for people without a directory account, such as anonymous guests of a meeting.
 */
export function senderOf({ from, channelData, conversation }: Activity): Identity | undefined {
  const tenant = channelData?.tenant?.id ?? conversation.tenantId;
  const isBot = from.role === 'bot' || from.id.startsWith('28:');
  if (isBot || tenant === undefined || from.aadObjectId === undefined) return undefined;
  return { provider: 'entra', tenant: tenant.toLowerCase(), user: from.aadObjectId.toLowerCase() };
}

/** Where it happened; `undefined` when Teams named no tenant. */
export function placeOf(activity: Activity): (ConversationRef & { surface: 'teams' }) | undefined {
  const tenant = activity.conversation.tenantId ?? activity.channelData?.tenant?.id;
  if (tenant === undefined) return undefined;
  const { conversation, thread } = splitConversationId(activity.conversation.id);
  const begun = kindOf(activity) === 'channel' ? (thread ?? activity.id) : undefined;
  return {
    surface: 'teams',
    tenant: tenant.toLowerCase(),
    conversation,
    ...(begun === undefined ? {} : { thread: begun }),
  };
}

/** What kind of conversation it is; Teams leaves the type out for personal chats now and then. */
export function kindOf({ conversation }: Activity): TeamsConversationKind {
  const known = KINDS[conversation.conversationType ?? ''];
  return known ?? (conversation.id.startsWith('19:') ? 'group' : 'personal');
}

const KINDS: Readonly<Record<string, TeamsConversationKind>> = {
  channel: 'channel',
  groupChat: 'group',
  personal: 'personal',
};

/** What to keep of the conversation that a delivery came from. */
export function conversationOf(activity: Activity, seenAt: Date): TeamsConversation | undefined {
  const place = placeOf(activity);
  if (!place) return undefined;
  const { tenant, conversation } = place;
  const kind = kindOf(activity);
  const sender = senderOf(activity);
  // In a personal chat there is nobody else; a reply chain is told apart by whoever began it.
  const who =
    sender && kind === 'personal' && sender.tenant === tenant
      ? { user: sender.user, teamsUserId: activity.from.id }
      : {};
  return { tenant, conversation, kind, serviceUrl: activity.serviceUrl, seenAt, ...who };
}

/** `19:…@thread.tacv2;messageid=1764…`: the conversation and the message that began the reply chain. */
export function splitConversationId(id: string): { conversation: string; thread?: string } {
  const [conversation = id, thread] = id.split(';messageid=');
  return thread ? { conversation, thread } : { conversation };
}

/** The same, put together: where a reply goes. */
export function joinConversationId({
  conversation,
  thread,
}: {
  conversation: string;
  thread?: string | undefined;
}): string {
  return thread === undefined ? conversation : `${conversation};messageid=${thread}`;
}
