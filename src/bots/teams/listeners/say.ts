import { errorCode } from '../../../errors.ts';
import type { ConversationRef, Identity } from '../../../models/conversation.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { postPersonally } from '../messages.ts';
import type { ListenerDependencies } from './dependencies.ts';

export interface Said {
  to: Identity;
  /** Of the delivery that it answers: one that comes twice is answered once. */
  key: string;
  message: CardMessage;
  /** Where they wrote, with others: what is said there when Teams lets us not write to them alone. */
  wroteIn?: ConversationRef | undefined;
}

/** Says something to one person in their own chat with the bot. Nobody waits for it: what it is about is recorded already. */
export function sayPersonally(
  dependencies: Pick<ListenerDependencies, 'background' | 'messages' | 'surface'>,
  { to, key, message, wroteIn }: Said,
): void {
  const delivery = { key, retry: true };
  dependencies.background.run('an answer', () =>
    orAskToInstall(
      dependencies,
      { key, wroteIn },
      postPersonally(dependencies.messages, { to, message: () => message, delivery }),
    ),
  );
}

/** Nothing of the answer is said where others read it, only that there is one. */
export async function orAskToInstall(
  { surface }: Pick<ListenerDependencies, 'surface'>,
  { key, wroteIn }: Pick<Said, 'key' | 'wroteIn'>,
  posting: Promise<unknown>,
): Promise<void> {
  try {
    await posting;
  } catch (error) {
    if (!wroteIn || errorCode(error) !== 'not_found') throw error;
    await surface.reply(wroteIn, NOT_INSTALLED, { key: `not_installed:${key}`, retry: true });
  }
}

const NOT_INSTALLED =
  'My answer is for you alone, and I cannot write to you. Please add me to your own chats (Apps > Countersign > Add), and write me there.';
