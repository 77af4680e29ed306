import type { Activity, SimulatedTeams, TokenFlaw } from '../../src/sandbox/teams/index.ts';

/** The bot's registration in tests. */
export const TEST_BOT = {
  appId: 'c0a7e519-0000-4000-8000-0000000000b0',
  appPassword: 'a-bot-secret-of-the-tests',
};

/** One delivery as it goes over the wire, with the answer to it: no repeats, and any token or none. */
export async function deliver(
  appUrl: string,
  activity: unknown,
  authorization?: string,
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${appUrl}/api/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: typeof activity === 'string' ? activity : JSON.stringify(activity),
  });
  return { status: response.status, text: await response.text() };
}

/** The header of a genuine delivery, or of one that is wrong in one way. */
export function authorizationOf(teams: SimulatedTeams, flaw?: TokenFlaw): string | undefined {
  const token = teams.mintToken(flaw);
  return token === undefined ? undefined : `Bearer ${token}`;
}

/** A message of somebody to the bot, as Teams would put it; `change` replaces fields, as a forger would. */
export function rawMessage(
  teams: SimulatedTeams,
  { who, text, change = {} }: { who: string; text: string; change?: Record<string, unknown> },
): Activity {
  return {
    type: 'message',
    id: String(Date.now()),
    ...commonFields(teams, who),
    text,
    textFormat: 'plain',
    ...change,
  };
}

/** A tap on a card's Action.Execute by whoever `who` says; verb and data are what the button would have carried. */
export function rawExecute(
  teams: SimulatedTeams,
  tap: { who: string; on: string; verb: string; data: unknown; change?: Record<string, unknown> },
): Activity {
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:${Date.now()}`,
    ...commonFields(teams, tap.who),
    replyToId: tap.on,
    value: {
      action: { type: 'Action.Execute', verb: tap.verb, data: tap.data },
      trigger: 'manual',
    },
    ...tap.change,
  };
}

function commonFields(teams: SimulatedTeams, who: string): Record<string, unknown> {
  const user = teams.user(who);
  const { id, tenantId } = teams.conversation(who);
  return {
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    conversation: { id, conversationType: 'personal', tenantId },
    recipient: { id: `28:${teams.state.appId}`, name: 'Countersign' },
    channelData: { tenant: { id: tenantId } },
    locale: 'en-US',
  };
}

/** Asks the login for a token as the test bot, with fields of the form replaced. */
export async function askForToken(
  teams: SimulatedTeams,
  { tenant = 'botframework.com', ...change }: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${teams.loginUrl}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: TEST_BOT.appId,
      client_secret: TEST_BOT.appPassword,
      scope: 'https://api.botframework.com/.default',
      ...change,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What a connector answered. */
export interface ConnectorReply {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  /** Code of a refusal. */
  code: string | undefined;
}

/** A bot that calls connectors with nothing between: every call is one request. */
export interface RawBot {
  call(method: string, path: string, body?: unknown): Promise<ConnectorReply>;
  /** Says something in a conversation; the id of the message. */
  says(conversationId: string, activity: Record<string, unknown>): Promise<ConnectorReply>;
}

/** The test bot, with a token of its own unless another is given. */
export async function rawBot(teams: SimulatedTeams, token?: string): Promise<RawBot> {
  const bearer = token ?? String((await askForToken(teams)).body['access_token']);
  const call: RawBot['call'] = async (method, path, body) => {
    const response = await fetch(`${teams.serviceUrl}v3/conversations${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text ? JSON.parse(text) : {}) as ConnectorReply['body'];
    const code = (answer['error'] as { code?: string } | undefined)?.code;
    return { status: response.status, headers: response.headers, body: answer, code };
  };
  return {
    call,
    says: (conversationId, activity) =>
      call('POST', `/${encodeURIComponent(conversationId)}/activities`, {
        type: 'message',
        from: { id: `28:${TEST_BOT.appId}` },
        ...activity,
      }),
  };
}
