/** What a queue and its workers begin with, so that they meet at the same place. */
import type { GraphQueueOptions } from '../../bullmq.js';
import { PREFIX, QUEUE } from './job.js';
import { RedisRecordStore } from './record-store.js';
import { connect } from './redis.js';
import { Tracing } from './tracing.js';

/** Connects, and says where jobs and analyses are. */
export function setUp({ connection, name = QUEUE, prefix = PREFIX, store, tracing }: GraphQueueOptions) {
  const traced = Tracing.of(tracing);
  const connected = connect(connection);
  const { client } = connected;
  return {
    ...{ connected, name, prefix, tracing: traced },
    store: store ?? new RedisRecordStore({ connection: client, prefix: `${prefix}:${name}` }),
  };
}
