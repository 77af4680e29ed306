import { findMessage, splitConversationId, type TeamsConversation, type TeamsState } from './state.ts';

export interface Refusal {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds?: number;
}

/** What the connector answers: what was asked for, or the refusal in its own shape. */
export type ConnectorAnswer = { status: 200 | 201; body?: unknown } | Refusal;

export interface ConnectorCall {
  state: TeamsState;
  serviceUrl: string;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  body: Readonly<Record<string, unknown>>;
}

/** The connector's way of refusing. Codes and sentences are those of Microsoft's table of its status codes. */
export function refuse(status: number, code: string, message: string): Refusal {
  return { status, code, message };
}

/** The conversation that a call names, when the bot may speak in it. */
export function openConversation({
  state,
  params,
}: ConnectorCall): { conversation: TeamsConversation; threadId?: string } | Refusal {
  const named = params['conversation'] ?? '';
  if (!/^(a:|19:)/.test(named)) return refuse(400, 'BadSyntax', 'Bad format of conversation ID');
  const { id, ...thread } = splitConversationId(named);
  const conversation = state.conversations.get(id);
  const hasThread = thread.threadId === undefined || findMessage(state, id, thread.threadId);
  if (!conversation || !hasThread) return refuse(404, 'ConversationNotFound', 'Conversation not found.');
  return refusalIn(state, conversation) ?? { conversation, ...thread };
}

/** Why the bot may not speak here; undefined when it may. */
export function refusalIn(state: TeamsState, conversation: TeamsConversation): Refusal | undefined {
  if (state.tenants.get(conversation.tenantId)?.botDisabled)
    return refuse(403, 'BotDisabledByAdmin', 'The tenant admin disabled this bot');
  if (!conversation.installed)
    return refuse(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  if (conversation.blocked)
    return refuse(403, 'ConversationBlockedByUser', 'User blocked the conversation with the bot.');
  return undefined;
}
