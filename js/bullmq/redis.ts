/** Connections to Redis, and what it has to be like. */
import { Redis } from 'ioredis';
import type { RedisConnection } from '../../bullmq.js';
import type { StreamLogger } from '../../index.js';
import { warn } from './told.js';

/** Milliseconds for which who closes waits for a Redis that is away. */
const PATIENCE_MS = 5000;

/** A connection, and how to let go of it. */
export interface Connected {
  client: Redis;
  /** @param isAway whether Redis is known to be away, so that nothing can be waited for */
  release(isAway?: boolean): Promise<void>;
}

/** Opens a connection, or borrows the caller's. */
export function connect(connection: RedisConnection): Connected {
  if (isClient(connection)) return { client: connection, release: async () => {} };
  // A worker waits for as long as Redis is away. What is read here is read the same of every version of the protocol.
  const client = new Redis({ ...connection, maxRetriesPerRequest: null, replyMapping: 'legacy' as const });
  return {
    client,
    release: async (isAway = false) => {
      // Nobody listens any more: ioredis would print it.
      client.on('error', () => undefined);
      if (!isAway) await unlessAway(Promise.allSettled([client.quit()]), client);
      if (client.status !== 'end') client.disconnect();
    },
  };
}

/** Waits until Redis answers. */
export function ready(client: Redis): Promise<void> {
  return new Promise((resolve) => {
    if (client.status === 'ready') resolve();
    else client.once('ready', () => resolve());
  });
}

/**
 * What work on Redis comes to, or `undefined` as soon as Redis has been away for so many milliseconds: work waits for as long as it is
 * away, and a client that is disconnected while it tries again never tells who waits.
 */
export function unlessAway<Result>(
  work: Promise<Result>,
  client: Redis,
  patienceMs = PATIENCE_MS,
): Promise<{ result: Result } | undefined> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const away = () => {
      timer ??= setTimeout(() => end(() => resolve(undefined)), patienceMs);
    };
    const back = () => {
      clearTimeout(timer);
      timer = undefined;
    };
    const end = (settle: () => void) => {
      back();
      client.off('close', away).off('ready', back);
      settle();
    };
    client.on('close', away).on('ready', back);
    if (client.status !== 'ready') away();
    work.then(
      (result) => end(() => resolve({ result })),
      (error) => end(() => reject(error)),
    );
  });
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
