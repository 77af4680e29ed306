import PQueue from 'p-queue';
import type { Logger } from '../logger.ts';

export interface WorkQueue {
  /** Starts `work` when its client has a free place; never throws. */
  add(clientId: string, work: () => Promise<void>): void;
  /** Work waiting or under way. */
  readonly size: number;
  /** Resolves when everything is done. */
  idle(): Promise<void>;
}

/**
 * Places for each client, so that one client's flood waits behind itself and slows nobody else. What is queued here is
 * stored with a lease already: losing the queue loses nothing.
 */
export function createWorkQueue({ perClient, logger }: { perClient: number; logger: Logger }): WorkQueue {
  const queues = new Map<string, PQueue>();
  const queueOf = (clientId: string) => {
    const queue = queues.get(clientId) ?? new PQueue({ concurrency: perClient });
    queues.set(clientId, queue);
    return queue;
  };
  const size = () => [...queues.values()].reduce((sum, queue) => sum + queue.size + queue.pending, 0);
  return {
    add(clientId, work) {
      void queueOf(clientId).add(async () => {
        try {
          await work();
        } catch (error) {
          logger.error({ err: error, clientId }, 'work on a request stopped; a sweep will take it up again');
        }
      });
    },
    get size() {
      return size();
    },
    async idle() {
      // What ends in one queue may have added to another.
      while (size() > 0) await Promise.all([...queues.values()].map((queue) => queue.onIdle()));
    },
  };
}
