import { createApp } from './app.ts';
import { MovableClock, systemClock } from './clock.ts';
import { type Config, readProcessConfig } from './config.ts';
import { CountersignError } from './errors.ts';
import { createLogger, type Logger } from './logger.ts';
import { readSettings } from './settings.ts';

interface Started {
  close(): Promise<void>;
}

const config = readProcessConfig();
const logger = createLogger({
  level: config.general.LOG_LEVEL,
  pretty: config.sandbox && process.stdout.isTTY,
});

try {
  closeOnSignal(config.sandbox ? await startSandbox(config) : await startReal(config), logger);
} catch (error) {
  if (!(error instanceof CountersignError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function startReal(config: Config): Promise<Started> {
  const settings = readSettings(config);
  const app = await createApp({
    general: config.general,
    settings,
    clock: systemClock,
    logger,
    sandbox: false,
  });
  const { url } = await app.listen();
  logger.info({ url }, 'Countersign is running');
  return app;
}

/** Everything that is not configured is simulated. The sandbox's code is loaded here alone: an installation without it runs. */
async function startSandbox(given: Config): Promise<Started> {
  const { startOfflineWorld, openSandbox } = await import('./sandbox/index.ts');
  const clock = new MovableClock();
  const offline = await startOfflineWorld(given, { clock, logger });
  try {
    const settings = readSettings(offline.config);
    const app = await createApp({ general: offline.config.general, settings, clock, logger, sandbox: true });
    const sandbox = await openSandbox(app, offline, clock);
    const { url } = await app.listen(sandbox.router);
    await sandbox.deliverTo(url);
    console.log(
      `\n  Countersign's sandbox is ready: open ${url}\n  Simulated: ${[...offline.simulated].join(', ')}\n`,
    );
    return {
      async close() {
        await app.close();
        await offline.close();
      },
    };
  } catch (error) {
    await offline.close();
    throw error;
  }
}

/** The first signal lets what has begun end; a second one does not wait. */
function closeOnSignal(started: Started, log: Logger): void {
  let closing = false;
  const close = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    log.info({ signal }, 'stopping');
    started.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
}
