import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/cluster/**/*.test.ts'],
    // Each file has a Redis of its own, and several processes on it.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 30_000,
    server: { deps: { external: [/\/dist\//, /\/(index|bullmq|bullmq-nestjs|testing)\.mjs$/] } },
  },
});
