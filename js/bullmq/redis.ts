/** Connections to Redis, and what it has to be like. */
import { Redis } from 'ioredis';
import type { RedisConnection } from '../../bullmq.js';
import type { StreamLogger } from '../../index.js';
import { warn } from './told.js';

/** A connection, and how to let go of it. */
export interface Connected {
  client: Redis;
  release(): Promise<void>;
}

/** Opens a connection, or borrows the caller's. */
export function connect(connection: RedisConnection): Connected {
  if (isClient(connection)) return { client: connection, release: async () => {} };
  // A worker waits for as long as Redis is away. What is read here is read the same of every version of the protocol.
  const client = new Redis({ ...connection, maxRetriesPerRequest: null, replyMapping: 'legacy' as const });
  return {
    client,
    release: () =>
      client.quit().then(
        () => undefined,
        () => client.disconnect(),
      ),
  };
}

function isClient(connection: RedisConnection): connection is Redis {
  return typeof (connection as Partial<Redis>).duplicate === 'function';
}

/** Warns of a Redis that may throw jobs away when its memory is full. */
export async function checkEviction(client: Redis, logger: StreamLogger | undefined): Promise<void> {
  // Not CONFIG, which hosted ones refuse.
  const memory = await client.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  const code = 'ERR_REDIS_EVICTION';
  const message = `Redis may evict jobs: maxmemory-policy is ${policy}, and has to be noeviction`;
  if (logger === undefined) process.emitWarning(message, { type: 'CodeKnowledgeGraphWarning', code });
  else warn(logger, message, { code, policy });
}
