import { prepareEngineLibrary } from './native-library.ts';
import { type EngineLogger, superviseEngine } from './supervisor.ts';

export { EmbeddedMongoError, type EmbeddedMongoErrorCode } from './embedded-mongo-error.ts';
export type { EngineLogger } from './supervisor.ts';

export type EmbeddedMongoOptions = {
  /** Where the data lie; created if missing. One engine at a time may have it open. */
  directory: string;
  /** TCP port on 127.0.0.1; 0, the default, takes any free one. Kept across restarts. */
  port?: number;
  logger?: EngineLogger;
};

export type EmbeddedMongo = {
  /** `mongodb://127.0.0.1:<port>/countersign?directConnection=true` */
  uri: string;
  /** Waits for commands in flight, then ends the engine. Safe to call twice. */
  close(): Promise<void>;
};

/**
 * Starts MongoDB's engine as a supervised child process, ready when this resolves. If it dies it is started
 * again on the same port and directory; if this process dies, the child ends by itself.
 * Throws `EmbeddedMongoError` where the engine cannot run, is not installed, or did not start.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { directory, port = 0, logger } = options;
  const library = await prepareEngineLibrary();
  const engine = await superviseEngine({ directory, port, library, ...(logger && { logger }) });
  return {
    uri: `mongodb://127.0.0.1:${engine.port}/countersign?directConnection=true`,
    close: () => engine.close(),
  };
}
