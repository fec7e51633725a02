// What several instances over Redis take beside one: wall and processor time of each process, and bytes through Redis, each turn on a
// Redis of its own. Needs redis-server, bullmq and ioredis. `node bench/instances.mjs --help`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { median } from './contender.mjs';
import { printTable } from './table.mjs';

const REPOSITORY = join(import.meta.dirname, '..');

const USAGE = `node bench/instances.mjs --folder <path> [options]
  --workers <n>        processes with one parser thread each; may be repeated (default: 1 and 2)
  --bytes <n>          of source a shard (default: the package's)
  --package <folder>   the package (default: the repository)
  --repetitions <n>    turns, after one that does not count (default: 3)`;

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    workers: { type: 'string', multiple: true, default: ['1', '2'] },
    bytes: { type: 'string' },
    package: { type: 'string', default: REPOSITORY },
    repetitions: { type: 'string', default: '3' },
    role: { type: 'string' },
    port: { type: 'string' },
    threads: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const load = (name) => import(pathToFileURL(resolve(options.package, name)).href);
const connection = () => ({ host: '127.0.0.1', port: Number(options.port) });
const root = options.folder && resolve(options.folder);

/** What runs in a process of its own. */
const ROLES = {
  async local() {
    const { buildGraphStreaming } = await load('index.mjs');
    return timed(() => buildGraphStreaming(root, [], { concurrency: Number(options.threads) }));
  },
  async producer() {
    const { GraphQueue } = await load('bullmq.mjs');
    const queue = new GraphQueue({ connection: connection() });
    const shards = options.bytes === undefined ? {} : { bytesPerShard: Number(options.bytes) };
    const told = await timed(() => queue.buildGraph(root, [], { concurrency: Number(options.threads), ...shards }));
    await queue.close();
    return told;
  },
  async worker() {
    const { GraphWorker } = await load('bullmq.mjs');
    const worker = new GraphWorker({ connection: connection(), root, threads: 1 });
    await worker.waitUntilReady();
    const before = process.cpuUsage();
    console.log('ready');
    await once(process, 'SIGTERM');
    const used = process.cpuUsage(before);
    await worker.close();
    return { processor: (used.user + used.system) / 1e6 };
  },
};

async function timed(work) {
  const [since, before] = [performance.now(), process.cpuUsage()];
  const { files } = await work();
  const used = process.cpuUsage(before);
  return { seconds: (performance.now() - since) / 1000, processor: (used.user + used.system) / 1e6, files: files.size };
}

if (options.help || root === undefined) console.log(USAGE);
else if (options.role !== undefined) console.log(JSON.stringify(await ROLES[options.role]()));
else await benchmark();

async function benchmark() {
  const kinds = options.workers.map(Number);
  const samples = new Map();
  for (let turn = 0; turn <= Number(options.repetitions); turn++) {
    for (const workers of kinds) {
      for (const [name, run] of [
        [`here, threads: ${workers}`, () => here(workers)],
        [`workers: ${workers}`, () => overRedis(workers)],
      ]) {
        const measured = await run();
        if (turn === 0) continue;
        if (!samples.has(name)) samples.set(name, []);
        samples.get(name).push(measured);
      }
    }
  }
  const columns = ['seconds', 'processor', 'producer', 'analysis', 'redis', 'in', 'out', 'kept'];
  const rows = [...samples].map(([name, all]) => [
    name,
    ...columns.map((column) => {
      const values = all.map((each) => each[column]).filter((value) => value !== undefined);
      return values.length === 0 ? '' : median(values).toFixed(2);
    }),
  ]);
  console.log(`${root}: ${samples.values().next().value[0].files} files`);
  console.log('seconds, of processors: all, producer, workers, Redis; bytes a file into Redis, out of it, kept there');
  printTable([['', ...columns], ...rows]);
}

async function here(threads) {
  return (await child('local', { threads })).told;
}

async function overRedis(count) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const server = spawn('redis-server', ['--port', `${port}`, '--dir', folder, '--save', ''], { stdio: 'ignore' });
  const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null });
  client.on('error', () => {});
  try {
    await client.ping();
    const workers = await Promise.all(Array.from({ length: count }, () => child('worker', { port }, 'ready')));
    const { told } = await child('producer', { port, threads: count });
    const analyses = await Promise.all(workers.map((worker) => worker.end()));
    const info = await client.info();
    const number = (name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
    const analysis = analyses.reduce((sum, { processor }) => sum + processor, 0);
    const redis = number('used_cpu_user') + number('used_cpu_sys');
    const perFile = (bytes) => bytes / told.files;
    return {
      ...{ files: told.files, seconds: told.seconds, processor: told.processor + analysis + redis },
      ...{ producer: told.processor, analysis, redis },
      ...{ in: perFile(number('total_net_input_bytes')), out: perFile(number('total_net_output_bytes')) },
      kept: perFile(await kept(client)),
    };
  } finally {
    client.disconnect();
    server.kill('SIGKILL');
    await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes of analyses. */
async function kept(client) {
  const keys = await client.keys('*:record:*');
  const lengths = await Promise.all(keys.map((key) => client.strlen(key)));
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** A process with a role: what it told at its end, or once it is ready how to end it. */
async function child(role, { port, threads }, ready) {
  const own = ['--role', role, ...(port ? ['--port', `${port}`] : []), ...(threads ? ['--threads', `${threads}`] : [])];
  const args = [import.meta.filename, ...process.argv.slice(2), ...own];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  const told = async () => JSON.parse((await lines.next()).value);
  if (ready === undefined) {
    const answer = await told();
    await once(running, 'exit');
    return { told: answer };
  }
  if ((await lines.next()).value !== ready) throw new Error(`a ${role} ended`);
  return {
    end: () => {
      running.kill('SIGTERM');
      return told();
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
