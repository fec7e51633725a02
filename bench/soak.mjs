// A long stream in little memory: many generated files, a consumer that drops each batch, a limit from outside.
//
// node bench/soak.mjs [files] [limit in MB]
//
// Copies the sources of a corpus (bench/corpora, else this package's own) into a temporary folder, each with changes,
// then streams them in a process of its own. `systemd-run` limits that process as a container would, where it may;
// else the package is told the limit by `memoryLimitBytes`. Prints JSON.

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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
    const limitedBySystem = canLimit();
    const program = [
      process.execPath,
      '--expose-gc',
      SELF,
      '--stream',
      folder,
      String(limitedBySystem ? 0 : limitBytes),
    ];
    const limiter = ['systemd-run', '--scope', '--quiet', '-p', `MemoryMax=${limitBytes}`, '-p', 'MemorySwapMax=0'];
    const [command, ...args] = limitedBySystem ? [...limiter, ...program] : program;
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: MB });
    const limit = { limitMB: limitBytes / MB, limitedBy: limitedBySystem ? 'systemd-run' : 'memoryLimitBytes' };
    console.log(
      JSON.stringify({ files: count, sourceMB: rounded(bytes / 1e6), ...limit, ...JSON.parse(stdout) }, null, 2),
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

/** Whether this system lets us run a process in a scope of limited memory. */
function canLimit() {
  if (spawnSync('systemd-run', ['--version']).status !== 0) return false;
  try {
    execFileSync('systemd-run', ['--scope', '--quiet', 'true'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}
