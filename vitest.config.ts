import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['__test__/**/*.test.ts'], exclude: ['__test__/fixtures/**'], testTimeout: 30_000 },
});
