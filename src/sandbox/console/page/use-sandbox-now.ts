import { useEffect, useState } from 'react';
import { usePage } from './context.ts';

const TICK_MS = 10_000;

/** What the sandbox's clock shows; it runs with the machine's, ahead by what it was moved. */
export function useSandboxNow(): Date {
  const { clockAheadMs } = usePage().state;
  const [machineMs, setMachineMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setMachineMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date(machineMs + clockAheadMs);
}
