import { problemsInBlocks } from './block-limits.ts';
import { presentMessage } from './present.ts';
import {
  addMessage,
  directChannel,
  findMessage,
  nextTs,
  removeMessage,
  replaceMessage,
  type SlackBlock,
  type SlackChannel,
  type SlackMessage,
  type SlackState,
} from './state.ts';
import {
  type Method,
  type MethodAnswer,
  type MethodCall,
  type Refusal,
  refuse,
  refuseWithMessages,
} from './web-api.ts';

/** Longer texts are refused; chat.update takes less than chat.postMessage. */
const POST_TEXT_LENGTH = 40_000;
const UPDATE_TEXT_LENGTH = 4_000;
const METADATA_LENGTH = 8_192;
const ANSWERED = { blocks: false, metadata: true };

export interface PostLimit {
  /** Seconds to wait before the next message to this channel may be posted; 0 when it may be now. */
  take(channel: string): number;
}

/** `posted` is told of every visible message, so that it can be delivered back to the app as Slack does. */
export function chatMethods(
  limit: PostLimit,
  posted: (message: SlackMessage, change: 'new' | 'changed') => void,
): Record<string, Method> {
  return {
    'chat.postMessage': {
      required: ['channel'],
      scopes: ['chat:write'],
      run: (call) => postMessage(call, limit, posted),
    },
    'chat.update': {
      required: ['channel', 'ts'],
      scopes: ['chat:write'],
      run: (call) => updateMessage(call, posted),
    },
    'chat.delete': { required: ['channel', 'ts'], scopes: ['chat:write'], run: deleteMessage },
    'chat.postEphemeral': { required: ['channel', 'user'], scopes: ['chat:write'], run: postEphemeral },
  };
}

/** A conversation the bot may use, or Slack's reason why not. A user's id stands for the direct conversation with them. */
export function usableChannel({ state, workspace, input }: MethodCall): SlackChannel | Refusal {
  const id = String(input['channel']);
  const user = state.users.get(id);
  const channel =
    user && !user.bot && user.teamId === workspace.id ? directChannel(state, user) : state.channels.get(id);
  if (!channel || channel.teamId !== workspace.id) return refuse('channel_not_found');
  if (channel.archived) return refuse('is_archived');
  if (channel.kind === 'channel' && !channel.members.has(workspace.install.botUserId))
    return refuse('not_in_channel');
  return channel;
}

function postMessage(
  call: MethodCall,
  limit: PostLimit,
  posted: (message: SlackMessage, change: 'new') => void,
): MethodAnswer {
  const { state, workspace, input } = call;
  const channel = usableChannel(call);
  if ('ok' in channel) return channel;
  const content = readContent(input, POST_TEXT_LENGTH);
  if ('ok' in content) return content;
  const seconds = limit.take(channel.id);
  if (seconds > 0) return { ok: false, rateLimitedForSeconds: seconds };

  const message: SlackMessage = {
    channel: channel.id,
    ts: nextTs(state),
    ...(typeof input['thread_ts'] === 'string' ? { threadTs: input['thread_ts'] } : {}),
    user: workspace.install.botUserId,
    byBot: true,
    reactions: [],
    edited: false,
    ...content.value,
  };
  addMessage(state, message);
  posted(message, 'new');
  return {
    ok: true,
    channel: channel.id,
    ts: message.ts,
    message: presentMessage(state, message, ANSWERED),
  };
}

function updateMessage(
  { state, workspace, input }: MethodCall,
  posted: (message: SlackMessage, change: 'changed') => void,
): MethodAnswer {
  const message = ownMessage({ state, workspace, input });
  if ('ok' in message) return message;
  const content = readContent(input, UPDATE_TEXT_LENGTH);
  if ('ok' in content) return content;
  // An update without blocks removes them; one without metadata keeps it.
  const next: SlackMessage = { ...message.value, ...content.value, edited: true };
  replaceMessage(state, next);
  posted(next, 'changed');
  return {
    ok: true,
    channel: next.channel,
    ts: next.ts,
    text: next.text,
    message: presentMessage(state, next, ANSWERED),
  };
}

function deleteMessage(call: MethodCall): MethodAnswer {
  const found = ownMessage(call);
  if ('ok' in found) return found;
  const { channel, ts } = found.value;
  removeMessage(call.state, found.value);
  return { ok: true, channel, ts };
}

function postEphemeral(call: MethodCall): MethodAnswer {
  const { state, workspace, input } = call;
  const channel = usableChannel(call);
  if ('ok' in channel) return channel;
  if (!channel.members.has(String(input['user']))) return refuse('user_not_in_channel');
  const content = readContent(input, POST_TEXT_LENGTH);
  if ('ok' in content) return content;
  const message = showEphemeral(state, {
    channel: channel.id,
    to: String(input['user']),
    botUserId: workspace.install.botUserId,
    text: content.value.text,
    blocks: content.value.blocks,
    ...(typeof input['thread_ts'] === 'string' ? { threadTs: input['thread_ts'] } : {}),
  });
  return { ok: true, message_ts: message.ts };
}

export interface EphemeralMessage {
  channel: string;
  to: string;
  botUserId: string;
  text: string;
  blocks: readonly SlackBlock[];
  threadTs?: string;
}

/** Shows something to one person alone. It has no message that could be updated, found or reacted to. */
export function showEphemeral(state: SlackState, ephemeral: EphemeralMessage): SlackMessage {
  const { to, botUserId, ...rest } = ephemeral;
  const message: SlackMessage = {
    ...rest,
    ts: nextTs(state),
    user: botUserId,
    byBot: true,
    reactions: [],
    edited: false,
    ephemeralTo: to,
  };
  addMessage(state, message);
  return message;
}

function ownMessage({ state, workspace, input }: MethodCall): { value: SlackMessage } | Refusal {
  const channel = state.channels.get(String(input['channel']));
  if (!channel || channel.teamId !== workspace.id) return refuse('channel_not_found');
  const message = findMessage(state, channel.id, String(input['ts']));
  if (!message || message.ephemeralTo) return refuse('message_not_found');
  return message.user === workspace.install.botUserId ? { value: message } : refuse('cant_update_message');
}

interface Content {
  text: string;
  blocks: readonly SlackBlock[];
  metadata?: NonNullable<SlackMessage['metadata']>;
}

/** Text, blocks and metadata of a message within Slack's limits, or what Slack refuses them with. */
export function readContent(
  input: MethodCall['input'],
  textLength = POST_TEXT_LENGTH,
): { value: Content } | Refusal {
  const text = typeof input['text'] === 'string' ? input['text'] : '';
  const blocks = (input['blocks'] ?? []) as readonly SlackBlock[];
  if (!Array.isArray(blocks)) return refuse('invalid_blocks_format');
  if (text === '' && blocks.length === 0) return refuse('no_text');
  if (text.length > textLength) return refuse('msg_too_long');
  const problems = problemsInBlocks(blocks);
  if (problems.length > 0) return refuseWithMessages('invalid_blocks', problems);
  const metadata = input['metadata'];
  if (metadata === undefined) return { value: { text, blocks } };
  if (!isMetadata(metadata)) return refuse('invalid_metadata_format');
  if (JSON.stringify(metadata).length > METADATA_LENGTH) return refuse('metadata_too_large');
  return { value: { text, blocks, metadata } };
}

function isMetadata(value: unknown): value is NonNullable<SlackMessage['metadata']> {
  const { event_type: type, event_payload: payload } = (value ?? {}) as Record<string, unknown>;
  return typeof type === 'string' && type !== '' && typeof payload === 'object' && payload !== null;
}
