import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { builtSources } from './test/helpers/built-sources.js';
import { LONG_RUN } from './test/helpers/chance.js';

/** Replaces modules, and so needs them to itself. */
const MOCKS = 'test/config/lazy.test.ts';

export default defineConfig({
  test: {
    experimental: { fsModuleCache: true },
    globalSetup: ['test/helpers/whole-run.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    restoreMocks: true,
    // Only what hangs is ended: how long a test takes depends on what else the machine does.
    testTimeout: LONG_RUN ? 1_800_000 : 120_000,
    hookTimeout: 120_000,
    // One more than there are processors: many tests wait for a process.
    maxWorkers: availableParallelism() + 1,
    // Those of a file that run at once mostly wait.
    maxConcurrency: 12,
    projects: [
      {
        extends: true,
        plugins: [await builtSources()],
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [MOCKS],
          // Modules hold no state that a test changes: loading them once a worker halves the time of the whole.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'mocks', include: [MOCKS] } },
    ],
  },
});
