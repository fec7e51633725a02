// Analyses in a bucket: an object a key. Nothing that is kept ever changes, so nothing is ever overwritten by something else, and a
// lifecycle rule of the bucket may delete what is old: what is gone is made again.

import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';

/** Requests at once. */
const AT_ONCE = 32;

export class S3RecordStore {
  #client;
  #bucket;
  #prefix;

  /**
   * @param {{ client: import('@aws-sdk/client-s3').S3Client, bucket: string, prefix?: string }} options `prefix`: what names of objects
   *   begin with
   */
  constructor({ client, bucket, prefix = 'code-knowledge-graph/' }) {
    [this.#client, this.#bucket, this.#prefix] = [client, bucket, prefix];
  }

  getMany(keys) {
    return some(keys, async (key) => {
      const found = await this.#found(new GetObjectCommand(this.#object(key)));
      return found?.Body.transformToByteArray();
    });
  }

  async putMany(entries) {
    await some(entries, ({ key, bytes }) =>
      this.#client.send(new PutObjectCommand({ ...this.#object(key), Body: bytes })),
    );
  }

  hasMany(keys) {
    return some(keys, async (key) => (await this.#found(new HeadObjectCommand(this.#object(key)))) !== undefined);
  }

  #object(key) {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  /** The answer, or `undefined` where there is no such object; everything else that is wrong is an error of the call. */
  async #found(command) {
    try {
      return await this.#client.send(command);
    } catch (error) {
      // Of HEAD, which has no body to name the reason in, and of GET.
      if (error.name === 'NotFound' || error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }
}

/** What `work` makes of each item, in their order, some at a time. */
async function some(items, work) {
  const made = new Array(items.length);
  const rest = items.entries();
  const lane = async () => {
    for (const [at, item] of rest) made[at] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return made;
}
