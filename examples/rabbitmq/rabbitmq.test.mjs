// What docs/instances.md shows of RabbitMQ, on a real one: `npm install && npm test`, with Debian's `rabbitmq-server` installed. The server has a folder
// and ports of its own, and ends with the tests.

import { deepStrictEqual, strictEqual } from 'node:assert';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildGraphStreaming, graphToJSONText } from '../../index.mjs';

const HERE = import.meta.dirname;
const BUILT = join(HERE, 'node_modules', '.built');
const FIXTURES = join(HERE, '../../__test__/fixtures/compat');
/** Without the wrapper that becomes another user. */
const SERVER = process.env.RABBITMQ_SERVER ?? '/usr/lib/rabbitmq/bin/rabbitmq-server';

const run = promisify(execFile);
let folder;
let server;
let uri;
/** Where the daemon listens that knows Erlang's nodes by their names. */
let names;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rabbitmq-'));
  await Promise.all([compile(), start()]);
});

after(async () => {
  if (server !== undefined) {
    server.kill('SIGTERM');
    await once(server, 'exit');
    await run('epmd', ['-port', `${names}`, '-kill']);
  }
  await rm(folder, { recursive: true, force: true });
});

/** The documentation's module with places of the test's, and the application around it. */
async function compile() {
  const docs = await readFile(join(HERE, '../../docs/instances.md'), 'utf8');
  const [, shown] = /^## RabbitMQ$.*?^```typescript\n(.*?)^```/ms.exec(docs);
  const placed = shown
    .replace("'/var/cache/code-knowledge-graph'", "process.env.STORE ?? ''")
    .replace("'/srv/repositories/shop'", "process.env.ROOT ?? ''");
  await mkdir(BUILT, { recursive: true });
  await writeFile(join(BUILT, 'graphs.ts'), placed);
  await cp(join(HERE, 'application.ts'), join(BUILT, 'application.ts'));
  const compilerOptions = {
    ...{ target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true, types: ['node'] },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true },
  };
  await writeFile(join(BUILT, 'package.json'), '{ "type": "module" }');
  await writeFile(join(BUILT, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const compiler = join(HERE, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [compiler, '-p', BUILT]).catch(({ stdout }) => {
    throw new Error(stdout);
  });
}

async function start() {
  const [port, between] = await Promise.all([freePort(), freePort()]);
  names = await freePort();
  await writeFile(join(folder, 'plugins'), '[].');
  const env = {
    ...{
      PATH: process.env.PATH,
      HOME: folder,
      RABBITMQ_NODENAME: 'test@localhost',
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    },
    ...{ RABBITMQ_NODE_PORT: `${port}`, RABBITMQ_DIST_PORT: `${between}`, ERL_EPMD_PORT: `${names}` },
    ...{ RABBITMQ_MNESIA_BASE: join(folder, 'data'), RABBITMQ_LOG_BASE: join(folder, 'logs') },
    ...{ RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'), RABBITMQ_CONFIG_FILE: join(folder, 'none') },
  };
  server = spawn(SERVER, [], { env, stdio: 'ignore' });
  await once(server, 'spawn');
  uri = `amqp://guest:guest@127.0.0.1:${port}`;
  while (server.exitCode === null && !(await answers(port))) await sleep(100);
  strictEqual(server.exitCode, null, 'RabbitMQ ended');
}

async function freePort() {
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address();
  listening.close();
  await once(listening, 'close');
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const ended = (is) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => ended(true)).once('error', () => ended(false));
  });
}

/** A worker that is ready. */
async function worker(env) {
  const child = spawn(process.execPath, [join(BUILT, 'application.js'), 'worker', uri], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function produced(env) {
  const args = [join(BUILT, 'application.js'), 'producer', uri];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env }, maxBuffer: 2 ** 30 });
  return stdout;
}

async function alone() {
  return [...graphToJSONText(await buildGraphStreaming(FIXTURES))].join('');
}

test('two workers make the graph of one process, and one that dies costs nothing', async () => {
  const env = { ROOT: FIXTURES, STORE: join(folder, 'one') };
  const workers = await Promise.all([worker(env), worker(env)]);
  const graph = produced(env);
  workers[0].kill('SIGKILL');
  deepStrictEqual(await graph, await alone());
  workers[1].kill('SIGKILL');
});

test('a file that changed is what the graph fails with', async () => {
  const copy = join(folder, 'copy');
  await cp(FIXTURES, copy, { recursive: true });
  const planned = { ROOT: FIXTURES, STORE: join(folder, 'two') };
  const graph = produced(planned);
  await rm(join(copy, 'go'), { recursive: true });
  const one = await worker({ ...planned, ROOT: copy });
  strictEqual((await graph).split('/')[0], 'ERR_FILE_CHANGED go');
  one.kill('SIGKILL');
});
