import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/database.setup.ts'],
    // A machine that is busy with other things makes nothing fail.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
    restoreMocks: true,
    maxWorkers: 2,
    // Files share what they import: it is loaded once for each worker, which is half of the time. They share no state.
    isolate: false,
  },
});
