import { readConfig } from '../src/config.ts';
import { silentLogger } from '../src/logger.ts';
import { type StartedSandbox, startSandbox } from '../src/start.ts';

/** A sandbox for one command: everything simulated whatever is configured, on a free port, saying nothing. */
export function startOwnSandbox(): Promise<StartedSandbox> {
  const { SANDBOX_DATA, EXCHANGE_LOG } = process.env;
  const config = readConfig({ SANDBOX_DATA, EXCHANGE_LOG, PORT: '0' }, ['--sandbox']);
  return startSandbox(config, silentLogger);
}
