import { Command } from 'commander';
import { createApp } from '../src/app.ts';
import type { CheckLine } from '../src/check-connections.ts';
import { systemClock } from '../src/clock.ts';
import { type Config, readConfig, titlesOf } from '../src/config.ts';
import { CountersignError } from '../src/errors.ts';
import { silentLogger } from '../src/logger.ts';
import { readSettings } from '../src/settings.ts';
import { startSandbox } from '../src/start.ts';

/** Longer than the driver looks for a server once. */
const DATABASE_PATIENCE_MS = 8_000;

const command = new Command('npm run doctor --')
  .description(
    'Looks at every configured connection and says what to fix. Changes nothing, and serves nobody.',
  )
  .option('--sandbox', 'look at what is configured, and simulate the rest')
  .action(async ({ sandbox = false }: { sandbox?: boolean }) => {
    process.exitCode = await examine(readConfig(process.env, sandbox ? ['--sandbox'] : []));
  });
async function examine(config: Config): Promise<number> {
  try {
    const lines = config.sandbox ? await examineSandbox(config) : await examineReal(config);
    for (const line of lines) console.log(render(line));
    const wrong = lines.filter(({ fine }) => !fine).length;
    console.log(wrong === 0 ? '\nEverything works.' : `\n${wrong} to put right.`);
    return wrong === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    console.log(explain(error));
    return 1;
  }
}

function render({ fine, subject, text }: CheckLine): string {
  return `${fine ? 'works ' : 'FIX   '} ${subject}: ${text}`;
}

function explain(error: CountersignError): string {
  if (error.code !== 'database_unavailable') return error.message;
  return render({
    subject: 'Database',
    fine: false,
    text: 'nobody answers at MONGODB_URI. Check the address, whether the server runs, and whether this machine may reach it.',
  });
}

async function examineReal(config: Config): Promise<readonly CheckLine[]> {
  const app = await createApp({
    general: config.general,
    settings: readSettings(config),
    clock: systemClock,
    logger: silentLogger,
    sandbox: false,
    signal: AbortSignal.timeout(DATABASE_PATIENCE_MS),
  });
  try {
    return await app.check();
  } finally {
    await app.close();
  }
}

async function examineSandbox(config: Config): Promise<readonly CheckLine[]> {
  const sandbox = await startSandbox(config, silentLogger, { listening: false });
  try {
    console.log(`Simulated: ${titlesOf(sandbox.simulated)}\n`);
    return await sandbox.app.check();
  } finally {
    await sandbox.close();
  }
}

await command.parseAsync();
