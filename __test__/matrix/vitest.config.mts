import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/matrix/*.test.ts'],
    globalSetup: '__test__/caches.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
