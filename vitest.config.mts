import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/**/*.test.ts'],
    exclude: ['__test__/fixtures/**'],
    testTimeout: 30_000,
    // The built package is what is tested: Node.js loads it, not Vite.
    server: { deps: { external: [/\/dist\//, /\/(index|nestjs)\.mjs$/] } },
  },
});
