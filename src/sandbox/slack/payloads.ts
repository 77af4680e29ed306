import { SECOND_MS } from '../../clock.ts';
import { presentMessage, presentTeam, presentView, type ViewValues } from './present.ts';
import {
  nextId,
  nextTs,
  type SlackChannel,
  type SlackMessage,
  type SlackState,
  type SlackUser,
  type SlackView,
  type SlackWorkspace,
} from './state.ts';

/** What Slack sends to the app, in the shapes of its published event and interaction payloads. */

/** Sent along by Slack for old apps; nothing may rely on it. */
const VERIFICATION_TOKEN = 'deprecated-verification-token';

/** What every event comes in. */
export function envelope(
  state: SlackState,
  workspace: SlackWorkspace,
  event: Record<string, unknown>,
  { sourceTeam = workspace.id }: { sourceTeam?: string } = {},
): Record<string, unknown> {
  return {
    token: VERIFICATION_TOKEN,
    team_id: sourceTeam,
    ...(workspace.enterpriseId ? { enterprise_id: workspace.enterpriseId } : {}),
    api_app_id: state.appId,
    event,
    type: 'event_callback',
    event_id: nextId(state, 'Ev'),
    event_time: Math.floor(state.clock.now().getTime() / SECOND_MS),
    is_ext_shared_channel: sourceTeam !== workspace.id,
    authorizations: [
      {
        enterprise_id: workspace.enterpriseId ?? null,
        team_id: workspace.orgWide ? null : workspace.id,
        user_id: workspace.install?.botUserId ?? '',
        is_bot: true,
        is_enterprise_install: workspace.orgWide ?? false,
      },
    ],
  };
}

/** A person's or the bot's new message. */
export function messageEvent(
  state: SlackState,
  channel: SlackChannel,
  message: SlackMessage,
): Record<string, unknown> {
  const author = state.users.get(message.user);
  const foreign = author && author.teamId !== channel.teamId;
  return {
    ...presentMessage(state, message, { metadata: true }),
    ...(message.byBot ? {} : { client_msg_id: `${message.channel}-${message.ts}` }),
    ...(foreign ? { user_team: author.teamId, source_team: author.teamId } : {}),
    channel: message.channel,
    event_ts: message.ts,
    channel_type: channel.kind,
  };
}

/** The bot was mentioned. */
export function mentionEvent(state: SlackState, message: SlackMessage): Record<string, unknown> {
  return {
    ...presentMessage(state, message),
    type: 'app_mention',
    channel: message.channel,
    event_ts: message.ts,
  };
}

/** What follows an edit, by a person or by the bot itself. */
export function messageChangedEvent(
  state: SlackState,
  channel: SlackChannel,
  message: SlackMessage,
): Record<string, unknown> {
  const ts = nextTs(state);
  return {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: channel.id,
    channel_type: channel.kind,
    ts,
    event_ts: ts,
    message: presentMessage(state, message),
    previous_message: presentMessage(state, message),
  };
}

/** Somebody looks at App Home. */
export function homeOpenedEvent(
  state: SlackState,
  user: SlackUser,
  channel: SlackChannel,
): Record<string, unknown> {
  const view = state.homes.get(user.id);
  return {
    type: 'app_home_opened',
    user: user.id,
    channel: channel.id,
    tab: 'home',
    event_ts: nextTs(state),
    ...(view ? { view: presentView(state, view) } : {}),
  };
}

/** The parts that every interaction has. `workspace` is where it happened, which need not be where the person is from. */
function interaction(state: SlackState, workspace: SlackWorkspace, user: SlackUser): Record<string, unknown> {
  return {
    user: { id: user.id, username: user.key, name: user.key, team_id: user.teamId },
    team: presentTeam(workspace),
    api_app_id: state.appId,
    token: VERIFICATION_TOKEN,
    enterprise: workspace.enterpriseId ? { id: workspace.enterpriseId, name: workspace.name } : null,
    is_enterprise_install: workspace.orgWide ?? false,
  };
}

export interface Click {
  workspace: SlackWorkspace;
  user: SlackUser;
  triggerId: string;
  action: Record<string, unknown>;
  on:
    | { kind: 'message'; message: SlackMessage; channel: SlackChannel; responseUrl: string }
    | { kind: 'view'; view: SlackView };
}

/** A button was tapped. */
export function blockActions(state: SlackState, click: Click): Record<string, unknown> {
  const { on } = click;
  return {
    type: 'block_actions',
    ...interaction(state, click.workspace, click.user),
    trigger_id: click.triggerId,
    actions: [{ ...click.action, action_ts: nextTs(state) }],
    state: { values: {} },
    ...(on.kind === 'view'
      ? {
          container: { type: 'view', view_id: on.view.id },
          view: presentView(state, on.view),
        }
      : {
          container: {
            type: 'message',
            message_ts: on.message.ts,
            channel_id: on.channel.id,
            is_ephemeral: on.message.ephemeralTo !== undefined,
          },
          channel: { id: on.channel.id, name: on.channel.name },
          response_url: on.responseUrl,
          ...(on.message.ephemeralTo
            ? {}
            : { message: presentMessage(state, on.message, { metadata: true }) }),
        }),
  };
}

/** A form was sent. */
export function viewSubmission(
  state: SlackState,
  submitted: {
    workspace: SlackWorkspace;
    user: SlackUser;
    view: SlackView;
    triggerId: string;
    values: ViewValues;
  },
): Record<string, unknown> {
  return {
    type: 'view_submission',
    ...interaction(state, submitted.workspace, submitted.user),
    trigger_id: submitted.triggerId,
    view: presentView(state, submitted.view, { values: submitted.values }),
    response_urls: [],
  };
}

/** A command was given, as form fields. */
export function slashCommand(
  state: SlackState,
  given: {
    workspace: SlackWorkspace;
    user: SlackUser;
    channel: SlackChannel;
    command: string;
    text: string;
    triggerId: string;
    responseUrl: string;
  },
): Record<string, string> {
  return {
    token: VERIFICATION_TOKEN,
    team_id: given.workspace.id,
    team_domain: given.workspace.domain,
    ...(given.workspace.enterpriseId
      ? { enterprise_id: given.workspace.enterpriseId, enterprise_name: given.workspace.name }
      : {}),
    channel_id: given.channel.id,
    channel_name: given.channel.name,
    user_id: given.user.id,
    user_name: given.user.key,
    command: given.command,
    text: given.text,
    api_app_id: state.appId,
    is_enterprise_install: String(given.workspace.orgWide ?? false),
    response_url: given.responseUrl,
    trigger_id: given.triggerId,
  };
}
