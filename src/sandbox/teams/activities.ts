import {
  botId,
  type TeamsConversation,
  type TeamsMessage,
  type TeamsState,
  type TeamsUser,
} from './state.ts';

/** An activity as it goes over the wire to the bot. */
export type Activity = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

/** Where something happens, and who does it. */
export interface Scene {
  state: TeamsState;
  serviceUrl: string;
  user: TeamsUser;
  conversation: TeamsConversation;
  /** Of a channel's reply chain. */
  threadId?: string | undefined;
}

/** What the bot is called in every conversation. */
export const BOT_NAME = 'Countersign';
/** How the bot is named in a text that mentions it; an entity says that it is a mention. */
export const BOT_MENTION = `<at>${BOT_NAME}</at>`;

const LOCALE = 'en-US';
const COUNTRY = 'US';
const TIMEZONE = 'America/New_York';
const OFFSET = '-05:00';
const OFFSET_MS = -5 * 3_600_000;

/** What every activity of Teams has, and what `rest` adds to it. */
export function activityIn(
  scene: Scene,
  rest: Record<string, unknown> & { type: string; id: string },
): Activity {
  const { state, serviceUrl, user } = scene;
  const now = state.clock.now();
  const {
    entities = [],
    channelData = {},
    ...others
  } = rest as {
    entities?: readonly object[];
    channelData?: object;
  } & typeof rest;
  return {
    ...others,
    timestamp: now.toISOString(),
    localTimestamp: new Date(now.getTime() + OFFSET_MS).toISOString().replace('Z', OFFSET),
    localTimezone: TIMEZONE,
    channelId: 'msteams',
    serviceUrl,
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    conversation: conversationAccount(scene),
    recipient: botAccount(state),
    entities: [
      { type: 'clientInfo', locale: LOCALE, country: COUNTRY, platform: 'Web', timezone: TIMEZONE },
      ...entities,
    ],
    channelData: { ...channelDataOf(scene), ...channelData },
    locale: LOCALE,
  };
}

/** The bot as an account in activities. */
export function botAccount(state: TeamsState): { id: string; name: string } {
  return { id: botId(state), name: BOT_NAME };
}

function conversationAccount({ conversation, threadId }: Scene): Record<string, unknown> {
  const { id, kind, tenantId, name } = conversation;
  return {
    id: kind === 'channel' && threadId ? `${id};messageid=${threadId}` : id,
    conversationType: kind,
    tenantId,
    ...(kind === 'personal' ? {} : { isGroup: true, name: name ?? '' }),
  };
}

/** Organization, team and channel of where it happened: those of the conversation, whoever did it. */
function channelDataOf({ conversation }: Scene): Record<string, unknown> {
  const { id, team, tenantId } = conversation;
  return {
    tenant: { id: tenantId },
    ...(team
      ? {
          team: { id: team.id, aadGroupId: team.aadGroupId },
          channel: { id },
          teamsChannelId: id,
          teamsTeamId: team.id,
        }
      : {}),
  };
}

/** A message that a person wrote: as plain text, and once more as HTML. */
export function messageActivity(scene: Scene, message: TeamsMessage): Activity {
  return activityIn(scene, {
    type: 'message',
    id: message.id,
    ...contentOf(message),
    channelData: { source: { name: 'text' }, legacy: { replyToId: message.threadId ?? message.id } },
  });
}

/** The same id as the message's: only the type tells a change from the message itself. */
export function editedActivity(scene: Scene, message: TeamsMessage): Activity {
  return activityIn(scene, {
    type: 'messageUpdate',
    id: message.id,
    ...contentOf(message),
    channelData: { eventType: 'editMessage' },
  });
}

/** A message taken back by who wrote it. */
export function deletedActivity(scene: Scene, message: TeamsMessage): Activity {
  return activityIn(scene, {
    type: 'messageDelete',
    id: message.id,
    channelData: { eventType: 'softDeleteMessage' },
  });
}

function contentOf({ text, entities }: TeamsMessage): Record<string, unknown> {
  return {
    text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${html(text)}</p>` }],
    entities,
  };
}

function html(text: string): string {
  const escaped = (part: string) =>
    part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
  return text
    .split(BOT_MENTION)
    .map(escaped)
    .join(`<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">${BOT_NAME}</span>`);
}

/** A tap on Action.Execute, or the refresh of a card that somebody opened (`automatic`). */
export function executeActivity(scene: Scene, { id, message, action, trigger }: ExecutedAction): Activity {
  return activityIn(scene, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id,
    replyToId: message.id,
    value: { action, trigger },
    channelData: { source: { name: 'message' }, legacy: { replyToId: message.id } },
  });
}

export interface ExecutedAction {
  id: string;
  message: TeamsMessage;
  action: Readonly<Record<string, unknown>>;
  trigger: 'manual' | 'automatic';
}

/** A dialog asked for, or sent. */
export function taskActivity(
  scene: Scene,
  {
    id,
    name,
    data,
    messageId,
  }: { id: string; name: 'task/fetch' | 'task/submit'; data: unknown; messageId: string },
): Activity {
  return activityIn(scene, {
    type: 'invoke',
    name,
    id,
    replyToId: messageId,
    value: { data, context: { theme: 'default' } },
    channelData: { source: { name: 'message' } },
  });
}

/** A tap on Action.Submit: a message without words, with a value. */
export function submitActivity(
  scene: Scene,
  { id, message, value, text }: { id: string; message: TeamsMessage; value: unknown; text?: string },
): Activity {
  return activityIn(scene, {
    type: 'message',
    id,
    replyToId: message.id,
    ...(text === undefined ? {} : { text, textFormat: 'plain' }),
    value,
    channelData: { source: { name: 'message' }, legacy: { replyToId: message.id } },
  });
}
