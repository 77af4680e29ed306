import type { Clock } from '../../clock.ts';

/** Ids in one query: Autotask takes 500 alternatives. */
const IDS_A_QUERY = 200;
/** Forgotten all at once past this, so that memory does not grow for ever. */
const MOST_REMEMBERED = 10_000;

/** Records by their ids; those that are not there are left out. */
export type Lookup<T> = (ids: Iterable<number | undefined>) => Promise<ReadonlyMap<number, T>>;

/** Looks records up many at a time, and remembers what was found and what was not. */
export function createLookup<T extends { id: number }>(options: {
  load(ids: readonly number[]): Promise<readonly T[]>;
  clock: Clock;
  rememberedMs: number;
}): Lookup<T> {
  const remembered = new Map<number, { record: T | undefined; until: number }>();

  async function loadMissing(ids: readonly number[], now: number): Promise<void> {
    const missing = ids.filter((id) => (remembered.get(id)?.until ?? 0) <= now);
    for (let at = 0; at < missing.length; at += IDS_A_QUERY) {
      const asked = missing.slice(at, at + IDS_A_QUERY);
      const found = new Map((await options.load(asked)).map((record) => [record.id, record]));
      for (const id of asked)
        remembered.set(id, { record: found.get(id), until: now + options.rememberedMs });
    }
  }

  return async (wanted) => {
    const ids = [...new Set(wanted)].filter((id) => id !== undefined);
    if (remembered.size > MOST_REMEMBERED) remembered.clear();
    await loadMissing(ids, options.clock.now().getTime());
    const found = new Map<number, T>();
    for (const id of ids) {
      const record = remembered.get(id)?.record;
      if (record) found.set(id, record);
    }
    return found;
  };
}
