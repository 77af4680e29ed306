import PQueue from 'p-queue';
import { CountersignError } from '../../errors.ts';

/** More messages than this to one channel are not kept waiting here; the caller comes back. */
const MOST_WAITING = 1_000;

/**
 * Messages to one channel go one after the other: Slack takes about one a second, so that several at once only fail.
 * Throws `rate_limited` when too many wait already.
 */
export interface ChannelQueues {
  run<T>(channel: string, post: () => Promise<T>): Promise<T>;
}

/** One queue for each channel, made when it is needed. */
export function createChannelQueues(): ChannelQueues {
  const queues = new Map<string, PQueue>();
  return {
    async run(channel, post) {
      const queue = queues.get(channel) ?? new PQueue({ concurrency: 1 });
      if (queue.size >= MOST_WAITING)
        throw new CountersignError('rate_limited', 'too many messages wait for one channel', {
          vendor: 'slack',
        });
      queues.set(channel, queue);
      try {
        return await queue.add(post);
      } finally {
        if (queue.size === 0 && queue.pending === 0) queues.delete(channel);
      }
    },
  };
}
