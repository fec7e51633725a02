/** What callers are told: by their logger, and by errors with a code. */
import type { StreamLogger } from '../../index.js';

export function warn(logger: StreamLogger | undefined, message: string, metadata: Record<string, unknown>): void {
  logger?.warn({ message, context: 'CodeKnowledgeGraph', metadata });
}

export function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
