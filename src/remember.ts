/** A question whose answers are kept for a while. */
export interface Remembered<Key, Value> {
  (key: Key): Promise<Value>;
  forget(): void;
}

/** Keeps what `load` gave for `ttlMs`, by key; concurrent callers share one load, and a failed one is not kept. */
export function remember<Key, Value>(
  load: (key: Key) => Promise<Value>,
  { ttlMs, keyOf = String }: { ttlMs: number; keyOf?: (key: Key) => string },
): Remembered<Key, Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();
  const get = (key: Key) => {
    const name = keyOf(key);
    const known = kept.get(name);
    if (known && known.until > performance.now()) return known.value;
    const fresh = { value: load(key), until: performance.now() + ttlMs };
    kept.set(name, fresh);
    // Somebody may have asked anew meanwhile: only what failed is dropped.
    fresh.value.catch(() => kept.get(name) === fresh && kept.delete(name));
    if (kept.size > MOST_KEPT) dropOldest(kept);
    return fresh.value;
  };
  return Object.assign(get, { forget: () => kept.clear() });
}

const MOST_KEPT = 10_000;

function dropOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}
