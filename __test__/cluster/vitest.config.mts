import { defineConfig } from 'vitest/config';

// Several processes on one Redis: one test after the other.
export default defineConfig({
  test: {
    include: ['__test__/cluster/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 30_000,
    server: { deps: { external: [/\/dist\//, /\/(index|bullmq|bullmq-nestjs|testing)\.mjs$/] } },
  },
});
