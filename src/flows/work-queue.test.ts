import { describe, expect, it } from 'vitest';
import { rememberingLogger } from '../../test/support/desk.ts';
import { silentLogger } from '../logger.ts';
import { createWorkQueue } from './work-queue.ts';

/** Work that goes on until it is let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { work: () => promise, open: resolve };
}

describe('the work queue', () => {
  it('lets one client’s flood wait behind itself and hold nobody else up', async () => {
    const queue = createWorkQueue({ perClient: 2, logger: silentLogger });
    const { work, open } = gate();
    const begun: string[] = [];
    for (let index = 0; index < 50; index += 1)
      queue.add('flooding', () => {
        begun.push('flooding');
        return work();
      });
    const other = gate();
    queue.add('other', async () => {
      begun.push('other');
      other.open();
    });

    await other.work();
    expect(begun.filter((client) => client === 'flooding')).toHaveLength(2);
    expect(queue.size).toBeGreaterThanOrEqual(50);
    open();
    await queue.idle();
    expect(begun).toHaveLength(51);
    expect(queue.size).toBe(0);
  });

  it('takes a client’s work in its order', async () => {
    const queue = createWorkQueue({ perClient: 1, logger: silentLogger });
    const done: number[] = [];
    for (const index of [1, 2, 3, 4]) queue.add('lakeside', async () => void done.push(index));

    await queue.idle();
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it('goes on after work that fails, and says so once', async () => {
    const { logger, lines } = rememberingLogger();
    const queue = createWorkQueue({ perClient: 1, logger });
    let reached = false;
    queue.add('lakeside', async () => {
      throw new Error('broken');
    });
    queue.add('lakeside', () => {
      throw new Error('broken before it began');
    });
    queue.add('lakeside', async () => {
      reached = true;
    });

    await queue.idle();
    expect(reached).toBe(true);
    expect(lines.map((line) => (JSON.parse(line) as { err: { message: string } }).err.message)).toEqual([
      'broken',
      'broken before it began',
    ]);
  });

  it('is idle only when what its work has added is done too', async () => {
    const queue = createWorkQueue({ perClient: 1, logger: silentLogger });
    const done: string[] = [];
    queue.add('lakeside', async () => {
      queue.add('brightfield', async () => {
        queue.add('lakeside', async () => void done.push('added last'));
        done.push('added');
      });
      done.push('first');
    });

    await queue.idle();
    expect(done.toSorted((one, other) => one.localeCompare(other))).toEqual(['added', 'added last', 'first']);
  });

  it('with nothing to do is idle at once', async () => {
    await createWorkQueue({ perClient: 1, logger: silentLogger }).idle();
  });
});
