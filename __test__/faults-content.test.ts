// What a file may hold: the strangest text is analysed by the same laws as any, and disturbs no other file.
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type AnalyzedFile, type BatchProgress, buildGraphStreaming, processFilesInBatches } from '../index.mjs';
import { breaksOfFile, sourceOf } from './laws.js';
import { collected, repositoryOf } from './repository.js';

const DEPTH = 50_000;
const MINIFIED = 'var n=function(t,e){return r(t)+o.p(e,"x")?{a:t[1],b:/y/g}:[`e`,...t]};'.repeat(58_000);

const OTHER = { 'other.ts': 'export const other = () => other();\n' };

/** The analysis of a file of this content, by the laws, next to another that must be complete. */
async function analyzed(content: string | Uint8Array, name = 'odd.ts'): Promise<AnalyzedFile> {
  const root = await repositoryOf(OTHER);
  await writeFile(`${root}/${name}`, content);
  const [only] = (await collected(processFilesInBatches([name, 'other.ts'], root, { batchSize: 2 }))) as [
    BatchProgress,
  ];
  expect(only.batch.failures).toEqual([]);
  const [odd, other] = only.batch.files as [AnalyzedFile, AnalyzedFile];
  expect(Array.from(other.analysis.functions.keys())).toEqual([`${root}/other.ts::other`]);
  const { fileAnalysis, functions, types } = odd.analysis;
  expect(breaksOfFile(`${root}/${name}`, await sourceOf(`${root}/${name}`), fileAnalysis, functions, types)).toEqual(
    [],
  );
  const graph = await buildGraphStreaming(root);
  expect(graph.failures).toEqual([]);
  expect(graph.files.size).toBe(2);
  return odd;
}

/** Names of its functions, without those that repeat. */
function names(file: AnalyzedFile): string[] {
  return Array.from(new Set(Array.from(file.analysis.functions.values(), ({ name }) => name)));
}

describe('a file', () => {
  it('may be empty', async () => {
    const { analysis } = await analyzed('');
    expect(analysis.fileAnalysis).toMatchObject({ defines: [], calls: [], imports: [], hasSyntaxErrors: false });
    expect(analysis.functions.size + analysis.types.size + analysis.fileAnalysis.nodes.size).toBe(0);
  });

  it.each(['\n', ' ', '\uFEFF', '\r\n\r\n', '// only a comment', '#!/usr/bin/env node'])('may be %j', async (text) => {
    expect((await analyzed(text)).analysis.functions.size).toBe(0);
  });

  it('may be one line of 4 MB', async () => {
    const file = await analyzed(MINIFIED, 'minified.js');
    expect(MINIFIED.length).toBeGreaterThan(4e6);
    expect(file.analysis.functions.size).toBe(58_000);
    expect(file.analysis.fileAnalysis).toMatchObject({ hasSyntaxErrors: false });
    expect(file.analysis.fileAnalysis.calls).toHaveLength(116_000);
  });

  it.each<[what: string, open: string, close: string]>([
    ['square brackets', '[', ']'],
    ['parentheses', '(', ')'],
    ['calls', 'f(', ')'],
    ['functions', '() => (', ')'],
    ['objects', '({ a: ', '})'],
  ])('may nest %s 50,000 times', async (_, open, close) => {
    const nested = `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;
    const file = await analyzed(`const deep = ${nested};\nexport const after = () => 1;\n`);
    expect(names(file)).toContain('after');
  });

  it('may open 50,000 brackets and close none', async () => {
    expect((await analyzed('['.repeat(DEPTH))).analysis.fileAnalysis.hasSyntaxErrors).toBe(true);
  });

  it('may be no UTF-8', async () => {
    const broken = Buffer.from([0x27, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5, 0x27]);
    const content = Buffer.concat([
      Buffer.from('export const é = () => '),
      broken,
      Buffer.from(';\nconst b = () => é();\n'),
    ]);
    const file = await analyzed(content);
    expect(names(file)).toEqual(['é', 'b']);
    expect(file.analysis.fileAnalysis.calls).toMatchObject([{ function: 'é', resolution: 'local' }]);
  });

  it('may hold a NUL behind its first 8 KiB', async () => {
    const file = await analyzed(`//${' '.repeat(8192)}\nexport const a = () => '\0';\nexport const b = () => 2;\n`);
    expect(names(file)).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('may begin with a byte-order mark, which counts as one unit', async () => {
    const file = await analyzed('\uFEFFexport const a = () => 1;\n');
    const [a] = Array.from(file.analysis.functions.values());
    expect(a?.position.startPosition.row).toBe(0);
    expect(a?.position.startIndex).toBeGreaterThan(1);
  });

  it('may use every line end', async () => {
    const file = await analyzed('const a = () => {\r\n};\rconst b = () => {\n\u2028};\r\r\nconst c = () => {};');
    expect(names(file)).toEqual(['a', 'b', 'c']);
  });

  it('may repeat one name as often as it likes', async () => {
    const file = await analyzed('function same() { same(); }\n'.repeat(5000));
    expect(file.analysis.functions.size).toBe(5000);
    expect(Array.from(file.analysis.functions.keys()).at(-1)).toMatch(/::same#5000$/);
  });

  it('may be what is left of a merge', async () => {
    const file = await analyzed(
      'export const a = () => 1;\n<<<<<<< HEAD\nexport const b = () => 2;\n=======\nexport const c = () => 3;\n>>>>>>> x\nexport const d = () => 4;\n',
    );
    expect(file.analysis.fileAnalysis.hasSyntaxErrors).toBe(true);
    expect(names(file)).toContain('a');
  });
});
