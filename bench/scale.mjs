// Whether twice the files take twice the time: streams and builds the graph of 1,000, 10,000 and 100,000 files, each
// cold in a process of its own, and prints files/s and what share of those at the first size they are.
//
//   node bench/scale.mjs [--corpus rxjs] [--files 1000 …] [--repetitions 3] [--heap 16000]

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inNode } from './contender.mjs';
import { writeCopies } from './copies.mjs';
import { fetchCorpus, selectCorpora } from './corpora.mjs';
import { printTable } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'rxjs' },
    files: { type: 'string', multiple: true, default: ['1000', '10000', '100000'] },
    repetitions: { type: 'string', default: '3' },
    /** MB that JavaScript may use: a graph of 100,000 files is larger than Node.js allows by itself. */
    heap: { type: 'string', default: '16000' },
  },
});

const [corpus] = selectCorpora([options.corpus]);
const source = await fetchCorpus(corpus);
const sizes = options.files.map(Number);
const rows = [['files', 'MB', 'stream, files/s', '% of first', 'graph, files/s', '% of first', 'first batch ms']];
let first;
for (const size of sizes) {
  const measured = await measureSize(size);
  first ??= measured;
  const { megabytes, stream, graph, firstBatchMs } = measured;
  const share = (now, then) => Math.round((100 * now) / then);
  rows.push([
    ...[size, megabytes.toFixed(1), Math.round(stream), share(stream, first.stream)],
    ...[Math.round(graph), share(graph, first.graph), firstBatchMs.toFixed(0)],
  ]);
}
printTable(rows.map((row) => row.map(String)));

/** Generates this many files, measures and tidies up. */
async function measureSize(count) {
  const root = await mkdtemp(join(tmpdir(), 'code-knowledge-graph-scale-'));
  try {
    const { paths, bytes } = await writeCopies(join(root, 'repository'), count, source);
    const list = join(root, 'list');
    // As the package lists them.
    await writeFile(list, paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('\n'));
    const entry = new URL('../index.mjs', import.meta.url).href;
    const heap = `--max-old-space-size=${options.heap}`;
    const run = (mode) => inNode('ours.mjs', { entry, mode, root, list }, [heap]);
    const times = { stream: [], graph: [], firstBatchMs: [] };
    for (let turn = 0; turn < Number(options.repetitions); turn++) {
      for (const mode of ['stream', 'graph']) {
        const { seconds, firstBatchMs, counts, failures } = await run(mode);
        if (counts.files !== count || failures > 0) throw new Error(`${mode} of ${count} files found ${counts.files}`);
        times[mode].push(count / seconds);
        if (mode === 'stream') times.firstBatchMs.push(firstBatchMs);
      }
    }
    const { stream, graph, firstBatchMs } = times;
    return {
      megabytes: bytes / 1e6,
      stream: best(stream),
      graph: best(graph),
      firstBatchMs: Math.min(...firstBatchMs),
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What the machine can do when nothing else asks for it: what is compared is the shape, not the machine's mood. */
function best(samples) {
  return Math.max(...samples);
}
