import { z } from 'zod';

/**
 * What Teams delivers, as far as we look at it; the shapes are those of the Bot Framework's activity schema. Everything
 * is read leniently: a field that is not as expected counts as absent.
 */

const text = z.string().min(1);

const Account = z.object({
  /** `29:…` for people, `28:…` for bots. */
  id: text,
  name: z.string().optional().catch(undefined),
  aadObjectId: z.guid().optional().catch(undefined),
  role: z.string().optional().catch(undefined),
});

const Mention = z.object({
  type: z.literal('mention'),
  /** The piece of the message's text that is the mention: `<at>Countersign</at>`. */
  text: z.string().optional().catch(undefined),
  mentioned: z.object({ id: z.string(), name: z.string().optional().catch(undefined) }),
});

const Attachment = z.object({
  contentType: z.string(),
  name: z.string().optional().catch(undefined),
});

/** One delivery, authenticated by the adapter. */
export const Activity = z.object({
  type: text,
  id: text.optional().catch(undefined),
  /** Of an invoke: what is asked. */
  name: z.string().optional().catch(undefined),
  /** Of an installation update. */
  action: z.string().optional().catch(undefined),
  channelId: z.literal('msteams'),
  serviceUrl: text,
  from: Account,
  recipient: z.object({ id: text }),
  conversation: z.object({
    /** In a channel with the reply chain: `19:…@thread.tacv2;messageid=1764…`. */
    id: text,
    conversationType: z.string().optional().catch(undefined),
    tenantId: text.optional().catch(undefined),
  }),
  channelData: z
    .object({ tenant: z.object({ id: text }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
  text: z.string().optional().catch(undefined),
  entities: z.array(z.unknown()).default([]).catch([]),
  attachments: z.array(z.unknown()).default([]).catch([]),
  /** Of an invoke, or of an old client's button. */
  value: z.unknown().optional(),
  /** The message whose card was tapped. */
  replyToId: text.optional().catch(undefined),
  membersAdded: z.array(Account).optional().catch(undefined),
  membersRemoved: z.array(Account).optional().catch(undefined),
});
export type Activity = z.output<typeof Activity>;

/** The mentions in a message. */
export function mentionsIn({ entities }: Activity): z.output<typeof Mention>[] {
  return entities.flatMap((entity) => Mention.safeParse(entity).data ?? []);
}

/** Names of the files in a message. Its own text as HTML, and cards, come as attachments too. */
export function filesIn({ attachments }: Activity): string[] {
  return attachments
    .flatMap((attachment) => Attachment.safeParse(attachment).data ?? [])
    .filter(({ contentType }) => contentType.startsWith('image/') || contentType === FILE)
    .map(({ name, contentType }) => name ?? (contentType.startsWith('image/') ? 'a picture' : 'a file'));
}

const FILE = 'application/vnd.microsoft.teams.file.download.info';

/** What an invoke is answered with. */
export interface InvokeAnswer {
  status: number;
  body?: object;
}

/** A message that we send, or what replaces one. */
export interface OutgoingActivity {
  type: 'message' | 'typing';
  text?: string;
  textFormat?: 'plain';
  /** What a notification and the list of chats show. */
  summary?: string;
  attachments?: { contentType: string; content: object }[];
}
