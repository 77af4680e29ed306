import { readProcessConfig, titlesOf } from './config.ts';
import { CountersignError } from './errors.ts';
import { createLogger, type Logger } from './logger.ts';
import { type Started, startReal, startSandbox } from './start.ts';

const config = readProcessConfig();
const logger = createLogger({
  level: config.general.LOG_LEVEL,
  pretty: config.sandbox && process.stdout.isTTY,
});

try {
  if (config.sandbox) await sandbox();
  else await real();
} catch (error) {
  if (!(error instanceof CountersignError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Whoever reads that it runs may stop it: it is said last. */
async function real(): Promise<void> {
  const started = await startReal(config, logger);
  closeOnSignal(started, logger);
  logger.info({ url: started.url }, 'Countersign is running');
}

async function sandbox(): Promise<void> {
  const started = await startSandbox(config, logger);
  closeOnSignal(started, logger);
  const simulated = titlesOf(started.simulated);
  console.log(`\n  Countersign's sandbox is ready: open ${started.url}\n  Simulated: ${simulated}\n`);
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
