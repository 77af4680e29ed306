import { usableChannel } from './chat-methods.ts';
import { presentMessage } from './present.ts';
import { directChannel, findMessage, replaceMessage, type SlackMessage, type SlackState } from './state.ts';
import { type Method, type MethodAnswer, type MethodCall, refuse } from './web-api.ts';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read'];
const HISTORY_SCOPES = ['channels:history', 'groups:history', 'im:history'];
const DEFAULT_PAGE = 100;

/** `takeHistory` gives the seconds to wait before history may be read again: apps outside the Marketplace get one a minute. */
export function conversationMethods(takeHistory: () => number): Record<string, Method> {
  return {
    'conversations.open': { required: ['users'], scopes: ['im:write'], run: open },
    'conversations.info': { required: ['channel'], scopes: READ_SCOPES, run: info },
    'conversations.history': {
      required: ['channel'],
      scopes: HISTORY_SCOPES,
      run: (call) => limited(takeHistory, () => history(call)),
    },
    'conversations.replies': {
      required: ['channel', 'ts'],
      scopes: HISTORY_SCOPES,
      run: (call) => limited(takeHistory, () => replies(call)),
    },
    'reactions.add': {
      required: ['channel', 'name', 'timestamp'],
      scopes: ['reactions:write'],
      run: addReaction,
    },
    'reactions.remove': {
      required: ['channel', 'name', 'timestamp'],
      scopes: ['reactions:write'],
      run: removeReaction,
    },
  };
}

function limited(take: () => number, run: () => MethodAnswer): MethodAnswer {
  const seconds = take();
  return seconds > 0 ? { ok: false, rateLimitedForSeconds: seconds } : run();
}

function open({ state, workspace, input }: MethodCall): MethodAnswer {
  const users = String(input['users']).split(',');
  if (users.length > 1) return refuse('method_not_supported_for_channel_type');
  const user = state.users.get(users[0] ?? '');
  if (!user || user.teamId !== workspace.id) return refuse('user_not_found');
  if (user.bot) return refuse('cannot_dm_bot');
  if (user.deleted) return refuse('user_disabled');
  return { ok: true, channel: { id: directChannel(state, user).id } };
}

function info(call: MethodCall): MethodAnswer {
  const channel = call.state.channels.get(String(call.input['channel']));
  if (!channel || channel.teamId !== call.workspace.id) return refuse('channel_not_found');
  return {
    ok: true,
    channel: {
      id: channel.id,
      name: channel.name,
      is_im: channel.kind === 'im',
      is_channel: channel.kind === 'channel',
      is_archived: channel.archived,
      is_member: channel.members.has(call.workspace.install.botUserId),
      is_ext_shared: [...channel.members].some(
        (id) => call.state.users.get(id)?.teamId !== call.workspace.id,
      ),
    },
  };
}

function history(call: MethodCall): MethodAnswer {
  const channel = usableChannel(call);
  if ('ok' in channel) return channel;
  const top = [...call.state.messages.values()]
    .filter((message) => message.channel === channel.id && !message.ephemeralTo && isTopLevel(message))
    .toReversed();
  return page(call, top);
}

function replies(call: MethodCall): MethodAnswer {
  const channel = usableChannel(call);
  if ('ok' in channel) return channel;
  const root = String(call.input['ts']);
  const thread = [...call.state.messages.values()].filter(
    (message) =>
      message.channel === channel.id &&
      !message.ephemeralTo &&
      (message.ts === root || message.threadTs === root),
  );
  return thread.length > 0 ? page(call, thread) : refuse('thread_not_found');
}

function isTopLevel(message: SlackMessage): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/** Cursor paging, and the bounds `oldest` and `latest`, which are exclusive. */
function page({ state, input }: MethodCall, messages: readonly SlackMessage[]): MethodAnswer {
  const oldest = Number(input['oldest'] ?? 0);
  const latest = Number(input['latest'] ?? Number.POSITIVE_INFINITY);
  const within = messages.filter(({ ts }) => Number(ts) > oldest && Number(ts) < latest);
  const start = Number(Buffer.from(textOf(input['cursor']), 'base64').toString() || 0);
  const limit = Math.min(Number(input['limit'] ?? DEFAULT_PAGE), 999);
  const hasMore = start + limit < within.length;
  const metadata = input['include_all_metadata'] === true;
  return {
    ok: true,
    messages: within
      .slice(start, start + limit)
      .map((message) => presentMessage(state, message, { metadata })),
    has_more: hasMore,
    response_metadata: {
      next_cursor: hasMore ? Buffer.from(String(start + limit)).toString('base64') : '',
    },
  };
}

function addReaction(call: MethodCall): MethodAnswer {
  return changeReaction(call, (users, bot) => (users.includes(bot) ? 'already_reacted' : [...users, bot]));
}

function removeReaction(call: MethodCall): MethodAnswer {
  return changeReaction(call, (users, bot) =>
    users.includes(bot) ? users.filter((user) => user !== bot) : 'no_reaction',
  );
}

function changeReaction(
  call: MethodCall,
  change: (users: readonly string[], bot: string) => readonly string[] | string,
): MethodAnswer {
  const { state, workspace, input } = call;
  const channel = usableChannel(call);
  if ('ok' in channel) return channel;
  const name = String(input['name']);
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) return refuse('invalid_name');
  const message = findReactable(state, channel.id, String(input['timestamp']));
  if (!message) return refuse('message_not_found');
  const before = message.reactions.find((one) => one.name === name)?.users ?? [];
  const users = change(before, workspace.install.botUserId);
  if (typeof users === 'string') return refuse(users);
  const others = message.reactions.filter((one) => one.name !== name);
  replaceMessage(state, {
    ...message,
    reactions: users.length > 0 ? [...others, { name, users }] : others,
  });
  return { ok: true };
}

function findReactable(state: SlackState, channel: string, ts: string): SlackMessage | undefined {
  const message = findMessage(state, channel, ts);
  return message?.ephemeralTo ? undefined : message;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
