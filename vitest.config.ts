import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { builtSources } from './test/helpers/built-sources.js';
import { LONG_RUN } from './test/helpers/chance.js';
import { LongFirst } from './test/helpers/long-first.js';

export default defineConfig({
  plugins: [await builtSources()],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/whole-run.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    experimental: { fsModuleCache: true },
    restoreMocks: true,
    // Modules hold no state that a test changes: loading them once a worker halves the time of the whole.
    isolate: false,
    // Room for many short-lived objects: they are collected less often, which saves some 6 % of processor time.
    execArgv: ['--max-semi-space-size=64'],
    // One more than there are processors: many tests wait for a process.
    maxWorkers: availableParallelism() + 1,
    // Those of a file that run at once mostly wait.
    maxConcurrency: 12,
    // Only what hangs is ended: how long a test takes depends on what else the machine does.
    testTimeout: LONG_RUN ? 1_800_000 : 120_000,
    hookTimeout: 120_000,
    // Who asks for another order gets it.
    ...(!process.argv.some((word) => word.startsWith('--sequence')) && {
      sequence: { sequencer: LongFirst },
    }),
  },
});
