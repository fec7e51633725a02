#!/usr/bin/env node
/** The command `code-knowledge-graph`: hands the process to {@link run}. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraphStreaming } from '../index.js';
import { ExitCode, run } from './run.js';

const interruption = new AbortController();

process.once('SIGINT', () => {
  interruption.abort();
  // A second Ctrl-C means now.
  process.once('SIGINT', () => process.exit(ExitCode.Interrupted));
});
process.once('SIGTERM', () => interruption.abort());

// `… --json | head` closes the pipe early: there is no one left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(ExitCode.Done);
});

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

void run({
  words: process.argv.slice(2),
  folder: process.cwd(),
  version,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  now: () => performance.now(),
  memory: () => process.memoryUsage.rss(),
  peakMemory: () => process.resourceUsage().maxRSS * 1024,
  buildGraph: buildGraphStreaming,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
