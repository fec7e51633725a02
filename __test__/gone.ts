/**
 * How a test takes a folder away: whoever still writes there, as a cache that ends or Git that tidies up, has a second to end.
 */
export const GONE = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;
