import { defineConfig } from 'vitest/config';

const FAULTS = 'test/faults/**/*.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/helpers/cache-folder.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'tests', include: ['test/**/*.test.ts'], exclude: [FAULTS] } },
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
