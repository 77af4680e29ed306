import type { Identity } from '../../../models/conversation.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { postOnce } from '../messages.ts';
import type { ListenerDependencies } from './dependencies.ts';

export interface Said {
  to: Identity;
  /** Of the delivery that it answers: one that comes twice is answered once. */
  key: string;
  message: CardMessage;
}

/** Says something to one person in their own chat with the bot. Nobody waits for it: what it is about is recorded already. */
export function sayPersonally(
  { background, messages }: Pick<ListenerDependencies, 'background' | 'messages'>,
  { to, key, message }: Said,
): void {
  background.run('an answer', async () =>
    postOnce(messages, await messages.places.personal(to), message, { key, retry: true }),
  );
}
