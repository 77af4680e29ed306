import {
  type Activity as BotBuilderActivity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type TurnContext,
} from 'botbuilder';
import { CountersignError } from '../../errors.ts';
import type { InvokeAnswer } from './activity.ts';
import type { TeamsSettings } from './settings.ts';

/*
 * The only file that imports Microsoft's botbuilder, whose maintenance ended in December 2025: a move to its successor
 * touches this file alone. What is used of it: the check of a delivery's token, and the course of a turn.
 */

/** Takes one delivery: checks its token, has it handled, and gives what an invoke is answered with. */
export interface InboundAdapter {
  /**
   * Throws `unauthenticated` before `handle` is called when the token does not prove that the Bot Framework sent this
   * very activity to this bot; `unavailable` when the keys could not be had; or what `handle` threw.
   */
  process(
    authorization: string,
    body: Readonly<Record<string, unknown>>,
    handle: () => Promise<InvokeAnswer | undefined>,
  ): Promise<InvokeAnswer | undefined>;
}

/** An adapter for the bot of these settings. */
export function createInboundAdapter(settings: TeamsSettings): InboundAdapter {
  const adapter = new Adapter(settings);
  return { process: (authorization, body, handle) => adapter.take(authorization, body, handle) };
}

class Adapter extends CloudAdapter {
  constructor(settings: TeamsSettings) {
    super(createAuthentication(settings));
  }

  async take(
    authorization: string,
    body: Readonly<Record<string, unknown>>,
    handle: () => Promise<InvokeAnswer | undefined>,
  ): Promise<InvokeAnswer | undefined> {
    // The library takes its own type; nothing but `type`, `channelId` and `serviceUrl` is read from it there.
    const activity = { ...body } as unknown as BotBuilderActivity;
    const caller = await this.#authenticate(activity, authorization);
    const answer = await this.processActivity(caller, activity, (turn) => answerTurn(turn, handle));
    return answer && { status: answer.status, ...(isObject(answer.body) ? { body: answer.body } : {}) };
  }

  async #authenticate(activity: BotBuilderActivity, authorization: string) {
    try {
      return await this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
    } catch (error) {
      const refused = isRefusal(error);
      throw new CountersignError(
        refused ? 'unauthenticated' : 'unavailable',
        refused ? 'the token of a delivery was refused' : 'the keys of the Bot Framework could not be had',
        { vendor: 'teams', cause: error },
      );
    }
  }
}

async function answerTurn(turn: TurnContext, handle: () => Promise<InvokeAnswer | undefined>): Promise<void> {
  const value = await handle();
  if (value) await turn.sendActivity({ type: 'invokeResponse', value });
}

/** The library's own errors have a status: 401, or 500 for keys that could not be fetched. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('statusCode' in error && error.statusCode === 401) || TOKEN_ERRORS.has(error.name);
}

/** Of the library's JWT package, which lets them through. */
const TOKEN_ERRORS: ReadonlySet<string> = new Set([
  'JsonWebTokenError',
  'NotBeforeError',
  'TokenExpiredError',
  'SyntaxError',
]);

/** Where one address of Microsoft's is another, the library wants all of them. */
function createAuthentication(settings: TeamsSettings): ConfigurationBotFrameworkAuthentication {
  const { loginUrl, tenantId, openIdMetadataUrl, tokenIssuer } = settings;
  const authority = `${loginUrl}/${tenantId ?? 'botframework.com'}`;
  return new ConfigurationBotFrameworkAuthentication(
    {
      ToChannelFromBotLoginUrl: authority,
      ToChannelFromBotOAuthScope: 'https://api.botframework.com',
      ToBotFromChannelTokenIssuer: tokenIssuer,
      ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: `${authority}/v2.0/.well-known/openid-configuration`,
      OAuthUrl: 'https://api.botframework.com',
      CallerId: 'urn:botframework:azure',
      ValidateAuthority: true,
    },
    ownBot(settings),
    { requiredEndorsements: ['msteams'] },
  );
}

/** Who this bot is. The library sends nothing for us: what we say goes through `connector.ts`, with its own token. */
function ownBot({ appId, unauthenticated }: TeamsSettings) {
  return {
    isValidAppId: async (asked: string) => asked === appId,
    isAuthenticationDisabled: async () => unauthenticated,
    createCredentials: async () => ({ signRequest: async <T>(request: T): Promise<T> => request }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
