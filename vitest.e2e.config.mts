import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['__test__/caches.ts', 'e2e/installation.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The files share two cores with the services they start.
    fileParallelism: false,
    // The built package is what is compared with: Node.js loads it, not Vite.
    server: { deps: { external: [/\/dist\//, /\/index\.mjs$/] } },
  },
});
