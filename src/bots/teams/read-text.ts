import { type Activity, filesIn, mentionsIn } from './activity.ts';

/**
 * What a person wrote. Teams writes mentions as tags, and says in the entities which tags are mentions and whose: the
 * bot's own is how it is called, and not part of what is asked; others read as names. Anything else is literal.
 */
export function readText(activity: Activity): string {
  let text = activity.text ?? '';
  for (const { text: written, mentioned } of mentionsIn(activity)) {
    // Group chats leave the tag out now and then (microsoft/botbuilder-dotnet issue 2504): it is the name's, then.
    const tag = written ?? (mentioned.name ? `<at>${mentioned.name}</at>` : undefined);
    if (!tag) continue;
    const name =
      mentioned.id === activity.recipient.id ? '' : `@${mentioned.name ?? tag.replace(/<[^>]*>/g, '')}`;
    text = text.replace(tag, () => name);
  }
  return decoded(text).trim();
}

/**
 * Some clients send plain text with the entities of HTML in it, a space that does not break after a mention above all.
 * Each is read once: `&amp;lt;` is somebody's `&lt;`.
 */
function decoded(text: string): string {
  return text
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity)
    .replaceAll('\u00A0', ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/** The same, with the names of files that came along; they themselves are not read. */
export function readMessage(activity: Activity): string {
  const files = filesIn(activity);
  const attached = files.length > 0 ? [`(attached: ${files.join(', ')})`] : [];
  return [readText(activity), ...attached].filter(Boolean).join('\n');
}

/** Whether the bot is spoken to: in a personal chat always, elsewhere by mention. */
export function isAddressed(activity: Activity): boolean {
  return mentionsIn(activity).some(({ mentioned }) => mentioned.id === activity.recipient.id);
}
