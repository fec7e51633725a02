// What every contender in Node measures about itself, in a process of its own: time, time to the first batch, memory
// above what the idle process holds, and the longest time the event loop was held up.

import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const TIMER_MS = 1;

/**
 * Runs `work(firstBatch)` once, cold, and returns `{ seconds, firstBatchMs, peakRssMB, longestDelayMs }` and what
 * `work` made. `work` calls `firstBatch()` on each batch; only the first call counts.
 */
export async function measure(work) {
  globalThis.gc?.();
  const idleRss = process.memoryUsage.rss();
  const delays = monitorEventLoopDelay({ resolution: TIMER_MS });
  delays.enable();
  await pause(20 * TIMER_MS); // the first delay is counted from the timer's first tick

  let firstBatchMs = null;
  const started = performance.now();
  const made = await work(() => {
    firstBatchMs ??= performance.now() - started;
  });
  const seconds = (performance.now() - started) / 1000;

  const peakRss = peakResidentBytes();
  await pause(20 * TIMER_MS); // a loop that is held up until now reports on its next tick
  delays.disable();
  const longestDelayMs = Math.max(0, delays.max / 1e6 - TIMER_MS);
  return { seconds, firstBatchMs, peakRssMB: (peakRss - idleRss) / 1e6, longestDelayMs, made };
}

/** Bytes. Linux keeps this process's own peak apart; `maxRSS` may hold the parent's from before `exec`. */
function peakResidentBytes() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** The graph's size, as counts, so that contenders can be seen to do comparable work. */
export function countGraph(graph) {
  let calls = 0;
  let nodes = 0;
  for (const file of graph.files.values()) {
    calls += file.calls.length;
    nodes += file.nodes.size;
  }
  return { files: graph.files.size, functions: graph.functions.size, types: graph.types.size, calls, nodes };
}

/** What the harness asked for: the program's one argument, as JSON. */
export function request() {
  return JSON.parse(process.argv[2]);
}

/** Hands the harness its answer. */
export function answer(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
