/**
 * How a test takes a folder away: whoever still writes there, as a cache that ends or Git that tidies up, has a second to end.
 * For `rm` of `node:fs/promises`, which empties a folder again before each further try; `rmSync` of Node.js 20 does not.
 */
export const GONE = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;
