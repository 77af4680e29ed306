import { usePage } from './context.ts';
import { clockTime, dayOf } from './words.ts';

/** Says when something was, for a line of text: the time, and the day unless it is today by the sandbox's clock. */
export function useMoment(): (instant: string) => string {
  const { clockAheadMs } = usePage().state;
  return (instant) => {
    const isToday = dayOf(instant) === dayOf(new Date(Date.now() + clockAheadMs));
    return isToday ? clockTime(instant) : `${dayOf(instant)}, ${clockTime(instant)}`;
  };
}
