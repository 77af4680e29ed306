import { CountersignError, errorCode } from '../../errors.ts';
import type { SurfaceDelivery } from '../../flows/surface.ts';
import type { MessageQueues } from '../../message-queues.ts';
import type { MessageRef } from '../../models/conversation.ts';
import type { SlackApi } from './api.ts';
import type { RenderedMessage } from './render-card.ts';

/** Where our idempotency key is kept in a message: its metadata, which people do not see and Slack gives back. */
const METADATA_TYPE = 'countersign';
const PAGE_SIZE = 200;
/** A message that was sent a moment ago is on the first page; the second is for very busy conversations. */
const MOST_PAGES = 2;

export interface Place {
  /** Workspace, or organization. */
  key: string;
  channel: string;
  thread?: string | undefined;
}

export interface MessagesDependencies {
  api: SlackApi;
  queues: MessageQueues;
}

/** Posts once for each delivery key: before a retry, an earlier message with the key is looked for and taken. */
export async function postOnce(
  { api, queues }: MessagesDependencies,
  place: Place,
  message: RenderedMessage,
  delivery: SurfaceDelivery,
): Promise<MessageRef> {
  return queues.run(`${place.key}:${place.channel}`, async () => {
    const earlier = delivery.retry ? await findByKey(api, place, delivery.key) : undefined;
    return refOf(place, earlier ?? (await post(api, place, message, delivery.key)));
  });
}

/** The message that carries this delivery key, if one was sent. */
export async function findSent(
  { api }: Pick<MessagesDependencies, 'api'>,
  place: Place,
  key: string,
): Promise<MessageRef | undefined> {
  const found = await findByKey(api, place, key);
  return found === undefined ? undefined : refOf(place, found);
}

async function post(api: SlackApi, place: Place, message: RenderedMessage, key: string): Promise<string> {
  const answer = await api.call(place.key, (client) =>
    client.chat.postMessage({
      channel: place.channel,
      ...message,
      ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: METADATA_TYPE, event_payload: { key } },
    }),
  );
  return timestampOf(answer.ts);
}

/** Slack gives metadata back only when asked for all of it. Another app could write the same: the author must be our bot. */
async function findByKey(api: SlackApi, place: Place, key: string): Promise<string | undefined> {
  const { botUserId } = await api.installation(place.key);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await readPage(api, place, cursor);
    const hit = read.messages?.find(
      ({ user, metadata }) =>
        user === botUserId &&
        metadata?.event_type === METADATA_TYPE &&
        (metadata.event_payload as { key?: unknown } | undefined)?.key === key,
    );
    if (hit) return timestampOf(hit.ts);
    cursor = read.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return undefined;
  }
  return undefined;
}

interface Page {
  messages?: { ts?: string; user?: string; metadata?: { event_type?: string; event_payload?: unknown } }[];
  response_metadata?: { next_cursor?: string };
}

async function readPage(api: SlackApi, place: Place, cursor: string | undefined): Promise<Page> {
  const asked = {
    channel: place.channel,
    limit: PAGE_SIZE,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  const { thread } = place;
  try {
    return thread === undefined
      ? await api.call(place.key, (client) => client.conversations.history(asked) as Promise<Page>)
      : await api.call(
          place.key,
          (client) => client.conversations.replies({ ...asked, ts: thread }) as Promise<Page>,
        );
  } catch (error) {
    // A thread whose first message was deleted has nothing of ours in it either.
    if (errorCode(error) === 'not_found' && thread !== undefined) return {};
    throw error;
  }
}

/** Replaces a message's content. A message that is gone, or a workspace that threw us out, is no error. */
export async function updateMessage(
  { api }: Pick<MessagesDependencies, 'api'>,
  { tenant, conversation, message }: MessageRef,
  content: RenderedMessage,
): Promise<void> {
  try {
    await api.call(tenant, (client) =>
      client.chat.update({ channel: conversation, ts: message, ...content }),
    );
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'not_found' && code !== 'unauthenticated') throw error;
  }
}

function refOf({ key, channel }: Place, ts: string): MessageRef {
  return { surface: 'slack', tenant: key, conversation: channel, message: ts };
}

function timestampOf(ts: string | undefined): string {
  if (ts !== undefined) return ts;
  throw new CountersignError('unexpected_response', 'Slack named no message', { vendor: 'slack' });
}
