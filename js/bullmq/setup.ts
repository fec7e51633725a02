/** What a queue and its workers begin with, so that they meet at the same place. */
import type { GraphQueueOptions } from '../../bullmq.js';
import type { RecordStore } from '../../index.js';
import { PREFIX, QUEUE } from './job.js';
import { RedisRecordStore } from './record-store.js';
import { connect } from './redis.js';
import { Tracing } from './tracing.js';

/** Connects, and says where jobs, analyses and contents are. */
export function setUp({ connection, name = QUEUE, prefix = PREFIX, store, contents, tracing }: GraphQueueOptions) {
  const traced = Tracing.of(tracing);
  const connected = connect(connection);
  const { client } = connected;
  const inRedis = () => new RedisRecordStore({ connection: client, prefix: `${prefix}:${name}` });
  const records = store ?? inRedis();
  return {
    ...{ connected, name, prefix, tracing: traced },
    store: records,
    contents: contents === true ? ('directory' in records ? inRedis() : records) : given(contents),
  };
}

function given(contents: RecordStore | false | undefined): RecordStore | undefined {
  return contents === false ? undefined : contents;
}
