// The store, tried on a server that speaks S3: moto, of PyPI. `npm install && npm test`. Python 3 has to be there; moto is installed beside this
// file, if it is not there yet.

import { deepStrictEqual, rejects } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { analyzeShard, assembleGraph, buildGraphStreaming, graphToJSONText, planShards } from '../../index.mjs';
import { recordStoreTests } from '../../testing.mjs';
import { S3RecordStore } from './record-store.mjs';

const VENV = join(import.meta.dirname, 'node_modules', '.moto');
const MOTO = 'moto[server]==5.2.1';
const FIXTURES = join(import.meta.dirname, '../../__test__/fixtures/compat');

let server;
let client;
let buckets = 0;

before(async () => {
  const moto = join(VENV, 'bin', 'moto_server');
  if (!existsSync(moto)) {
    execFileSync('python3', ['-m', 'venv', VENV]);
    execFileSync(join(VENV, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '--no-compile', MOTO]);
  }
  server = spawn(moto, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  client = new S3Client({
    endpoint: await addressOf(server),
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});

after(() => {
  client?.destroy();
  server?.kill();
});

/** Where the server says that it is. */
async function addressOf({ stderr }) {
  let told = '';
  for await (const piece of stderr.setEncoding('utf8')) {
    told += piece;
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
    if (address === undefined) continue;
    // What it says of each request goes nowhere.
    stderr.resume();
    return address;
  }
  throw new Error(`moto ended: ${told}`);
}

async function emptyStore() {
  const bucket = `analyses-${buckets++}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return new S3RecordStore({ client, bucket });
}

for (const { name, run } of recordStoreTests(emptyStore)) test(name, run);

test('a graph goes through a bucket', async () => {
  const store = await emptyStore();
  const plan = await planShards(FIXTURES, [], { bytesPerShard: 4000 });
  const receipts = await Promise.all(plan.shards.map((shard) => analyzeShard(shard, store, { root: FIXTURES })));
  const graph = await assembleGraph(plan, receipts, store, { root: FIXTURES });
  deepStrictEqual([...graphToJSONText(graph)], [...graphToJSONText(await buildGraphStreaming(FIXTURES))]);
});

test('a bucket that is not there is an error, not an empty store', async () => {
  const store = new S3RecordStore({ client, bucket: 'none' });
  const key = '0'.repeat(64);
  await rejects(store.getMany([key]), { name: 'NoSuchBucket' });
  await rejects(store.putMany([{ key, bytes: new Uint8Array(1) }]), { name: 'NoSuchBucket' });
});
