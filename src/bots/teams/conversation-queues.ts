import PQueue from 'p-queue';
import { CountersignError } from '../../errors.ts';

/** More messages than this to one conversation are not kept waiting here; the caller comes back. */
const MOST_WAITING = 1_000;

/**
 * Messages to one conversation go one after the other: Teams takes about seven a second there, and shows those that
 * come at once in any order. Throws `rate_limited` when too many wait already.
 */
export interface ConversationQueues {
  run<T>(conversation: string, send: () => Promise<T>): Promise<T>;
}

/** One queue for each conversation, made when it is needed. */
export function createConversationQueues(): ConversationQueues {
  const queues = new Map<string, PQueue>();
  return {
    async run(conversation, send) {
      const queue = queues.get(conversation) ?? new PQueue({ concurrency: 1 });
      if (queue.size >= MOST_WAITING)
        throw new CountersignError('rate_limited', 'too many messages wait for one conversation', {
          vendor: 'teams',
        });
      queues.set(conversation, queue);
      try {
        return await queue.add(send);
      } finally {
        if (queue.size === 0 && queue.pending === 0) queues.delete(conversation);
      }
    },
  };
}
