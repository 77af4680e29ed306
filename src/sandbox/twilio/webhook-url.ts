/** What the fragment of a webhook's address says about connections. */
export interface WebhookOverrides {
  readMs: number;
  totalMs: number;
  /** How many attempts may follow the first. */
  retries: number;
  retryWhen(outcome: number | 'timeout' | 'unreachable'): boolean;
}

const LONGEST_MS = 15_000;

/**
 * Connection overrides: `#rt=5000&tt=10000&rc=2&rp=ct,5xx`. One more attempt (`rc=1`) and only when there was no
 * connection (`rp=ct`) unless it says otherwise. A connection that was cut counts as none. From Twilio's page on
 * connection overrides.
 */
export function overridesIn(url: string): WebhookOverrides {
  const said = new URLSearchParams(new URL(url).hash.slice(1));
  const policies = (said.get('rp') ?? 'ct').split(',');
  return {
    readMs: within(said.get('rt'), { least: 100, most: LONGEST_MS, otherwise: LONGEST_MS }),
    totalMs: within(said.get('tt'), { least: 100, most: LONGEST_MS, otherwise: LONGEST_MS }),
    retries: within(said.get('rc'), { least: 0, most: 5, otherwise: 1 }),
    retryWhen(outcome) {
      const failure = failureOf(outcome);
      return failure !== undefined && (policies.includes('all') || policies.includes(failure));
    },
  };
}

/** What is signed and called: fragments stay with Twilio. */
export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/** The next document's address as the current one names it: absolute, or relative to the current one. */
export function resolveUrl(next: string, current: string): string | undefined {
  const resolved = current === '' ? URL.parse(next.trim()) : URL.parse(next.trim(), withoutFragment(current));
  return resolved && /^https?:$/.test(resolved.protocol) ? resolved.href : undefined;
}

function failureOf(outcome: number | 'timeout' | 'unreachable'): string | undefined {
  if (outcome === 'timeout') return 'rt';
  if (outcome === 'unreachable') return 'ct';
  return outcome >= 500 ? '5xx' : outcome >= 400 ? '4xx' : undefined;
}

function within(
  text: string | null,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}
