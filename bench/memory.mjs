// Whether memory stays flat however many files a stream has: streams generated files, drops each batch, and prints the
// peak resident memory above that of the idle process.
//
//   node bench/memory.mjs [files = 10000]

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES_A_FOLDER = 500;
const METHODS_A_FILE = 12;

const count = Number(process.argv[2] ?? 10_000);

/** About 5 KB of TypeScript, like a service class, different in each file. */
function sourceOf(index) {
  const methods = Array.from(
    { length: METHODS_A_FILE },
    (_, number) => `
  /** Finds and prepares number ${number}. */
  async method${number}(id: string, options: Map<string, Options${index}> = new Map()): Promise<Entry${index}[]> {
    const found = await this.repository.find(id, { limit: ${index + number}, deep: options.has('deep') });
    if (found.length === 0) throw new Error(\`nothing for \${id}\`);
    return found.map((entry) => this.prepare(entry, ${number})).filter((entry) => entry.name !== 'none');
  }
`,
  );
  return `import { Repository } from './f${Math.max(0, index - 1)}';
export interface Options${index} { deep: boolean; limit?: number }
export interface Entry${index} { id: string; name: string; at: Date }
export class Service${index} {
  constructor(private readonly repository: Repository<Entry${index}>) {}
  private prepare(entry: Entry${index}, rank: number) { return { ...entry, name: entry.name.trim(), rank }; }
${methods.join('')}}
`;
}

async function generate(root) {
  const files = [];
  for (let index = 0; index < count; index++) {
    const folder = join(root, `d${Math.floor(index / FILES_A_FOLDER)}`);
    if (index % FILES_A_FOLDER === 0) await mkdir(folder);
    files.push(join(folder, `f${index}.ts`));
    await writeFile(files[index], sourceOf(index));
  }
  return files;
}

const root = await mkdtemp(join(tmpdir(), 'code-knowledge-graph-memory-'));
try {
  const list = join(root, 'list');
  await writeFile(list, (await generate(root)).join('\n'));
  // In a process of its own, which has not seen the sources.
  const ours = fileURLToPath(new URL('ours.mjs', import.meta.url));
  const request = JSON.stringify({ entry: new URL('../index.mjs', import.meta.url).href, mode: 'stream', root, list });
  const { peakRssMB, longestDelayMs, counts, failures } = JSON.parse(execFileSync(process.execPath, [ours, request]));
  console.log(`${counts.files} files, ${failures} failures`);
  console.log(`peak resident memory above idle: ${(peakRssMB / 1.048576).toFixed(0)} MiB`);
  console.log(`longest event-loop delay: ${longestDelayMs.toFixed(1)} ms`);
} finally {
  await rm(root, { recursive: true });
}
