import type { Logger } from './logger.ts';

/** Work that nobody waits for: what is said back after a delivery was acknowledged. Failures are logged, never thrown. */
export interface Background {
  run(what: string, work: () => Promise<unknown>): void;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

/** Work that goes on after the acknowledgement, and can be waited for. `failed` is what the log says of work that failed. */
export function createBackground(logger: Logger, failed: string): Background {
  const underWay = new Set<Promise<void>>();
  return {
    run(what, work) {
      const tracked = Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (error: unknown) => logger.warn({ err: error, what }, failed),
        )
        .finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
