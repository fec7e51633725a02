/** Large files in little memory, each in a process of its own that tells how much it came to hold. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const runFile = promisify(execFile);
const ENTRY = new URL('../index.mjs', import.meta.url).href;
const MB = 1024 * 1024;
const LIMIT_MB = 512;
/** What V8 gives itself in a container of that size, rounded down. */
const HEAP_MB = 200;

/** Twelve valid files of 0.7 MB: as they are expected to take 78 times that while they are analysed, two are too many. */
async function largeFiles(): Promise<string> {
  const line = (n: number) =>
    `export function name${n}(a: string, b: number): number { return helper(a, b).value(a.length + ${n}, [b, { a }]); }\n`;
  const text = Array.from({ length: 6200 }, (_, n) => line(n)).join('');
  return repositoryOf(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}.ts`, `${text}// ${n}\n`])));
}

describe.runIf(process.platform === 'linux')('large files', () => {
  it('are streamed within the limit, and within a heap that holds only few of them', { timeout: 180_000 }, async () => {
    const root = await largeFiles();
    const program = `
      import { readFileSync } from 'node:fs';
      import { CodeKnowledgeGraph } from ${JSON.stringify(ENTRY)};
      const graph = new CodeKnowledgeGraph({ memoryLimitBytes: ${LIMIT_MB * MB} });
      const files = Array.from({ length: 12 }, (_, n) => 'f' + n + '.ts');
      let functions = 0;
      for await (const { batch } of graph.processFilesInBatches(files, ${JSON.stringify(root)})) {
        for (const file of batch.files) functions += file.analysis.functions.size;
      }
      const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
      const { filesFailed, singleFilePhases } = graph.getStreamingMetrics();
      console.log(JSON.stringify({ functions, filesFailed, singleFilePhases, peak }));`;
    const flags = [`--max-old-space-size=${HEAP_MB}`, '--input-type=module'];
    const { stdout } = await runFile(process.execPath, [...flags, '-e', program]);
    const { peak, ...counts } = JSON.parse(stdout) as { peak: number };
    expect(counts).toEqual({ functions: 12 * 6200, filesFailed: 0, singleFilePhases: 0 });
    expect(peak).toBeLessThan(LIMIT_MB);
  });
});
