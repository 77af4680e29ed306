import { post, problemInWords } from './connector-activities.ts';
import { type ConnectorAnswer, type ConnectorCall, refusalIn, refuse } from './connector-calls.ts';
import { personalChatId } from './population.ts';
import type { TeamsState, TeamsUser } from './state.ts';

interface Parameters {
  isGroup?: boolean;
  members?: readonly { id?: string }[];
  tenantId?: string;
  activity?: ConnectorCall['body'];
  channelData?: { tenant?: { id?: string }; channel?: { id?: string } };
}

/** Opens the chat with one person (it is always the same one), or begins a reply chain in a channel. */
export function createConversation(call: ConnectorCall): ConnectorAnswer {
  const parameters = call.body as Parameters;
  const channelId = parameters.channelData?.channel?.id;
  if (channelId) return beginReplyChain(call, channelId, parameters.activity);
  const [member, ...others] = parameters.members ?? [];
  if (parameters.isGroup || others.length > 0)
    return refuse(400, 'BadSyntax', 'Incorrect conversation creation parameters');
  return openPersonalChat(call, member?.id ?? '', parameters);
}

function openPersonalChat(
  { state, serviceUrl }: ConnectorCall,
  memberId: string,
  { tenantId, channelData, activity }: Parameters,
): ConnectorAnswer {
  const tenant = channelData?.tenant?.id ?? tenantId;
  if (!tenant) return refuse(400, 'BadArgument', 'Tenant id is required');
  const user = findMember(state, memberId, tenant);
  if (!user) return refuse(403, 'BadArgument', 'Failed to decrypt pairwise id');
  const chat = state.conversations.get(personalChatId(state, user));
  if (!chat?.installed) return refuse(403, 'BadArgument', "Bot is not installed in user's personal scope");
  const refusal = refusalIn(state, chat) ?? problemIn(activity);
  if (refusal) return refusal;
  const said = activity ? post(state, chat, activity) : undefined;
  return { status: 201, body: { id: chat.id, serviceUrl, ...activityIdOf(said) } };
}

function beginReplyChain(
  { state, serviceUrl }: ConnectorCall,
  channelId: string,
  activity?: ConnectorCall['body'],
): ConnectorAnswer {
  const channel = state.conversations.get(channelId);
  if (channel?.kind !== 'channel') return refuse(404, 'ConversationNotFound', 'Conversation not found.');
  if (!activity) return refuse(400, 'BadSyntax', 'Activity is required to create a reply chain');
  const refusal = refusalIn(state, channel) ?? problemIn(activity);
  if (refusal) return refusal;
  const said = activityIdOf(post(state, channel, activity));
  return {
    status: 201,
    body: { id: `${channel.id};messageid=${said.activityId ?? ''}`, serviceUrl, ...said },
  };
}

function problemIn(activity: ConnectorCall['body'] | undefined) {
  const problem = activity && problemInWords(activity);
  return problem === undefined ? undefined : refuse(400, 'BadArgument', problem);
}

function activityIdOf(answer: ConnectorAnswer | undefined): { activityId?: string } {
  const id = answer && 'body' in answer ? (answer.body as { id?: string }).id : undefined;
  return id ? { activityId: id } : {};
}

/** By the id that activities carry, or by the object id of the directory. Ids made by putting `29:` before one are refused. */
function findMember(state: TeamsState, id: string, tenantId: string): TeamsUser | undefined {
  return [...state.users.values()].find(
    (user) => user.tenantId === tenantId && (user.id === id || user.aadObjectId === id),
  );
}
