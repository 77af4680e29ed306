import { useEffect, useReducer } from 'react';
import { usePage } from './context.ts';

const TICK_MS = 10_000;

/** What the sandbox's clock shows; it runs with the machine's, ahead by what it was moved. */
export function useSandboxNow(): Date {
  const { clockAheadMs } = usePage().state;
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date(Date.now() + clockAheadMs);
}
