// Redis, two workers and a producer on this machine: node examples/distributed/start.mjs [FOLDER]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = resolve(process.argv[2] ?? '.');
const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
probe.close();

const data = await mkdtemp(join(tmpdir(), 'distributed-'));
const env = { ...process.env, REDIS_PORT: `${port}`, REPOSITORIES: folder };
const script = (name, ...words) => {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return spawn(process.execPath, [path, ...words], { env, stdio: 'inherit' });
};

const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', ''];
const redis = spawn('redis-server', words, { stdio: 'ignore' });
redis.on('error', () => {
  console.error('redis-server is not there: on Debian, apt-get install redis-server');
  process.exit(1);
});
const workers = [script('worker.mjs'), script('worker.mjs')];
const [code] = await once(script('producer.mjs', folder), 'exit');
for (const worker of workers) worker.kill('SIGTERM');
await Promise.all(workers.map((worker) => once(worker, 'exit')));
redis.kill();
await once(redis, 'exit');
await rm(data, { recursive: true, force: true });
process.exitCode = code ?? 1;
