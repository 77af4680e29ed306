import { createContext, useContext } from 'react';
import type { ConsoleCommand } from '../console-commands.ts';
import type { ClientView, ConsoleState, RequestView } from '../console-state.ts';

/** What is being looked at, and how to act on it. */
export interface PageContext {
  state: ConsoleState;
  client: ClientView;
  /** The request that ticket, directory and progress follow. */
  request?: RequestView;
  /** Steps of the first path that are up now; empty once it is behind. */
  guided: readonly number[];
  busy: boolean;
  send: (command: ConsoleCommand) => Promise<boolean>;
}

const Context = createContext<PageContext | undefined>(undefined);

/** Puts state and commands within reach of every panel. */
export const PageContextProvider = Context.Provider;

/** State and commands of the page around it. */
export function usePage(): PageContext {
  const page = useContext(Context);
  if (!page) throw new Error('usePage outside of the page');
  return page;
}
