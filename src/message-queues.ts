import PQueue from 'p-queue';
import { CountersignError } from './errors.ts';

/** More messages than this to one place are not kept waiting here; the caller comes back. */
const MOST_WAITING = 1_000;

/** Messages to one place (a channel, a conversation) go one after the other, those to different places beside each other. */
export interface MessageQueues {
  /** Throws `rate_limited` when too many wait already. */
  run<T>(place: string, send: () => Promise<T>): Promise<T>;
}

/** One queue for each place of a vendor, made when it is needed. */
export function createMessageQueues(vendor: string): MessageQueues {
  const queues = new Map<string, PQueue>();
  return {
    async run(place, send) {
      const queue = queues.get(place) ?? new PQueue({ concurrency: 1 });
      if (queue.size >= MOST_WAITING)
        throw new CountersignError('rate_limited', 'too many messages wait for one place', { vendor });
      queues.set(place, queue);
      try {
        return await queue.add(send);
      } finally {
        if (queue.size === 0 && queue.pending === 0) queues.delete(place);
      }
    },
  };
}
