import { type App, createApp } from './app.ts';
import { MovableClock, systemClock } from './clock.ts';
import type { Config, Part } from './config.ts';
import { describeForTechnician } from './errors.ts';
import type { Logger } from './logger.ts';
import type { SandboxWorld } from './sandbox/index.ts';
import { readSettings } from './settings.ts';

/** A running instance. */
export interface Started {
  app: App;
  url: string;
  close(): Promise<void>;
}

/** The sandbox, with the world around it. */
export interface StartedSandbox extends Started {
  world: SandboxWorld;
  /** Parts that are simulated; the others are real. */
  simulated: ReadonlySet<Part>;
  /** As it was completed with what is simulated. */
  config: Config;
}

/** Everything as configured, nothing simulated. Throws `bad_configuration` with all that is missing or wrong. */
export async function startReal(config: Config, logger: Logger): Promise<Started> {
  const { general } = config;
  const app = await createApp({
    general,
    settings: readSettings(config),
    clock: systemClock,
    logger,
    sandbox: false,
  });
  return closedOnFailure(app, async () => {
    const { url } = await app.listen();
    if (general.PUBLIC_URL) await askForCallbacks(app, general.PUBLIC_URL, logger);
    return { app, url, close: () => app.close() };
  });
}

/** Without callbacks tickets are polled all the same. */
async function askForCallbacks(app: App, publicUrl: string, logger: Logger): Promise<void> {
  try {
    await app.registerCallbacks(publicUrl);
  } catch (error) {
    logger.warn({ reason: describeForTechnician(error) }, 'no callbacks of the PSA; its tickets are polled');
  }
}

/**
 * Everything that is not configured is simulated. The sandbox's code is loaded here alone: an installation without it
 * runs. With `listening: false` it is only connected, for looking at.
 */
export async function startSandbox(
  given: Config,
  logger: Logger,
  { listening = true }: { listening?: boolean } = {},
): Promise<StartedSandbox> {
  const { startOfflineWorld, openSandbox } = await import('./sandbox/index.ts');
  const clock = new MovableClock();
  const offline = await startOfflineWorld(given, { clock, logger });
  return closedOnFailure(offline, async () => {
    const { config, simulated } = offline;
    const settings = readSettings(config);
    const app = await createApp({ general: config.general, settings, clock, logger, sandbox: true });
    return closedOnFailure(app, async () => {
      const sandbox = await openSandbox(app, offline, clock);
      const url = listening ? (await app.listen(sandbox.router)).url : '';
      if (listening) await sandbox.deliverTo(url);
      const close = async () => {
        await app.close();
        await sandbox.close();
        await offline.close();
      };
      return { app, url, close, world: sandbox.world, simulated, config };
    });
  });
}

async function closedOnFailure<Result>(
  opened: { close(): Promise<void> },
  go: () => Promise<Result>,
): Promise<Result> {
  try {
    return await go();
  } catch (error) {
    await opened.close();
    throw error;
  }
}
