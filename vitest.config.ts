import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { builtSources } from './test/helpers/built-sources.js';
import { LONG_RUN } from './test/helpers/chance.js';
import { LongFirst } from './test/helpers/long-first.js';

/** Replaces modules, and so needs them to itself. */
const MOCKS = 'test/config/lazy.test.ts';

/** What both projects are told. One that extends this file reads it anew, and compiles the sources once more. */
const BOTH: TestProjectInlineConfiguration['test'] = {
  experimental: { fsModuleCache: true },
  setupFiles: ['test/helpers/setup.ts'],
  restoreMocks: true,
  // Only what hangs is ended: how long a test takes depends on what else the machine does.
  testTimeout: LONG_RUN ? 1_800_000 : 120_000,
  hookTimeout: 120_000,
  // Those of a file that run at once mostly wait.
  maxConcurrency: 12,
};

export default defineConfig({
  test: {
    // Of the whole run, and so once.
    globalSetup: ['test/helpers/whole-run.ts'],
    // One more than there are processors: many tests wait for a process.
    maxWorkers: availableParallelism() + 1,
    // Who asks for another order gets it.
    ...(!process.argv.some((word) => word.startsWith('--sequence')) && {
      sequence: { sequencer: LongFirst },
    }),
    projects: [
      {
        plugins: [await builtSources()],
        test: {
          ...BOTH,
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [MOCKS],
          // Modules hold no state that a test changes: loading them once a worker halves the time of the whole.
          isolate: false,
        },
      },
      { test: { ...BOTH, name: 'mocks', include: [MOCKS] } },
    ],
  },
});
