// What a text may make the parser do: it fails alone, whatever memory, stack or addresses it would take.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const ENTRY = new URL('../index.mjs', import.meta.url).href;

const run = promisify(execFile);

interface Outcome {
  /** A code a failed file, the name of each other. */
  files: string[];
  /** The highest resident memory, in bytes. */
  peak: number;
}

/** What becomes of a file of this content, and of another after it, in a process of its own. */
async function outcomeOf(name: string, content: string, limits = '', options = {}): Promise<Outcome> {
  const root = await repositoryOf({ [name]: content, 'other.ts': 'export const other = () => other();\n' });
  const program = `
    const { processFilesInBatches } = await import(${JSON.stringify(ENTRY)});
    const files = [];
    const options = { batchSize: 1, ...${JSON.stringify(options)} };
    for await (const { batch } of processFilesInBatches(${JSON.stringify([name, 'other.ts'])}, ${JSON.stringify(root)}, options)) {
      files.push(...batch.failures.map(({ code }) => code), ...batch.files.map(({ filePath }) => filePath));
    }
    console.log(JSON.stringify({ files, peak: process.resourceUsage().maxRSS * 1024 }));`;
  const node = [process.execPath, '--input-type=module', '--eval', program];
  const { stdout } = await run('sh', ['-c', `${limits} exec "$@"`, 'sh', ...node], { timeout: 100_000 });
  return JSON.parse(stdout) as Outcome;
}

const TOO_DEEP = `class A{int x=${'(a)-'.repeat(30_000)}a;}`;
const TOO_LARGE = `class A{void f(){${'a<'.repeat(16_000)}`;

describe.skipIf(process.platform === 'win32')('a file', () => {
  it.each<[what: string, name: string, content: string]>([
    ['merges deep stacks', 'A.java', TOO_DEEP],
    ['merges deep stacks', 'a.cs', TOO_DEEP],
    ['is ambiguous again and again', 'A.java', TOO_LARGE],
    ['is ambiguous again and again', 'a.cs', TOO_LARGE],
    ['is ambiguous outside of a body', 'A.java', 'a<b'.repeat(8000)],
    ['is not closed again and again', 'a.ts', 'is `${]^'.repeat(16_000)],
  ])('that %s (%s) fails alone and takes little memory', async (_, name, content) => {
    const { files, peak } = await outcomeOf(name, content);
    expect(files).toEqual(['ERR_PARSE_MEMORY', 'other.ts']);
    expect(peak).toBeLessThan(300e6);
  });
});

describe.runIf(process.platform === 'linux')('where addresses are few', () => {
  // Node.js itself takes 0.7 to 1.3 GB of them.
  it.each([2, 4, 8])('a file fails alone: %i GB', async (gigabytes) => {
    const limits = `ulimit -v ${gigabytes * 1e6};`;
    const { files } = await outcomeOf('A.java', TOO_LARGE, limits, { concurrency: 4 });
    expect(files).toEqual(['ERR_PARSE_MEMORY', 'other.ts']);
  });
});
