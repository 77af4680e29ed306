const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** `10:04` */
export function clockTime(instant: string | Date): string {
  return TIME.format(new Date(instant));
}

/** `Mon, 23 Nov` */
export function dayOf(instant: string | Date): string {
  return DAY.format(new Date(instant));
}

/** `23 h 59 min`, `12 min`; never below zero. */
export function timeLeft(until: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((new Date(until).getTime() - now.getTime()) / 60_000));
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
}
