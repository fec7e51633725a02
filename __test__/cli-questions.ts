/** The command asked in this process, with what it prints. */
import { deleteSnapshot, listSnapshots, openIndex, pruneSnapshots } from '../index.mjs';
import { type ExitCode, run, type World } from '../js/cli/run.js';

/** A stream that keeps what is written to it. */
export function sink(isTTY = false) {
  let text = '';
  const write = (part: string | Uint8Array, done?: () => void) => {
    text += typeof part === 'string' ? part : Buffer.from(part).toString();
    done?.();
  };
  return { isTTY, columns: 100, write, text: () => text };
}

/** Runs the command in `folder`. */
export async function invokeIn(
  folder: string,
  words: string[],
  changes: Partial<World> = {},
): Promise<{ exitCode: ExitCode; stdout: string; stderr: string }> {
  const [stdout, stderr] = [sink(), sink()];
  const never = () => Promise.reject(new Error('must not be called'));
  const exitCode = await run({
    ...{ words, folder, version: '1.2.3', env: {}, stdout, stderr, signal: new AbortController().signal },
    ...{ now: () => 0, memory: () => 5e6, peakMemory: () => 7e6, metrics: () => ({ cacheHits: 0, cacheMisses: 0 }) },
    ...{
      readInput: async () => '',
      openIndex,
      buildGraph: never,
      analyze: never,
      serve: never,
      cacheInfo: never,
      pruneCache: never,
    },
    ...{ listSnapshots, pruneSnapshots, deleteSnapshot },
    ...changes,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}
