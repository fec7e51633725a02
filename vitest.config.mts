import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['__test__/**/*.test.ts'],
    exclude: ['__test__/fixtures/**', '__test__/matrix/**', '__test__/hostile/**', '__test__/cluster/**'],
    globalSetup: '__test__/caches.ts',
    // Also on two cores, of which Vitest would leave one to itself: most files wait for the processes that they start.
    maxWorkers: '100%',
    // Ends what hangs, on a busy machine too: none of the tests is one of speed.
    testTimeout: 120_000,
    typecheck: { enabled: true, include: ['__test__/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
    // The built package is what is tested: Node.js loads it, not Vite.
    server: { deps: { external: [/\/dist\//, /\/(index|nestjs|testing)\.mjs$/] } },
  },
});
