import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConsoleCommand } from '../console-commands.ts';
import type { ConsoleState } from '../console-state.ts';
import { readConsoleState, sendCommand } from './console-client.ts';

export interface Console {
  /** Absent until the first answer. */
  state?: ConsoleState;
  /** False while the sandbox does not answer. */
  connected: boolean;
  /** What the sandbox had to say about the last command, when it did not do it. */
  notice?: string;
  dismissNotice: () => void;
  /** Commands are on their way. */
  busy: boolean;
  /** True when it was done. */
  send: (command: ConsoleCommand) => Promise<boolean>;
}

/** The sandbox's state, kept fresh by its change notices, and the way to act on it. */
export function useConsole(): Console {
  const { state, connected, refresh } = useFreshState();
  const [underWay, setUnderWay] = useState(0);
  const [notice, setNotice] = useState<string>();

  const send = useCallback(
    async (command: ConsoleCommand) => {
      setUnderWay((count) => count + 1);
      const result = await sendCommand(command);
      setNotice(result.kind === 'refused' ? result.sentence : undefined);
      await refresh();
      setUnderWay((count) => count - 1);
      return result.kind === 'done';
    },
    [refresh],
  );
  const dismissNotice = useCallback(() => setNotice(undefined), []);

  return {
    ...(state && { state }),
    ...(notice && { notice }),
    connected,
    busy: underWay > 0,
    send,
    dismissNotice,
  };
}

function useFreshState() {
  const [state, setState] = useState<ConsoleState>();
  const [connected, setConnected] = useState(true);
  const reading = useRef<{ again: boolean }>(undefined);

  // A notice that comes while an answer is under way is not lost: it is read once more afterwards.
  const refresh = useCallback(async () => {
    if (reading.current) {
      reading.current.again = true;
      return;
    }
    reading.current = { again: true };
    while (reading.current.again) {
      reading.current.again = false;
      try {
        setState(await readConsoleState());
        setConnected(true);
      } catch {
        setConnected(false);
      }
    }
    reading.current = undefined;
  }, []);

  useEffect(() => {
    const events = new EventSource('/console/events');
    events.addEventListener('open', () => void refresh());
    events.addEventListener('message', () => void refresh());
    events.addEventListener('error', () => setConnected(false));
    void refresh();
    return () => events.close();
  }, [refresh]);

  return { state, connected, refresh };
}
