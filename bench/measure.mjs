// What every contender in Node measures about itself, in a process of its own: time, time to the first batch, memory
// above what the idle process holds, and the longest time the event loop was held up.

import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const TIMER_MS = 1;
const SAMPLE_MS = 20;

/**
 * Runs `work(firstBatch)` once, cold, and returns `{ seconds, cpuSeconds, firstBatchMs, peakRssMB, longestDelayMs }` and
 * what `work` made. `work` calls `firstBatch()` on each batch; only the first call counts. With `timeline` it also returns
 * what takes looking at while the work is done: `memory`, pairs of milliseconds since the call and megabytes above idle,
 * and `delays`, pairs of milliseconds and the share of the timer's ticks that came later than that.
 */
export async function measure(work, { timeline = request().timeline === true } = {}) {
  globalThis.gc?.();
  const idleRss = process.memoryUsage.rss();
  const delays = monitorEventLoopDelay({ resolution: TIMER_MS });
  delays.enable();
  await pause(20 * TIMER_MS); // the first delay is counted from the timer's first tick

  let firstBatchMs = null;
  const memory = [];
  const started = performance.now();
  const startedCpu = process.cpuUsage();
  const sampling = timeline
    ? setInterval(() => {
        memory.push([Math.round(performance.now() - started), (process.memoryUsage.rss() - idleRss) / 1e6]);
      }, SAMPLE_MS)
    : undefined;
  const made = await work(() => {
    firstBatchMs ??= performance.now() - started;
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(startedCpu);
  clearInterval(sampling);

  const peakRss = peakResidentBytes();
  await pause(20 * TIMER_MS); // a loop that is held up until now reports on its next tick
  delays.disable();
  const longestDelayMs = Math.max(0, delays.max / 1e6 - TIMER_MS);
  const cpuSeconds = (user + system) / 1e6;
  const measured = { seconds, cpuSeconds, firstBatchMs, peakRssMB: (peakRss - idleRss) / 1e6, longestDelayMs, made };
  return timeline ? { ...measured, memory, delays: lateTicks(delays) } : measured;
}

/** Of a histogram of nanoseconds between ticks: by how many milliseconds ticks came late, and the share that came later. */
function lateTicks(histogram) {
  const late = Array.from(histogram.percentiles, ([percentile, value]) => [
    Math.max(0, Number(value) / 1e6 - TIMER_MS),
    1 - percentile / 100,
  ]);
  return late.filter(([, share]) => share > 0);
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
  return process.argv[2]?.startsWith('{') ? JSON.parse(process.argv[2]) : {};
}

/** Hands the harness its answer. */
export function answer(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
