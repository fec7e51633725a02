import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/hostile/**/*.test.ts'],
    globalSetup: '__test__/caches.ts',
    // Each test is a process with limits of its own; more than two of them at once would fill a small machine's memory.
    maxWorkers: 2,
  },
});
