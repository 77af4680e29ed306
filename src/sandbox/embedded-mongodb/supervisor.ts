import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type EngineProcess, type EngineProcessOptions, startEngineProcess } from './engine-process.ts';

export type EngineLogger = Pick<Logger, 'info' | 'error'>;

export type SupervisedEngine = {
  /** Stays the same across restarts. */
  port: number;
  /** The process that runs now, or ran last. */
  pid(): number;
  close(): Promise<void>;
};

const firstDelayMs = 100;
const longestDelayMs = 10_000;
/** An engine that ran this long was healthy: its end starts the delays over. */
const healthyAfterMs = 60_000;

/** How long to wait before start number `attempt`, counted from 0 since the engine last was healthy. */
export function restartDelayMs(attempt: number): number {
  return Math.min(firstDelayMs * 2 ** attempt, longestDelayMs);
}

/** Starts an engine process and starts it again whenever it ends unasked. Throws if the first does not start. */
export async function superviseEngine(
  options: EngineProcessOptions & { logger?: EngineLogger },
): Promise<SupervisedEngine> {
  const supervisor = new Supervisor(options, await startEngineProcess(options));
  return supervisor.supervise();
}

class Supervisor {
  readonly #options: EngineProcessOptions;
  readonly #logger: EngineLogger | undefined;
  readonly #closing = new AbortController();
  #engine: EngineProcess;

  constructor(options: EngineProcessOptions & { logger?: EngineLogger }, engine: EngineProcess) {
    this.#options = { ...options, port: engine.port };
    this.#logger = options.logger;
    this.#engine = engine;
  }

  supervise(): SupervisedEngine {
    const finished = this.#keepRunning();
    return {
      port: this.#options.port,
      pid: () => this.#engine.pid,
      close: async () => {
        this.#closing.abort();
        await this.#engine.stop();
        await finished;
      },
    };
  }

  async #keepRunning(): Promise<void> {
    let attempt = 0;
    while (!this.#closing.signal.aborted) {
      const startedAt = performance.now();
      const exit = await this.#engine.ended;
      if (this.#closing.signal.aborted) return;
      this.#logger?.error(exit, 'embedded database ended unexpectedly');
      if (performance.now() - startedAt > healthyAfterMs) attempt = 0;
      attempt = await this.#restart(attempt);
    }
    await this.#engine.stop();
  }

  /** Tries until an engine runs or we are closing; gives the number of the attempt that would come next. */
  async #restart(firstAttempt: number): Promise<number> {
    let attempt = firstAttempt;
    for (; !this.#closing.signal.aborted; attempt += 1) {
      const aborted = await delay(restartDelayMs(attempt), false, { signal: this.#closing.signal }).catch(
        () => true,
      );
      if (aborted) break;
      this.#logger?.info({ attempt }, 'embedded database is started again');
      try {
        this.#engine = await startEngineProcess(this.#options);
        this.#logger?.info({ pid: this.#engine.pid, port: this.#engine.port }, 'embedded database is back');
        return attempt + 1;
      } catch (error) {
        this.#logger?.error({ error }, 'embedded database did not start again');
      }
    }
    return attempt;
  }
}
