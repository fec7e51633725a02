/** Texts that are in no file: as a stream of the same files, whatever is on the disk. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AnalyzedSources,
  type AnalyzeSourcesOptions,
  analyzeSources,
  CodeKnowledgeGraph,
  processFilesInBatches,
  type SourceText,
} from '../index.mjs';
import { addFiles, repositoryOf } from './repository.js';

const TEXTS = {
  'src/a.ts': "import { b } from './b';\nexport class A extends B { m() { return b(this.n()); } n() { return 1; } }\n",
  'src/card.tsx': 'export const Card = <T,>({ of }: { of: T }) => <h1 id="ä">{render(of)}</h1>;\n',
  'lib/a.py': 'import os\n\ndef total(prices):\n    return sum(prices)\n',
  'lib/Main.java': 'class Main { void run() { this.go(); } void go() {} }\n',
  'lib/main.go': 'package main\n\nfunc main() { help() }\nfunc help() {}\n',
  'lib/a.rs': 'struct A; impl A { fn a(&self) { self.b() } fn b(&self) {} }\n',
  'lib/a.rb': 'class A\n  def a\n    b\n  end\n  def b; end\nend\n',
  'lib/a.php': '<?php class A { function a() { $this->b(); } function b() {} }\n',
  'lib/A.cs': 'class A { void B() { C(); } void C() {} }\n',
  'src/broken.js': 'function f( { return "😀" +; }\n',
  'src/Page.vue': '<template><p/></template>\n<script setup lang="ts">\nconst load = () => fetch("/");\n</script>\n',
};

const sourcesOf = (texts: Record<string, string>): SourceText[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

const withoutErrors = ({ files }: AnalyzedSources) =>
  files.map(({ filePath, normalizedPath, analysis }) => ({ filePath, normalizedPath, analysis }));

async function streamed(root: string, paths: string[]) {
  const files = [];
  for await (const { batch } of processFilesInBatches(paths, root)) files.push(...batch.files);
  return files;
}

async function outcome(text: string, path = 'a.ts', options: AnalyzeSourcesOptions = {}) {
  const { files, failures } = await analyzeSources([{ path, text }], options);
  return files[0] ?? failures[0];
}

describe('a text that is in no file', () => {
  it('has the analysis that a stream gives a file with it, in every language', async () => {
    const root = await repositoryOf({ ...TEXTS, 'src/b.ts': 'export function b(n: number) {}\n' });
    const empty = await repositoryOf({ 'src/b.ts': 'export function b(n: number) {}\n' });
    const analyzed = await analyzeSources(sourcesOf(TEXTS), { rootDir: root });
    expect(withoutErrors(analyzed)).toEqual(await streamed(root, Object.keys(TEXTS)));
    expect([analyzed.failures, analyzed.errors]).toEqual([[], []]);
    // Nothing of it is read: neither is there a file, nor is another one taken for it.
    const elsewhere = await analyzeSources(sourcesOf(TEXTS), { rootDir: empty });
    await addFiles(empty, TEXTS);
    expect(withoutErrors(elsewhere)).toEqual(await streamed(empty, Object.keys(TEXTS)));
    await addFiles(empty, { 'src/a.ts': 'another();\n' });
    const again = await analyzeSources(sourcesOf(TEXTS), { rootDir: empty });
    expect(again).toEqual(elsewhere);
  });

  it('imports what is below the root that is given, and else what is written', async () => {
    const root = await repositoryOf({ 'src/b.ts': 'export function b() {}\n' });
    const source = { path: join(root, 'src/a.ts'), text: TEXTS['src/a.ts'] };
    const importsOf = ({ files }: AnalyzedSources) => files.map(({ analysis }) => analysis.fileAnalysis.imports);
    expect(importsOf(await analyzeSources([source], { rootDir: root }))).toEqual([[join(root, 'src/b.ts')]]);
    expect(importsOf(await analyzeSources([source]))).toEqual([['./b']]);
    expect(importsOf(await analyzeSources([source], null as never))).toEqual([['./b']]);
  });

  it('without a root has a path below the working directory', async () => {
    const [relative, absolute] = [await outcome('f();', 'x/a.ts'), await outcome('f();', '/no/such/folder/a.ts')];
    expect(relative).toMatchObject({ filePath: 'x/a.ts', normalizedPath: join(process.cwd(), 'x/a.ts') });
    if (process.platform !== 'win32') expect(absolute).toMatchObject({ normalizedPath: '/no/such/folder/a.ts' });
  });

  it('may come twice under one path', async () => {
    const sources = ['const a = () => 1;', 'const b = ;', 'const c = () => 2;'].map((text) => ({ path: 'a.ts', text }));
    const { files } = await analyzeSources(sources, { concurrency: 1 });
    expect(files.map(({ analysis }) => [...analysis.functions.values()].map(({ name }) => name))).toEqual([
      ['a'],
      [],
      ['c'],
    ]);
    expect(files.map(({ syntaxErrors }) => syntaxErrors.length)).toEqual([0, 1, 0]);
  });

  it('stays in order among thousands, with failures among them', async () => {
    const sources = Array.from({ length: 3000 }, (_, at) => ({
      path: at % 7 === 3 ? `f${at}.txt` : `f${at}.ts`,
      text: at % 5 === 0 ? `let f${at} = ;\n` : `function f${at}() {}\n`,
    }));
    const { files, failures } = await analyzeSources(sources);
    const paths = sources.map(({ path }) => path);
    expect(files.map(({ filePath }) => filePath)).toEqual(paths.filter((path) => path.endsWith('.ts')));
    expect(failures.map(({ filePath }) => filePath)).toEqual(paths.filter((path) => path.endsWith('.txt')));
    for (const { filePath, analysis, syntaxErrors } of files) {
      const isBroken = Number(/\d+/.exec(filePath)) % 5 === 0;
      expect([analysis.fileAnalysis.hasSyntaxErrors, syntaxErrors.length]).toEqual(isBroken ? [true, 1] : [false, 0]);
    }
  });
});

describe('syntax errors', () => {
  it('have a kind, a text and a position in UTF-16 units', async () => {
    const text = 'const smile = "😀"; const a = (1 + ;\nlet ok = 1;\nclass {\n';
    const file = await outcome(text);
    expect(file).toMatchObject({ analysis: { fileAnalysis: { hasSyntaxErrors: true } } });
    const { syntaxErrors } = file as AnalyzedSources['files'][number];
    expect(syntaxErrors.length).toBeGreaterThan(0);
    for (const { kind, text: part, position } of syntaxErrors) {
      const { startIndex, endIndex, startPosition } = position;
      const before = text.slice(0, startIndex).split('\n');
      expect(startPosition).toEqual({ row: before.length - 1, column: before.at(-1)?.length });
      if (kind === 'unexpected') expect(text.slice(startIndex, endIndex).startsWith(part)).toBe(true);
      else expect(endIndex).toBe(startIndex);
    }
  });

  it('say what is missing', async () => {
    expect(await outcome('function f() {\n  return 1;\n')).toMatchObject({
      syntaxErrors: [{ kind: 'missing', text: '}', position: { startIndex: 26, endIndex: 26 } }],
    });
  });

  it('say what is unexpected', async () => {
    expect(await outcome('let a = 1;\nlet b = 2 2;\n')).toMatchObject({
      syntaxErrors: [{ kind: 'unexpected', text: '2', position: { startPosition: { row: 1, column: 10 } } }],
    });
  });

  it('are as many as can be looked at', async () => {
    const file = await outcome('let a = 2 2;\n'.repeat(5000));
    expect((file as AnalyzedSources['files'][number]).syntaxErrors).toHaveLength(20);
  });

  it('are none in valid components', async () => {
    const text =
      'type P<T> = { render: (of: T) => React.ReactNode } & Omit<Props, "a">;\nexport function Page<T extends object>({ render, ...rest }: P<T>) {\n  const [n, set] = useState<number | null>(null);\n  return <><Row<T> {...rest} key={n} on={() => set((n) => (n ?? 0) + 1)}>{n! > 1 ? <b>&lt; ä</b> : null}</Row></>;\n}\n';
    expect(await outcome(text, 'page.tsx')).toMatchObject({
      syntaxErrors: [],
      analysis: { fileAnalysis: { hasSyntaxErrors: false } },
    });
  });
});

describe('a text that cannot be analysed', () => {
  it.each([
    ['of no supported language', 'a.txt', 'x', {}, 'ERR_UNSUPPORTED_LANGUAGE'],
    ['without an ending', 'a', 'x', {}, 'ERR_UNSUPPORTED_LANGUAGE'],
    ['without a path', '', 'x', {}, 'ERR_UNSUPPORTED_LANGUAGE'],
    ['that is too large', 'a.ts', '//'.repeat(51), { maxFileSize: 101 }, 'ERR_FILE_TOO_LARGE'],
    ['that is too large in UTF-8', 'a.ts', `//${'ä'.repeat(50)}`, { maxFileSize: 101 }, 'ERR_FILE_TOO_LARGE'],
    ['that is binary', 'a.ts', 'a\0b', {}, 'ERR_BINARY_FILE'],
    ['that takes too long', 'a.ts', 'f(g, [1, 2, {}]);\n'.repeat(200_000), { fileTimeoutMs: 1 }, 'ERR_PARSE_TIMEOUT'],
  ])('because it is one %s is a failure', async (_, path, text, options, code) => {
    const { files, failures, errors } = await analyzeSources([{ path, text }], options);
    expect([files, failures.map((failure) => failure.code)]).toEqual([[], [code]]);
    expect(errors).toEqual([`Error analyzing file ${path}: ${failures[0]?.message}`]);
  });

  it('and is exactly as large as allowed, is none', async () => {
    expect(await outcome('//'.repeat(50), 'a.ts', { maxFileSize: 100 })).toMatchObject({ syntaxErrors: [] });
  });

  it('costs the others nothing', async () => {
    const deep = `${'('.repeat(100_000)}${')'.repeat(100_000)}`;
    const sources = [deep, 'function f() {}', '\ud800 let a = "\udfff";'].map((text) => ({ path: 'a.ts', text }));
    const { files, failures } = await analyzeSources(sources);
    expect(files.length + failures.length).toBe(3);
    expect(files.some(({ analysis }) => analysis.functions.size === 1)).toBe(true);
  });
});

describe('a call', () => {
  it.each([
    [undefined, 'sources must be an array'],
    [{}, 'sources must be an array'],
    [['a'], 'sources[0] must be an object'],
    [[{ path: 'a.ts', text: '' }, null], 'sources[1] must be an object'],
    [[{ text: '' }], 'sources[0].path must be a string'],
    [[{ path: 'a.ts', text: Buffer.from('') }], 'sources[0].text must be a string'],
  ])('with %j names what is wrong', async (sources, message) => {
    const call = analyzeSources(sources as never);
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(message);
  });

  it.each([
    [{ rootDir: 1 }, { message: 'options.rootDir must be a string, not number 1' }],
    [{ rootDir: ' ' }, { code: 'ERR_ROOT_DIR_EMPTY' }],
    [{ rootDir: '/no/such/folder' }, { code: 'ERR_ROOT_DIR_NOT_FOUND' }],
    [{ concurrency: 0 }, { code: 'ERR_OUT_OF_RANGE' }],
    [{ signal: {} }, { message: expect.stringContaining('options.signal must be') }],
    ['x', { message: expect.stringContaining('options must be') }],
  ])('with the options %j is refused', async (options, error) => {
    await expect(analyzeSources([], options as never)).rejects.toMatchObject(error);
  });

  it('of no texts has no results', async () => {
    expect(await analyzeSources([])).toEqual({ files: [], errors: [], failures: [] });
  });

  it('ends when its signal says so', async () => {
    const reason = new Error('enough');
    await expect(analyzeSources([], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const sources = Array.from({ length: 2000 }, () => ({ path: 'a.ts', text: 'f(g, [1, 2, {}]);\n'.repeat(2000) }));
    const call = analyzeSources(sources, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
  });

  it('of an instance has its options and counts in its metrics', async () => {
    const graph = new CodeKnowledgeGraph({ maxFileSize: 10 });
    const { failures } = await graph.analyzeSources([{ path: 'a.ts', text: 'let a = 1234;' }]);
    expect(failures).toMatchObject([{ code: 'ERR_FILE_TOO_LARGE' }]);
    await graph.analyzeSources([{ path: 'a.ts', text: 'let a = 1234;' }], { maxFileSize: 20 });
    expect(graph.getStreamingMetrics()).toMatchObject({ filesProcessed: 2, filesFailed: 1, activeStreams: 0 });
  });

  it('leaves a cache as it is', async () => {
    const directory = await repositoryOf({});
    const graph = new CodeKnowledgeGraph({ cache: directory });
    await graph.analyzeSources([{ path: 'a.ts', text: 'let a = 1;' }]);
    expect([readdirSync(directory), graph.getStreamingMetrics().cacheMisses]).toEqual([[], 0]);
  });
});
