import type { Identity } from '../../../models/conversation.ts';
import type { CardMessage } from '../cards/adaptive-card.ts';
import { postPersonally } from '../messages.ts';
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
  background.run('an answer', () =>
    postPersonally(messages, { to, message: () => message, delivery: { key, retry: true } }),
  );
}
