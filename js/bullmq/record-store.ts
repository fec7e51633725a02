/** Analyses in Redis, for as long as jobs may ask for them. `bullmq.d.ts` describes it to callers. */
import type { RedisRecordStoreOptions } from '../../bullmq.js';
import type { RecordStore, StoreEntry } from '../../index.js';
import { guardMethods } from '../members.js';
import { checkOptions, STORE_OPTIONS } from './options.js';
import { type Connected, connect } from './redis.js';

/** A day. */
const EXPIRE_SECONDS = 24 * 60 * 60;

/** Bytes that are sent together: a Redis takes other commands in between. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

export class RedisRecordStore implements RecordStore {
  readonly #connected: Connected;
  readonly #prefix: string;
  readonly #seconds: number;

  static {
    guardMethods(RedisRecordStore, (object) => #connected in object);
  }

  constructor(options: RedisRecordStoreOptions) {
    checkOptions(options, STORE_OPTIONS);
    const { connection, prefix = 'code-knowledge-graph', expireSeconds } = options;
    this.#connected = connect(connection);
    this.#prefix = prefix;
    this.#seconds = expireSeconds ?? EXPIRE_SECONDS;
  }

  async getMany(keys: readonly string[]): Promise<(Buffer | null)[]> {
    return keys.length === 0 ? [] : this.#connected.client.mgetBuffer(keys.map((key) => this.#name(key)));
  }

  async putMany(entries: readonly StoreEntry[]): Promise<void> {
    const { client } = this.#connected;
    let pipeline = client.pipeline();
    let bytes = 0;
    for (const entry of entries) {
      pipeline.set(this.#name(entry.key), Buffer.from(entry.bytes), 'EX', this.#seconds);
      bytes += entry.bytes.length;
      if (bytes < BYTES_AT_ONCE) continue;
      await settled(pipeline.exec());
      pipeline = client.pipeline();
      bytes = 0;
    }
    if (pipeline.length > 0) await settled(pipeline.exec());
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    if (keys.length === 0) return [];
    const pipeline = this.#connected.client.pipeline();
    // What is still asked for stays as long again.
    for (const key of keys) pipeline.expire(this.#name(key), this.#seconds);
    return (await settled(pipeline.exec())).map((has) => has === 1);
  }

  /** Closes the connection, if it was opened here. */
  async close(): Promise<void> {
    await this.#connected.release();
  }

  #name(key: string): string {
    return `${this.#prefix}:record:${key}`;
  }
}

/** The answers of a pipeline, none of which is an error. */
async function settled(answers: Promise<[error: Error | null, result: unknown][] | null>): Promise<unknown[]> {
  return ((await answers) ?? []).map(([error, result]) => {
    if (error !== null) throw error;
    return result;
  });
}
