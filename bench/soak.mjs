// A long stream in little memory: many generated files, a consumer that drops each batch, a limit from outside.
//
// node bench/soak.mjs [files] [limit in MB]
//
// Copies the sources of a corpus (bench/corpora, else this package's own) into a temporary folder, each with changes,
// then streams them in a process of its own. A control group limits that process as a container would: one that
// `systemd-run` makes, or one made here (version 1 or 2), where either may. Else the package is told the limit by
// `memoryLimitBytes`. Prints JSON.

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CodeKnowledgeGraph } from '../index.mjs';
import { writeCopies } from './copies.mjs';
import { measure } from './measure.mjs';

const SELF = fileURLToPath(import.meta.url);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const CORPUS = fileURLToPath(new URL('./corpora/rxjs-7.8.1', import.meta.url));
const MB = 1024 * 1024;

const [first, second, third] = process.argv.slice(2);
if (first === '--stream') await stream(second, Number(third));
else await soak(Number(first ?? 50_000), Number(second ?? 512) * MB);

/** Generates, measures in another process, tidies up. */
async function soak(count, limitBytes) {
  const folder = await mkdtemp(join(tmpdir(), 'ckg-soak-'));
  try {
    const root = existsSync(CORPUS) ? CORPUS : join(PACKAGE, 'js');
    const files = await new CodeKnowledgeGraph().getAllSourceFiles(root);
    const { bytes } = await writeCopies(folder, count, { root, files });
    const limit = limiters(limitBytes).find(({ works }) => works());
    const told = limit === undefined ? limitBytes : 0;
    const program = [process.execPath, '--expose-gc', SELF, '--stream', folder, String(told)];
    const [command, ...args] = [...(limit?.command ?? []), ...program];
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: MB });
    limit?.end();
    const limits = { limitMB: limitBytes / MB, limitedBy: limit?.name ?? 'memoryLimitBytes' };
    console.log(
      JSON.stringify({ files: count, sourceMB: rounded(bytes / 1e6), ...limits, ...JSON.parse(stdout) }, null, 2),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Streams `folder` and prints what it took. */
async function stream(folder, limitBytes) {
  const instance = new CodeKnowledgeGraph(limitBytes > 0 ? { memoryLimitBytes: limitBytes } : {});
  const files = await instance.getAllSourceFiles(folder);
  await pause(100);
  const { made, ...measured } = await measure(async (firstBatch) => {
    let functions = 0;
    for await (const { batch } of instance.processFilesInBatches(files, folder)) {
      firstBatch();
      for (const file of batch.files) functions += file.analysis.functions.size;
    }
    return functions;
  });
  const { filesProcessed, filesFailed, memoryPauses, memoryPausedMs, memoryUsage } = instance.getStreamingMetrics();
  const filesPerSecond = rounded(filesProcessed / measured.seconds);
  const metrics = { filesProcessed, filesFailed, memoryPauses, memoryPausedMs: rounded(memoryPausedMs), memoryUsage };
  const { seconds, firstBatchMs, peakRssMB, longestDelayMs } = measured;
  const times = {
    seconds: rounded(seconds),
    firstBatchMs: rounded(firstBatchMs),
    longestDelayMs: rounded(longestDelayMs),
  };
  const memory = { peakAboveIdleMB: rounded(peakRssMB), memoryUsage: rounded(memoryUsage) };
  console.log(JSON.stringify({ ...metrics, ...times, ...memory, filesPerSecond, functions: made }));
}

/** Ways to run a command in limited memory, the best first. */
function limiters(limitBytes) {
  const scope = ['systemd-run', '--scope', '--quiet'];
  return [
    {
      name: 'systemd-run',
      works: () => spawnSync(scope[0], [...scope.slice(1), 'true'], { timeout: 5000 }).status === 0,
      command: [...scope, '-p', `MemoryMax=${limitBytes}`, '-p', 'MemorySwapMax=0'],
      end: () => {},
    },
    group('control group, version 2', '/sys/fs/cgroup', 'memory.max', limitBytes),
    group('control group, version 1', '/sys/fs/cgroup/memory', 'memory.limit_in_bytes', limitBytes),
  ];
}

/** A control group below `parent`, which a shell enters before it becomes the command. */
function group(name, parent, setting, limitBytes) {
  const folder = join(parent, `ckg-soak-${process.pid}`);
  const works = () => {
    if (!existsSync(join(parent, 'cgroup.procs'))) return false;
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, setting), String(limitBytes));
      return true;
    } catch {
      if (existsSync(folder)) rmdirSync(folder);
      return false;
    }
  };
  const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
  return { name, works, command: ['sh', '-c', enter, folder], end: () => rmdirSync(folder) };
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}
