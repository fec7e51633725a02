import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/matrix/*.test.ts'],
    globalSetup: '__test__/caches.ts',
    // Also on two cores, of which Vitest would leave one to itself.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
