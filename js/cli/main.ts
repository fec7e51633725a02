#!/usr/bin/env node
/** The command `code-knowledge-graph`: hands the process to {@link run}. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StreamOptions } from '../../index.js';
import {
  buildGraphStreaming,
  CodeKnowledgeGraph,
  deleteSnapshot,
  getCacheInfo,
  getStreamingMetrics,
  listSnapshots,
  openIndex,
  processFilesInBatches,
  pruneCache,
  pruneSnapshots,
} from '../index.js';
import { ExitCode, run } from './run.js';
import { unwritable } from './target.js';

const interruption = new AbortController();

process.once('SIGINT', () => {
  interruption.abort();
  // A second Ctrl-C means now.
  process.once('SIGINT', () => process.exit(ExitCode.Interrupted));
});
let interrupted: ExitCode = ExitCode.Interrupted;
process.once('SIGTERM', () => {
  interrupted = ExitCode.Terminated;
  interruption.abort();
});

/** Why standard output failed, if it did. */
let failed: NodeJS.ErrnoException | undefined;
process.stdout.on('error', (error) => {
  failed ??= error;
});
// Without standard error there is nobody to tell: the exit code says how it went.
process.stderr.on('error', () => {});

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

// Until the command says otherwise: what ends before it has not done what it should.
process.exitCode = ExitCode.Failed;

void run({
  words: process.argv.slice(2),
  folder: currentFolder(),
  version,
  env: process.env,
  readInput: () => text(process.stdin),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  now: () => performance.now(),
  memory: () => process.memoryUsage.rss(),
  peakMemory: () => process.resourceUsage().maxRSS * 1024,
  buildGraph: buildGraphStreaming,
  analyze,
  metrics: getStreamingMetrics,
  openIndex,
  // Loaded by those alone who ask for it.
  serve: async (open) => {
    const { serve } = await import('../mcp/server.js');
    await serve(open, { version, stdin: process.stdin, stdout: process.stdout, signal: interruption.signal });
  },
  cacheInfo: getCacheInfo,
  pruneCache,
  listSnapshots,
  pruneSnapshots,
  deleteSnapshot,
}).then((exitCode) => {
  // What was printed is written, or has failed, when this is; a stream tells of its failure a moment later.
  process.stdout.write('', () => {
    setImmediate(() => {
      process.exitCode = exitCodeAfter(exitCode);
    });
  });
});

async function analyze(root: string, options: StreamOptions): Promise<void> {
  // Whoever has a logger is told of folders that cannot be searched by that: the index names them.
  const files = await new CodeKnowledgeGraph({ logger: options.logger }).getAllSourceFiles(root);
  for await (const _ of processFilesInBatches(files, root, options));
}

/** `… --json | head` closes the pipe early, and has what it wants. A summary that is lost otherwise is a failure. */
function exitCodeAfter(exitCode: ExitCode): ExitCode {
  if (exitCode === ExitCode.Interrupted) return interrupted;
  if (failed === undefined || failed.code === 'EPIPE' || exitCode !== ExitCode.Done) return exitCode;
  process.stderr.write(`code-knowledge-graph: ${unwritable('-', failed).message}\n`);
  return ExitCode.Failed;
}

function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    // It was deleted: absolute paths lead on.
    return undefined;
  }
}
