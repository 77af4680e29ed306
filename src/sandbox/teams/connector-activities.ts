import { ADAPTIVE_CARD, problemsInAttachments } from './card-limits.ts';
import {
  type ConnectorAnswer,
  type ConnectorCall,
  openConversation,
  type Refusal,
  refuse,
} from './connector-calls.ts';
import {
  botId,
  changed,
  dropOwnVersions,
  findMessage,
  nextMessageId,
  putMessage,
  type TeamsAttachment,
  type TeamsConversation,
  type TeamsMessage,
  type TeamsState,
} from './state.ts';

/** Says something at the end of a conversation, or of the reply chain that its id names; in a channel, begins a chain. */
export function sendActivity(call: ConnectorCall): ConnectorAnswer {
  return say(call);
}

/** Answers a message: in a channel, in its reply chain. */
export function replyToActivity(call: ConnectorCall): ConnectorAnswer {
  return say(call, call.params['activity']);
}

function say(call: ConnectorCall, answeredId?: string): ConnectorAnswer {
  const opened = openConversation(call);
  if ('code' in opened) return opened;
  const { conversation } = opened;
  const problem = problemInActivity(call, conversation);
  if (problem) return problem;
  const answered = answeredId ? findMessage(call.state, conversation.id, answeredId) : undefined;
  return post(call.state, conversation, call.body, opened.threadId ?? answered?.threadId);
}

/** What is said, put where it belongs; or the sign that the bot is typing. */
export function post(
  state: TeamsState,
  conversation: TeamsConversation,
  activity: ConnectorCall['body'],
  threadId?: string,
): ConnectorAnswer {
  if (activity['type'] === 'typing') {
    state.typing.set(conversation.id, state.clock.now());
    changed(state);
    return { status: 201, body: { id: nextMessageId(state) } };
  }
  state.typing.delete(conversation.id);
  const content = readContent(activity);
  const parts = split(content).map((part) => addMessage(state, conversation, part, threadId));
  // The service makes two messages of one that has text and a card, and gives the id of neither.
  return { status: 201, body: parts.length === 1 ? { id: parts[0]?.id } : {} };
}

/** Puts something else in the place of a message of the bot; what people saw of their own is gone. */
export function updateActivity(call: ConnectorCall): ConnectorAnswer {
  const found = ownMessage(call);
  if ('code' in found) return found;
  const { message, conversation } = found;
  const problem = problemInActivity(call, conversation);
  if (problem) return problem;
  dropOwnVersions(call.state, message);
  putMessage(call.state, { ...message, ...readContent(call.body), edited: true });
  return { status: 200, body: { id: message.id } };
}

/** Takes a message of the bot back. */
export function deleteActivity(call: ConnectorCall): ConnectorAnswer {
  const found = ownMessage(call);
  if ('code' in found) return found;
  dropOwnVersions(call.state, found.message);
  putMessage(call.state, { ...found.message, deleted: true });
  return { status: 200 };
}

function ownMessage(
  call: ConnectorCall,
): { message: TeamsMessage; conversation: TeamsConversation } | Refusal {
  const opened = openConversation(call);
  if ('code' in opened) return opened;
  const { conversation } = opened;
  const message = findMessage(call.state, conversation.id, call.params['activity'] ?? '');
  if (!message || message.deleted)
    return refuse(404, 'ActivityNotFoundInConversation', 'The message is not in this conversation.');
  if (!message.byBot)
    return refuse(403, 'NotEnoughPermissions', 'Only messages of the bot itself can be changed.');
  return { message, conversation };
}

function problemInActivity(
  { state, body }: ConnectorCall,
  conversation: TeamsConversation,
): Refusal | undefined {
  const problem = problemInWords(body) ?? problemInSender(state, body) ?? problemInTenant(body, conversation);
  return problem === undefined ? undefined : refuse(400, 'BadArgument', problem);
}

/** Why a channel would not take this activity; undefined when it would. */
export function problemInWords(activity: ConnectorCall['body']): string | undefined {
  if (activity['type'] === 'typing') return undefined;
  if (activity['type'] !== 'message') return `Activity type ${String(activity['type'])} is not supported`;
  const { text, attachments } = readContent(activity);
  if (text.trim() === '' && attachments.length === 0) return 'Activity has neither text nor attachments';
  return problemsInAttachments(attachments)[0];
}

function problemInSender(state: TeamsState, { from }: ConnectorCall['body']): string | undefined {
  const id = (from as { id?: string } | undefined)?.id;
  if (id === undefined) return 'Activity.From field required';
  return id === botId(state) || id === state.appId ? undefined : 'Activity.From is not this bot';
}

function problemInTenant(
  activity: ConnectorCall['body'],
  { tenantId }: TeamsConversation,
): string | undefined {
  const { channelData, conversation } = activity as {
    channelData?: { tenant?: { id?: string } };
    conversation?: { tenantId?: string };
  };
  const named = channelData?.tenant?.id ?? conversation?.tenantId ?? tenantId;
  return named === tenantId ? undefined : 'Tenant of the activity is not that of the conversation';
}

type Content = Pick<TeamsMessage, 'text' | 'textFormat' | 'attachments' | 'entities' | 'summary'>;

function readContent(activity: ConnectorCall['body']): Content {
  return {
    text: typeof activity['text'] === 'string' ? activity['text'] : '',
    textFormat: (activity['textFormat'] as TeamsMessage['textFormat'] | undefined) ?? 'markdown',
    attachments: Array.isArray(activity['attachments']) ? (activity['attachments'] as TeamsAttachment[]) : [],
    entities: Array.isArray(activity['entities']) ? (activity['entities'] as TeamsMessage['entities']) : [],
    ...(typeof activity['summary'] === 'string' ? { summary: activity['summary'] } : {}),
  };
}

function split(content: Content): Content[] {
  const hasCard = content.attachments.some(({ contentType }) => contentType === ADAPTIVE_CARD);
  if (!hasCard || content.text === '') return [content];
  return [
    { ...content, attachments: [] },
    { ...content, text: '', entities: [] },
  ];
}

function addMessage(
  state: TeamsState,
  conversation: TeamsConversation,
  content: Content,
  threadId?: string,
): TeamsMessage {
  const id = nextMessageId(state);
  const message: TeamsMessage = {
    id,
    conversationId: conversation.id,
    ...(conversation.kind === 'channel' ? { threadId: threadId ?? id } : {}),
    from: botId(state),
    byBot: true,
    ...content,
    edited: false,
    deleted: false,
    at: state.clock.now(),
  };
  putMessage(state, message);
  return message;
}
