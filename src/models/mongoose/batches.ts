/** What became of one item of a batch. */
export type ItemResult<Result> = { kind: 'done'; result: Result } | { kind: 'failed'; error: unknown };

export interface BatchOptions<Item, Result> {
  /** Writes items together; a result for each, in their order. When it throws, every item of the batch fails with that. */
  write: (items: readonly Item[]) => Promise<readonly ItemResult<Result>[]>;
  /** Batches under way at once. */
  atOnce: number;
  mostItems: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Writes what arrives while earlier batches are under way in one round trip. A single caller waits for nobody; under load
 * many share a message to the database and one flush of its journal.
 */
export function createBatches<Item, Result>(
  options: BatchOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  const writeNext = async (): Promise<void> => {
    const batch = waiting.splice(0, options.mostItems);
    underWay += 1;
    await writeOne(options, batch);
    underWay -= 1;
    if (waiting.length > 0) void writeNext();
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (underWay < options.atOnce && waiting.length === 1)
        queueMicrotask(() => void (waiting.length > 0 && writeNext()));
    });
}

async function writeOne<Item, Result>(
  { write }: BatchOptions<Item, Result>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await write(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = results[index];
      if (outcome?.kind === 'done') resolve(outcome.result);
      else reject(outcome?.error);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
