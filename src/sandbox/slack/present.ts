import {
  replyCount,
  type SlackMessage,
  type SlackState,
  type SlackUser,
  type SlackView,
  type SlackWorkspace,
} from './state.ts';

/** How Slack shows its things on the wire. The shapes follow its published response types. */

/**
 * Answers of the Web API leave blocks out: the published response types know neither a header nor a context's text.
 * `blocks` and `metadata` are in events and in what is read back.
 */
export function presentMessage(
  state: SlackState,
  message: SlackMessage,
  { blocks = true, metadata = false }: { blocks?: boolean; metadata?: boolean } = {},
): Record<string, unknown> {
  const replies = replyCount(state, message);
  const author = state.users.get(message.user);
  const botId = author?.bot ? state.workspaces.get(author.teamId)?.install?.botId : undefined;
  return {
    type: 'message',
    user: message.user,
    ...(message.byBot ? { bot_id: botId ?? 'B0UNKNOWN', app_id: state.appId } : {}),
    text: message.text,
    ts: message.ts,
    team: author?.teamId ?? '',
    ...(blocks && message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(replies > 0 ? { thread_ts: message.ts, reply_count: replies } : {}),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }
      : {}),
    ...(metadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

/** A user as Slack shows it; the address only with the scope for it. */
export function presentUser(user: SlackUser, { email }: { email: boolean }): Record<string, unknown> {
  const [firstName = '', lastName = ''] = user.name.split(' ');
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.key,
    deleted: user.deleted,
    color: '9f69e7',
    real_name: user.name,
    tz: 'America/New_York',
    tz_label: 'Eastern Standard Time',
    tz_offset: -18_000,
    profile: {
      real_name: user.name,
      real_name_normalized: user.name,
      display_name: user.name,
      first_name: firstName,
      last_name: lastName,
      team: user.teamId,
      ...(email && user.email ? { email: user.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.guest,
    is_ultra_restricted: false,
    is_bot: user.bot,
    is_app_user: false,
    updated: 1_700_000_000,
    is_email_confirmed: !user.bot,
  };
}

/** Inputs of a form by block id and action id. */
export type ViewValues = Record<string, Record<string, unknown>>;

/** A view as Slack shows it. */
export function presentView(
  state: SlackState,
  view: SlackView,
  { blocks = true, values = {} }: { blocks?: boolean; values?: ViewValues } = {},
): Record<string, unknown> {
  const install = state.workspaces.get(view.teamId)?.install;
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    ...(blocks ? {} : { blocks: [] }),
    id: view.id,
    team_id: view.teamId,
    hash: view.hash,
    state: { values },
    root_view_id: view.id,
    app_id: state.appId,
    app_installed_team_id: view.teamId,
    bot_id: install?.botId ?? '',
  };
}

/** A workspace as Slack shows it. */
export function presentTeam(workspace: SlackWorkspace): Record<string, unknown> {
  return {
    id: workspace.id,
    domain: workspace.domain,
    ...(workspace.enterpriseId
      ? { enterprise_id: workspace.enterpriseId, enterprise_name: workspace.name }
      : {}),
  };
}
