import ky, { HTTPError, type KyInstance } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import { retryAfter } from '../../http-failures.ts';
import type { OutgoingActivity } from './activity.ts';
import type { ConnectorToken } from './connector-token.ts';
import { failureOf } from './failures.ts';

/** Where something is said: a connector, and a conversation (with its reply chain) there. */
export interface Address {
  serviceUrl: string;
  /** `a:…`, `19:…@thread.v2`, `19:…@thread.tacv2;messageid=…`. */
  conversationId: string;
}

/** The connectors of Teams, as this bot. Every method throws `CountersignError`. */
export interface Connector {
  /** Gives the id of the new message. */
  send(to: Address, activity: OutgoingActivity): Promise<string>;
  update(at: Address, message: string, activity: OutgoingActivity): Promise<void>;
  remove(at: Address, message: string): Promise<void>;
  /**
   * The personal chat with somebody of a tenant, by their directory id: the one that there is, or a new one. `not_found`
   * when the app is not installed for them.
   */
  openPersonal(serviceUrl: string, who: { tenant: string; user: string }): Promise<string>;
  /** One person of a conversation, by directory id or Teams id; `not_found` when they are not in it. */
  member(of: Address, id: string): Promise<Member>;
  /** A page of everybody in it. */
  members(
    of: Address,
    continuation?: string,
  ): Promise<{ members: Member[]; continuation?: string | undefined }>;
}

const optionalText = z
  .string()
  .min(1)
  .nullish()
  .catch(undefined)
  .transform((text) => text ?? undefined);

/** Somebody as a conversation's roster has them. Older connectors call the directory id `objectId`. */
const Member = z
  .object({
    id: z.string(),
    name: optionalText,
    email: optionalText,
    userPrincipalName: optionalText,
    aadObjectId: optionalText,
    objectId: optionalText,
    tenantId: optionalText,
    /** `user`, `guest`, `anonymous`, and for people of other companies a word of their own. */
    userRole: optionalText,
  })
  .transform(({ objectId, ...rest }) => ({ ...rest, aadObjectId: rest.aadObjectId ?? objectId }));
export type Member = z.output<typeof Member>;

const MembersPage = z.object({ members: z.array(Member), continuationToken: optionalText });
const Resource = z.object({ id: z.string().min(1) });

export interface ConnectorOptions {
  /** The bot's app id; absent without authentication. */
  appId: string | undefined;
  fetch: Fetch;
  token: ConnectorToken;
  /** Whether our token may go to this address. */
  isServiceUrl: (address: string) => boolean;
}

const MOST_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const LONGEST_WAIT_MS = 5 * SECOND_MS;
const PAGE_SIZE = 500;

/** Calls in the name of the bot. Reads are repeated, writes only where they certainly took no effect. */
export function createConnector(options: ConnectorOptions): Connector {
  const bot = { id: `28:${options.appId ?? 'sandbox'}`, name: 'Countersign' };
  const call = createCalls(options);
  const activities = ({ conversationId }: Address) =>
    `v3/conversations/${encodeURIComponent(conversationId)}/activities`;
  const outgoing = ({ conversationId }: Address, activity: OutgoingActivity) => ({
    ...activity,
    from: bot,
    conversation: { id: conversationId },
  });
  return {
    async send(to, activity) {
      const body = outgoing(to, activity);
      const answer = await call(to.serviceUrl, { method: 'post', path: activities(to), body });
      return activity.type === 'typing' ? '' : parse(Resource, answer).id;
    },
    async update(at, message, activity) {
      const path = `${activities(at)}/${encodeURIComponent(message)}`;
      await call(at.serviceUrl, { method: 'put', path, body: { ...outgoing(at, activity), id: message } });
    },
    async remove(at, message) {
      const path = `${activities(at)}/${encodeURIComponent(message)}`;
      await call(at.serviceUrl, { method: 'delete', path });
    },
    async openPersonal(serviceUrl, { tenant, user }) {
      const body = {
        isGroup: false,
        bot,
        members: [{ id: user, aadObjectId: user }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      };
      const opening = call(serviceUrl, { method: 'post', path: 'v3/conversations', body });
      return parse(Resource, await opening.catch(throwUnreachable)).id;
    },
    async member({ serviceUrl, conversationId }, id) {
      const path = `v3/conversations/${encodeURIComponent(conversationId)}/members/${encodeURIComponent(id)}`;
      return parse(Member, await call(serviceUrl, { method: 'get', path }));
    },
    async members({ serviceUrl, conversationId }, continuation) {
      const path = `v3/conversations/${encodeURIComponent(conversationId)}/pagedmembers`;
      const query = { pageSize: PAGE_SIZE, ...(continuation ? { continuationToken: continuation } : {}) };
      const page = parse(MembersPage, await call(serviceUrl, { method: 'get', path, query }));
      return { members: page.members, continuation: page.continuationToken };
    },
  };
}

/** Not installed for them, or no such account: Teams says both with 403 and one code for all kinds of mistakes. */
function throwUnreachable(error: unknown): never {
  const failure = failureOf(error);
  if (failure.code !== 'forbidden' || failure.facts.status === undefined) throw failure;
  throw new CountersignError('not_found', 'the bot cannot open a chat with this person', failure.facts);
}

interface Call {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  query?: Record<string, string | number>;
  body?: object;
}

/** A token that was refused is replaced once: the call had no effect. */
function createCalls({ fetch, token, isServiceUrl }: ConnectorOptions) {
  const reading = createClient(fetch, { isRead: true });
  const writing = createClient(fetch, { isRead: false });
  const send = async (
    serviceUrl: string,
    { method, path, query, body }: Call,
    bearer: string | undefined,
  ) => {
    const url = new URL(path, serviceUrl.endsWith('/') ? serviceUrl : `${serviceUrl}/`);
    try {
      const response = await (method === 'get' ? reading : writing)(url, {
        method,
        ...(bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } }),
        ...(query ? { searchParams: query } : {}),
        ...(body ? { json: body } : {}),
      });
      const text = await response.text();
      return text ? (JSON.parse(text) as unknown) : undefined;
    } catch (error) {
      throw failureOf(error);
    }
  };
  return async (serviceUrl: string, call: Call): Promise<unknown> => {
    if (!isServiceUrl(serviceUrl))
      throw new CountersignError('forbidden', 'this address is not one of Microsoft’s connectors', {
        vendor: 'teams',
      });
    const bearer = await token.get();
    try {
      return await send(serviceUrl, call, bearer);
    } catch (error) {
      if (bearer === undefined || failureOf(error).code !== 'unauthenticated') throw error;
      token.drop(bearer);
      return await send(serviceUrl, call, await token.get());
    }
  };
}

/** 429 and 412 took no effect, so that any call may be repeated after one; a read may be after any failure. */
function createClient(fetch: Fetch, { isRead }: { isRead: boolean }): KyInstance {
  return ky.create({
    fetch,
    timeout: false,
    retry: {
      limit: MOST_RETRIES,
      methods: ['get', 'post', 'put', 'delete'],
      afterStatusCodes: [429],
      shouldRetry: ({ error }) => shouldRetry(error, isRead),
    },
  });
}

function shouldRetry(error: Error, isRead: boolean): boolean {
  if (error instanceof CountersignError) return isRead && error.code === 'unavailable';
  if (!(error instanceof HTTPError)) return false;
  const { status, headers } = error.response;
  if ((retryAfter(headers) ?? 0) > LONGEST_WAIT_MS) return false;
  return status === 429 || status === 412 || (isRead && status >= 500);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'Teams answered in a shape that we do not know', {
    vendor: 'teams',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}
