import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders with files that take long. */
const FIRST = ['/test/scripts/', '/test/end-to-end/'];

/** A long file that is begun last keeps one worker busy and the others idle. */
class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ moduleId }: TestSpecification) => !FIRST.some((folder) => moduleId.includes(folder));
    return (await super.sort(files)).toSorted((one, other) => Number(isShort(one)) - Number(isShort(other)));
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/compile-ahead.setup.ts', 'test/support/database.setup.ts'],
    // A machine that is busy with other things makes nothing fail.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
    restoreMocks: true,
    // More than the cores of a small machine: whole stories wait for processes, pages and repeated calls in between.
    maxWorkers: 3,
    sequence: { sequencer: LongFilesFirst },
    // Files share what they import: it is loaded once for each worker, which is half of the time. They share no state.
    isolate: false,
  },
});
