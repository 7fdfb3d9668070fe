import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
    // Of a suite's concurrent tests: commands in processes of their own, which mostly wait.
    maxConcurrency: 24,
    // The commands that wait leave the processor to the other files.
    maxWorkers: '100%',
  },
});
