import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { type Logger, withoutSecrets } from '../../logger.ts';

/**
 * Slack's libraries log through ours. Their debug lines hold whole bodies, and are dropped; their remarks on people's
 * and Slack's mistakes are ours to rank, so that only warnings and errors stay what they are.
 */
export function createBoltLogger(logger: Logger): BoltLogger {
  const line = (parts: unknown[]) => withoutSecrets(parts.map((part) => messageOf(part)).join(' '));
  return {
    debug: () => undefined,
    info: (...parts) => logger.debug({ library: 'slack' }, line(parts)),
    warn: (...parts) => logger.warn({ library: 'slack' }, line(parts)),
    error: (...parts) => logger.error({ library: 'slack' }, line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function messageOf(part: unknown): string {
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  return typeof part === 'string' ? part : JSON.stringify(part);
}
