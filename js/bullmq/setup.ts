/** What a queue and its workers begin with, so that they meet at the same place. */
import type { GraphQueueOptions } from '../../bullmq.js';
import { PREFIX, QUEUE } from './job.js';
import { RedisRecordStore } from './record-store.js';
import { connect } from './redis.js';

/** Connects, and says where jobs and analyses are. */
export function setUp({ connection, name = QUEUE, prefix = PREFIX, store }: GraphQueueOptions) {
  const connected = connect(connection);
  const { client } = connected;
  return {
    ...{ connected, name, prefix },
    store: store ?? new RedisRecordStore({ connection: client, prefix: `${prefix}:${name}` }),
  };
}
