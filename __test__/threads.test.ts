/** A process that may have few more threads than it has, or none: limited as a container's `pids.max` does. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
/** Enough for anything. */
const MANY = 4096;
const PATIENCE_MS = 25_000;

/** The system counts the threads of a user: each process is a user of its own, who has no other. */
let user = 54_321;

/** The limit is one of users, and no limit for root: as root one can be somebody else. */
const CAN_LIMIT =
  process.getuid?.() === 0 && ['setpriv', 'prlimit'].every((tool) => spawnSync(tool, ['-V']).status === 0);

/** Says how many threads it has and waits for a line, twice; after that it calls everything that needs one. */
const PROGRAM = `
  const { readdirSync, readSync } = require('node:fs');
  const [, root, when] = process.argv;
  const load = () => require(${JSON.stringify(PACKAGE)});
  const pause = () => {
    console.log(readdirSync('/proc/self/task').length);
    readSync(0, Buffer.alloc(1));
  };
  async function calls({ CodeKnowledgeGraph }) {
    const graph = new CodeKnowledgeGraph();
    const files = Array.from({ length: 20 }, (_, n) => 'f' + n + '.ts');
    const streamed = async () => {
      let count = 0;
      for await (const { batch } of graph.processFilesInBatches(files, root)) count += batch.files.length;
      return count;
    };
    const outcomes = await Promise.all([
      graph.getAllSourceFiles(root).then((found) => found.length, ({ code }) => code),
      streamed().catch(({ code }) => code),
      graph.buildGraphStreaming(root).then(({ files }) => files.size, ({ code }) => code),
    ]);
    return [...outcomes, graph.getStreamingMetrics().activeStreams].join(' ');
  }
  (async () => {
    const before = when === 'before' ? load() : undefined;
    pause();
    console.log(await calls(before ?? load()));
    pause();
    console.log(await calls(load()));
  })();
`;

/** What the calls came to with so many threads left, and when the limit was gone. */
async function calls(left: number, loaded: 'before' | 'after'): Promise<string[]> {
  const root = await repositoryOf(
    Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}.ts`, `export function f${n}() { f0(); }`])),
  );
  await chmod(root, 0o755);
  const who = [`--reuid=${user++}`, '--clear-groups'];
  const program = [...who, process.execPath, '-e', PROGRAM, root, loaded];
  const child = spawn('setpriv', program, { stdio: ['pipe', 'pipe', 'inherit'], timeout: PATIENCE_MS });
  const limit = (threads: number) => {
    // As the same user: a root without capabilities may not.
    execFileSync('setpriv', [...who, 'prlimit', '--pid', String(child.pid), `--nproc=${threads}:`]);
    child.stdin.write('\n');
  };
  const outcomes: string[] = [];
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes(' ')) outcomes.push(line);
      else limit(outcomes.length === 0 ? Number(line) + left : MANY);
    }
  });
  const [code, signal] = await once(child, 'close');
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  return outcomes;
}

describe.runIf(CAN_LIMIT)('with few threads left', () => {
  it.each([1, 2, 3, 4, 6])('%i are enough for everything', { timeout: PATIENCE_MS }, async (left) => {
    expect(await calls(left, 'before')).toEqual(['20 20 20 0', '20 20 20 0']);
    expect(await calls(left, 'after')).toEqual(['20 20 20 0', '20 20 20 0']);
  });

  it.each(['before', 'after'] as const)(
    'none is an error with a code, and nothing once there are threads again (loaded %s)',
    { timeout: PATIENCE_MS },
    async (loaded) => {
      const none = 'ERR_NO_THREADS ERR_NO_THREADS ERR_NO_THREADS 0';
      expect(await calls(0, loaded)).toEqual([none, '20 20 20 0']);
    },
  );
});
