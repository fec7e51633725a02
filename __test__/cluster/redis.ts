/** A Redis of a test's own, and processes that use it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { GONE } from '../gone.js';

/** A Redis server in a folder of its own. */
export interface Server {
  port: number;
  client: Redis;
  /** Every key that is there. */
  keys(): Promise<string[]>;
  /** Kills it, and starts it again in the same folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(...more: string[]): Promise<Server> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'ckg-redis-'));
  const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const start = () => {
    const server = spawn('redis-server', [...own, ...more], { stdio: 'ignore' });
    const gone = once(server, 'exit');
    return async () => {
      server.kill('SIGKILL');
      await gone;
    };
  };
  let kill = start();
  const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null });
  client.on('error', () => {});
  await client.ping();
  return {
    port,
    client,
    keys: async () => (await client.keys('*')).sort(),
    restart: async () => {
      await kill();
      kill = start();
      await client.ping();
    },
    stop: async () => {
      client.disconnect();
      await kill();
      await rm(folder, GONE);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A process that tells what happens in it, a line each. */
export interface Told {
  child: ChildProcess;
  lines: string[];
  /** Waits until it has told so for this many times. */
  tells(what: string, times?: number): Promise<void>;
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs a script of this folder with these options. */
export function run(script: string, options: object): Told {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const told = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  told.on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  return {
    child,
    lines,
    tells: (what, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (lines.filter((line) => line.includes(what)).length < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void gone.then(() => reject(new Error(`it ended before it told: ${what}: ${lines.join('\n')}`)));
      }),
    end: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await gone;
    },
  };
}
