// Runs what a harness compares, each cold in a process of its own.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `script` of this folder answers to `request`. `flags` are Node.js's. */
export async function inNode(script, request, flags = []) {
  const program = ['--expose-gc', ...flags, join(import.meta.dirname, script), JSON.stringify(request)];
  const { stdout } = await run(process.execPath, program, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** Of no values undefined. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
