/** An instant as people read it everywhere, to the minute: `2026-11-23 10:05 UTC`. */
export function utcText(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
