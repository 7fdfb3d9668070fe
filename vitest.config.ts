import { defineConfig } from 'vitest/config';
import { LONG_RUN } from './test/helpers/chance.js';

const FAULTS = 'test/faults/**/*.test.ts';
/** Replaces modules, and so needs them to itself. */
const MOCKS = 'test/config/lazy.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/cache-folder.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    restoreMocks: true,
    // Only what hangs is ended: how long a test takes depends on what else the machine does.
    testTimeout: LONG_RUN ? 1_800_000 : 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [FAULTS, MOCKS],
          setupFiles: ['test/helpers/preload.ts'],
          // Modules hold no state that a test changes: loading them once a worker halves the time of the whole.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocks', include: [MOCKS] } },
      {
        extends: true,
        test: {
          name: 'faults',
          include: [FAULTS],
          // Its commands, each in a process of its own, mostly wait: so many at once, and not beside tests of what
          // has to be quick.
          maxConcurrency: 24,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
