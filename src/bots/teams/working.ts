import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { MessageRef } from '../../models/conversation.ts';
import type { Connector } from './connector.ts';
import type { Places } from './places.ts';

/** Teams shows a bot as typing for some ten seconds, or until its next message; there is no taking it back. */
const AGAIN_AFTER_MS = 7 * SECOND_MS;
/** Nothing is at work for longer; a sign that was never taken back ends by itself. */
const AT_MOST_MS = 3 * MINUTE_MS;

export interface WorkingDependencies {
  connector: Connector;
  places: Places;
  logger: Logger;
}

/** The sign that the agent is at work, kept alive while it is. Best effort: nothing here throws. */
export interface WorkingSigns {
  show(message: MessageRef, working: boolean): Promise<void>;
  /** Keeps nothing alive any more. */
  close(): void;
}

/** Typing, again and again. Channels show no typing, so that nothing is sent there. */
export function createWorkingSigns({ connector, places, logger }: WorkingDependencies): WorkingSigns {
  const timers = new Map<string, NodeJS.Timeout>();
  const stop = (key: string) => {
    clearInterval(timers.get(key));
    timers.delete(key);
  };
  const type = async ({ tenant, conversation }: MessageRef) => {
    try {
      const { address } = await places.of({ tenant, conversation });
      await connector.send(address, { type: 'typing' });
    } catch (error) {
      logger.debug({ code: errorCode(error) }, 'typing could not be shown in Teams');
    }
  };
  return {
    async show(message, working) {
      const key = `${message.tenant}:${message.conversation}:${message.message}`;
      stop(key);
      if (!working || isChannel(message)) return;
      let left = Math.floor(AT_MOST_MS / AGAIN_AFTER_MS);
      const again = () => {
        left -= 1;
        if (left > 0) void type(message);
        else stop(key);
      };
      timers.set(key, setInterval(again, AGAIN_AFTER_MS).unref());
      await type(message);
    },
    close() {
      for (const key of timers.keys()) stop(key);
    },
  };
}

function isChannel({ conversation }: MessageRef): boolean {
  return /@thread\.(?:tacv2|skype)$/.test(conversation);
}
