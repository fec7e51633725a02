// What a path may turn out to be: each kind of fault ends as one typed failure, and every other file is complete.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type BatchProgress,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  getAllSourceFiles,
  processFilesInBatches,
} from '../index.mjs';
import { allBelow, collected, repositoryOf } from './repository.js';

const ENTRY = fileURLToPath(new URL('../index.mjs', import.meta.url));
const NOBODY = 65_534;
/** Bytes of the longest path that Linux takes, without the NUL at its end. */
const LONGEST_PATH = 4095;

const GOOD = { 'a-good.ts': 'export const a = () => b();\n', 'z-good.ts': 'export function z() { a(); }\n' };
const GOOD_FUNCTIONS = ['a-good.ts::a', 'z-good.ts::z'];

interface Fault {
  what: string;
  /** The path given, and made by `make`. */
  path: string;
  code: string;
  make(at: string, root: string): Promise<unknown>;
  /** Whether discovery lists it: then the graph has the same failure; else the graph knows nothing of it. */
  isDiscovered?: boolean;
  options?: object;
}

const FAULTS: Fault[] = [
  { what: 'that is not there', path: 'missing.ts', code: 'ERR_FILE_NOT_FOUND', make: async () => {} },
  {
    what: 'below a file',
    path: 'a-good.ts/below.ts',
    code: 'ERR_FILE_NOT_FOUND',
    make: async () => {},
  },
  { what: 'that is a folder', path: 'folder.ts', code: 'ERR_NOT_A_FILE', make: (at) => mkdir(at) },
  {
    what: 'that is a FIFO nobody writes to',
    path: 'fifo.ts',
    code: 'ERR_NOT_A_FILE',
    make: async (at) => execFileSync('mkfifo', [at]),
  },
  { what: 'that is a socket', path: 'socket.ts', code: 'ERR_NOT_A_FILE', make: listen },
  {
    what: 'that links to a device',
    path: 'device.ts',
    code: 'ERR_OUTSIDE_ROOT',
    make: (at) => symlink('/dev/zero', at),
  },
  { what: 'that links to itself', path: 'loop.ts', code: 'ERR_FILE_READ', make: (at) => symlink(at, at) },
  {
    what: 'that is in a circle of links',
    path: 'one.ts',
    code: 'ERR_FILE_READ',
    make: (at, root) => Promise.all([symlink(`${root}/two.ts`, at), symlink(at, `${root}/two.ts`)]),
  },
  { what: 'that links to nothing', path: 'broken.ts', code: 'ERR_FILE_NOT_FOUND', make: (at) => symlink('no', at) },
  {
    what: 'of 6 MB',
    path: 'large.ts',
    code: 'ERR_FILE_TOO_LARGE',
    make: (at) => writeFile(at, `// ${'x'.repeat(6e6)}\n`),
    isDiscovered: true,
  },
  {
    what: 'that holds nothing but a hole of 200 MB',
    path: 'sparse.ts',
    code: 'ERR_FILE_TOO_LARGE',
    make: (at) => writeFile(at, '').then(() => truncate(at, 200e6)),
    isDiscovered: true,
  },
  {
    what: 'in UTF-16, little end first',
    path: 'utf-16-le.ts',
    code: 'ERR_BINARY_FILE',
    make: (at) => writeFile(at, Buffer.from('\uFEFFexport const a = 1;\n', 'utf16le')),
    isDiscovered: true,
  },
  {
    what: 'in UTF-16, big end first',
    path: 'utf-16-be.ts',
    code: 'ERR_BINARY_FILE',
    make: (at) => writeFile(at, Buffer.from('\uFEFFexport const a = 1;\n', 'utf16le').swap16()),
    isDiscovered: true,
  },
  {
    what: 'with a NUL at the end of its first 8 KiB',
    path: 'early-nul.ts',
    code: 'ERR_BINARY_FILE',
    make: (at) => writeFile(at, `${' '.repeat(8191)}\0`),
    isDiscovered: true,
  },
  {
    what: 'that takes longer to parse than it may',
    path: 'slow.ts',
    code: 'ERR_PARSE_TIMEOUT',
    make: (at) => writeFile(at, 'const a = b(c => d[e] + `f`, /g/);\n'.repeat(120_000)),
    options: { fileTimeoutMs: 1 },
    isDiscovered: true,
  },
];

function listen(path: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(path, resolve));
}

/** The keys of the functions of `batches`, below the root. */
function functionsOf(batches: BatchProgress[], root: string): string[] {
  const files = batches.flatMap(({ batch }) => batch.files);
  return files.flatMap(({ analysis }) => allBelow(root, analysis.functions.keys()));
}

describe.skipIf(process.platform === 'win32')('a file', () => {
  it.each(FAULTS)('$what fails alone', async ({ path, code, make, options }) => {
    const root = await repositoryOf(GOOD);
    await make(`${root}/${path}`, root);
    const files = ['a-good.ts', path, 'z-good.ts'];
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 1, ...options }));
    expect(functionsOf(batches, root)).toEqual(GOOD_FUNCTIONS);
    const [good, bad] = batches as [BatchProgress, BatchProgress];
    expect([good.batch.failures, batches[2]?.batch.failures]).toEqual([[], []]);
    expect(bad.batch.files).toEqual([]);
    expect(bad.batch.failures).toEqual([{ filePath: path, code, message: expect.stringMatching(/./) }]);
    expect(bad.batch.errors).toEqual([`Error analyzing file ${path}: ${bad.batch.failures[0]?.message}`]);
    expect(batches.at(-1)).toMatchObject({ progress: 100, processedFiles: 3, totalFiles: 3 });
  });

  it.each(FAULTS)(
    '$what does not keep the others from the graph',
    async ({ path, code, make, isDiscovered, options }) => {
      const root = await repositoryOf(GOOD);
      await make(`${root}/${path}`, root);
      const graph = await buildGraphStreaming(root, [], options);
      expect(allBelow(root, graph.files.keys())).toEqual(Object.keys(GOOD));
      expect(allBelow(root, graph.functions.keys())).toEqual(GOOD_FUNCTIONS);
      const failures = graph.failures.map(({ filePath, code }) => [...allBelow(root, [filePath]), code]);
      expect(failures).toEqual(isDiscovered ? [[path, code]] : []);
    },
  );

  it('that is larger than it may be is not read', async () => {
    const root = await repositoryOf({});
    await writeFile(`${root}/sparse.ts`, '');
    await truncate(`${root}/sparse.ts`, 200e6);
    const before = await bytesRead();
    const [only] = await collected(processFilesInBatches(['sparse.ts'], root, { maxFileSize: 100e6 }));
    expect(only?.batch.failures[0]?.code).toBe('ERR_FILE_TOO_LARGE');
    expect((await bytesRead()) - before).toBeLessThan(1e6);
  });

  it('of 6 MB is fine where it may be as large', async () => {
    const root = await repositoryOf({ 'large.ts': `// ${'x'.repeat(6e6)}\nexport const a = () => 1;\n` });
    const batches = await collected(processFilesInBatches(['large.ts'], root, { maxFileSize: 7e6 }));
    expect(functionsOf(batches, root)).toEqual(['large.ts::a']);
  });

  it('that may not be read, in a folder next to one that may not be entered, fails alone', async () => {
    const root = await repositoryOf({ ...GOOD, 'secret.ts': 'export const s = 1;\n', 'closed/c.ts': '' });
    await chmod(root, 0o755);
    await chmod(`${root}/secret.ts`, 0);
    await chmod(`${root}/closed`, 0);
    onTestFinished(() => chmod(`${root}/closed`, 0o755));
    // The superuser may read anything: another user looks.
    const isRoot = process.getuid?.() === 0;
    const program = `
      const { buildGraphStreaming, processFilesInBatches } = await import(${JSON.stringify(ENTRY)});
      const root = ${JSON.stringify(root)};
      const graph = await buildGraphStreaming(root);
      const { value } = await processFilesInBatches(['secret.ts', 'closed/c.ts', 'z-good.ts'], root).next();
      const codes = (failures) => failures.map(({ filePath, code }) => filePath.replace(root + '/', '') + ' ' + code);
      console.log(JSON.stringify([Array.from(graph.functions.keys()), codes(graph.failures),
        value.batch.files.map((file) => file.filePath), codes(value.batch.failures)]));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      cwd: '/',
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    const [functions, ofGraph, read, ofStream] = JSON.parse(output);
    expect(allBelow(root, functions)).toEqual(GOOD_FUNCTIONS);
    expect(ofGraph).toEqual(['closed ERR_FOLDER_UNREADABLE', 'secret.ts ERR_FILE_PERMISSION']);
    expect(read).toEqual(['z-good.ts']);
    expect(ofStream).toEqual(['secret.ts ERR_FILE_PERMISSION', 'closed/c.ts ERR_FILE_PERMISSION']);
  });

  it('that vanishes after it was found fails alone', async () => {
    const root = await repositoryOf({ 'a.ts': '', 'b.ts': '', 'c.ts': '', 'd.ts': '', 'e.ts': '', 'f.ts': '' });
    const files = await getAllSourceFiles(root);
    const iterator = processFilesInBatches(files, root, { batchSize: 1, prefetchBatches: 1, concurrency: 1 });
    await iterator.next();
    // One delivered, one waiting, one under way: the last cannot have been read.
    await rm(`${root}/f.ts`);
    const batches = await collected(iterator);
    expect(batches.flatMap(({ batch }) => batch.failures.map(({ filePath, code }) => [filePath, code]))).toEqual([
      [`${root}/f.ts`, 'ERR_FILE_NOT_FOUND'],
    ]);
    expect(batches.flatMap(({ batch }) => batch.files)).toHaveLength(4);
  });

  it('that is given twice is analysed twice, and once for a graph', async () => {
    const root = await repositoryOf(GOOD);
    const files = ['a-good.ts', './a-good.ts', `${root}/a-good.ts`, 'z-good.ts', 'a-good.ts'];
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 2 }));
    const analyzed = batches.flatMap(({ batch }) => batch.files);
    expect(analyzed.map((file) => file.filePath)).toEqual(files);
    for (const other of [1, 2, 4]) expect(analyzed[other]?.analysis).toEqual(analyzed[0]?.analysis);
  });

  it('that changes while it is read is read at some moment, and the others as they are', async () => {
    const versions = ['export function old() { return 1; }\n', 'export function young() { return 2; }\n'].map((text) =>
      text.repeat(500),
    ) as [string, string];
    const root = await repositoryOf({ ...GOOD, 'changing.ts': versions[0] });
    const files = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 'z-good.ts' : 'changing.ts'));
    let isOver = false;
    const changing = (async () => {
      for (let round = 0; !isOver; round++) {
        const text = versions[round % 2] as string;
        if (round % 3 === 0) {
          // As editors do: another file takes its place.
          await writeFile(`${root}/new.txt`, text);
          await rename(`${root}/new.txt`, `${root}/changing.ts`);
        } else {
          await writeFile(`${root}/changing.ts`, text);
        }
      }
    })();
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 10 }));
    isOver = true;
    await changing;
    expect(batches.flatMap(({ batch }) => batch.failures)).toEqual([]);
    const analyzed = batches.flatMap(({ batch }) => batch.files);
    expect(analyzed.map((file) => file.filePath)).toEqual(files);
    const names = (index: number) =>
      new Set(Array.from(analyzed[index]?.analysis.functions.values() ?? [], (f) => f.name));
    for (let index = 0; index < files.length; index++) {
      if (index % 3 === 0) expect(names(index)).toEqual(new Set(['z']));
      else expect(['old', 'young']).toEqual(expect.arrayContaining(Array.from(names(index))));
    }
  });
});

describe.skipIf(process.platform === 'win32')('a link', () => {
  it('out of the root is followed neither by discovery nor where it is given', async () => {
    const outside = await repositoryOf({ 'secret.ts': 'export const secret = () => 1;\n' });
    const root = await repositoryOf(GOOD);
    await symlink(`${outside}/secret.ts`, `${root}/link.ts`);
    await symlink(outside, `${root}/folder`);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.files.keys())).toEqual(Object.keys(GOOD));
    const files = ['link.ts', 'folder/secret.ts', `${outside}/secret.ts`];
    const [only] = (await collected(processFilesInBatches(files, root, { batchSize: 10 }))) as [BatchProgress];
    expect(only.batch.failures.map(({ filePath, code }) => [filePath, code])).toEqual([
      ['link.ts', 'ERR_OUTSIDE_ROOT'],
      ['folder/secret.ts', 'ERR_OUTSIDE_ROOT'],
    ]);
    // A path outside is the caller's own word.
    expect(only.batch.files.map((file) => file.filePath)).toEqual([`${outside}/secret.ts`]);
  });

  it('that takes the place of a file or a folder after the search is not followed out of the root', async () => {
    const outside = await repositoryOf({ 'secret.ts': 'export const secret = () => 1;\n' });
    const root = await repositoryOf({ ...GOOD, 'was-file.ts': '', 'was/folder/secret.ts': '', 'inside.ts': '' });
    const files = await getAllSourceFiles(root);
    for (const path of ['was-file.ts', 'was', 'inside.ts']) await rm(`${root}/${path}`, { recursive: true });
    await symlink(`${outside}/secret.ts`, `${root}/was-file.ts`);
    await mkdir(`${outside}/folder`);
    await rename(`${outside}/secret.ts`, `${outside}/folder/secret.ts`);
    await symlink(outside, `${root}/was`);
    await symlink('a-good.ts', `${root}/inside.ts`);
    await writeFile(`${outside}/secret.ts`, 'export const secret = () => 1;\n');
    const batches = await collected(processFilesInBatches(files, root));
    expect(functionsOf(batches, root)).toEqual(['a-good.ts::a', 'inside.ts::a', 'z-good.ts::z']);
    const failures = batches.flatMap(({ batch }) => batch.failures.map(({ filePath, code }) => [filePath, code]));
    expect(failures).toEqual([
      [`${root}/was-file.ts`, 'ERR_OUTSIDE_ROOT'],
      [`${root}/was/folder/secret.ts`, 'ERR_OUTSIDE_ROOT'],
    ]);
  });

  it('from a folder to one above it ends', async () => {
    const root = await repositoryOf({ ...GOOD, 'sub/deep/d.ts': 'export const d = () => 1;\n' });
    await symlink(root, `${root}/sub/deep/up`);
    await symlink('..', `${root}/sub/again`);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.functions.keys())).toEqual(['a-good.ts::a', 'sub/deep/d.ts::d', 'z-good.ts::z']);
  });
});

describe.skipIf(process.platform === 'win32')('a path', () => {
  const NAMES = [
    'line\nend.ts',
    '🚀 rocket.ts',
    'tab\t.ts',
    'quote\'".ts',
    'back\\slash.ts',
    'ä-composed.ts',
    '$HOME.ts',
  ];

  it.each(NAMES)('may have the name %j', async (name) => {
    const root = await repositoryOf({ ...GOOD, [name]: 'export const odd = () => 1;\n' });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(graph.functions.get(`${root}/${name}::odd`)).toMatchObject({ file: `${root}/${name}`, name: 'odd' });
    const batches = await collected(processFilesInBatches([name], root));
    expect(functionsOf(batches, root)).toEqual([`${name}::odd`]);
  });

  it('that is no UTF-8 is a failure that is seen, each its own', async (context) => {
    const root = await repositoryOf(GOOD);
    for (const byte of [0xfd, 0xfe, 0xff]) {
      const name = Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([byte]), Buffer.from('.ts')]);
      // Some file systems take no such name.
      await writeFile(name, 'export const bad = 1;\n').catch(() => context.skip());
    }
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.functions.keys())).toEqual(GOOD_FUNCTIONS);
    const names = ['FD', 'FE', 'FF'].map((byte) => `${root}/bad-\\x${byte}.ts`);
    expect(graph.failures).toEqual(
      names.map((filePath) => ({ filePath, code: 'ERR_INVALID_PATH', message: 'its name is no UTF-8' })),
    );
    const files = await getAllSourceFiles(root);
    expect(files).toEqual([`${root}/a-good.ts`, ...names, `${root}/z-good.ts`]);
    const batches = await collected(processFilesInBatches(files, root));
    expect(batches.flatMap(({ batch }) => batch.failures.map(({ filePath }) => filePath))).toEqual(names);
  });

  it('may be as long as the system allows, and one byte more fails', async () => {
    const root = await repositoryOf(GOOD);
    const folders = Array.from({ length: 18 }, () => 'd'.repeat(200)).join('/');
    await mkdir(`${root}/${folders}`, { recursive: true });
    const rest = LONGEST_PATH - `${root}/${folders}/`.length;
    const folder = 'e'.repeat(Math.floor(rest / 2));
    const name = `${'f'.repeat(rest - folder.length - 1 - '.ts'.length)}.ts`;
    await mkdir(`${root}/${folders}/${folder}`);
    const longest = `${root}/${folders}/${folder}/${name}`;
    expect(longest).toHaveLength(LONGEST_PATH);
    await writeFile(longest, 'export const far = () => 1;\n');
    const files = [longest, 'a-good.ts', `${longest.slice(0, -3)}x.ts`, 'z-good.ts', `${'x'.repeat(300)}.ts`];
    const [only] = (await collected(processFilesInBatches(files, root, { batchSize: 10 }))) as [BatchProgress];
    expect(only.batch.files.map((file) => file.filePath)).toEqual([longest, 'a-good.ts', 'z-good.ts']);
    expect(only.batch.failures.map(({ code }) => code)).toEqual(['ERR_INVALID_PATH', 'ERR_INVALID_PATH']);
    const graph = await buildGraphStreaming(root);
    expect(graph.functions.has(`${longest}::far`)).toBe(true);
  });

  it('longer than the system takes does not keep discovery from the others', async () => {
    const root = await repositoryOf(GOOD);
    // Only reachable step by step.
    const program = `
      const { mkdirSync, writeFileSync } = require('node:fs');
      for (let depth = 0; depth < 24; depth++) {
        mkdirSync('d'.repeat(200));
        process.chdir('d'.repeat(200));
      }
      writeFileSync('deep.ts', 'export const deep = 1;');`;
    execFileSync(process.execPath, ['-e', program], { cwd: root });
    onTestFinished(() => void execFileSync('rm', ['-rf', `${root}/${'d'.repeat(200)}`]));
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.functions.keys())).toEqual(GOOD_FUNCTIONS);
    expect(graph.failures).toMatchObject([{ code: 'ERR_FOLDER_UNREADABLE' }]);
    expect(graph.failures[0]?.filePath.startsWith(`${root}/${'d'.repeat(200)}/`)).toBe(true);
  });

  it('with half a character of UTF-16 is not found', async () => {
    const root = await repositoryOf(GOOD);
    const [only] = await collected(processFilesInBatches(['\ud83d.ts', 'a-good.ts'], root, { batchSize: 2 }));
    expect(only?.batch.failures).toMatchObject([{ filePath: '\ud83d.ts', code: 'ERR_FILE_NOT_FOUND' }]);
    expect(only?.batch.errors[0]).toContain('Error analyzing file \ud83d.ts: ');
    expect(only?.batch.files).toHaveLength(1);
  });
});

describe('a list of more than a million paths', () => {
  const COUNT = 1_000_001;
  const longList = () =>
    Array.from({ length: COUNT }, (_, index) => (index === 0 ? 'a-good.ts' : `missing-${index}.ts`));

  it('is taken, gives its first batch and can be cancelled', async () => {
    const root = await repositoryOf(GOOD);
    const instance = new CodeKnowledgeGraph();
    const iterator = instance.processFilesInBatches(longList(), root);
    const { value } = await iterator.next();
    expect(value).toMatchObject({ totalFiles: COUNT, batchIndex: 0 });
    expect(value?.batch.files.map((file) => file.filePath)).toEqual(['a-good.ts']);
    await iterator.return();
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(instance.getStreamingMetrics().activeStreams).toBe(0);
    expect(instance.getStreamingMetrics().filesProcessed).toBeLessThan(10_000);
  });

  it('ends with each path in one place, in order', { timeout: 300_000 }, async () => {
    const root = await repositoryOf(GOOD);
    const files = longList();
    let [next, inOrder, last] = [0, true, 0];
    for await (const { batch, progress, processedFiles } of processFilesInBatches(files, root, { batchSize: 5000 })) {
      next += batch.files.length;
      for (const { filePath } of batch.failures) inOrder &&= filePath === files[next++];
      expect(processedFiles).toBe(next);
      last = progress;
    }
    expect({ next, inOrder, last }).toEqual({ next: COUNT, inOrder: true, last: 100 });
  });
});

/** What this process has read so far, as the system counts; where it does not count, nothing. */
async function bytesRead(): Promise<number> {
  const counts = await readFile('/proc/self/io', 'utf8').catch(() => '');
  return Number(/^rchar: (\d+)$/m.exec(counts)?.[1] ?? 0);
}
