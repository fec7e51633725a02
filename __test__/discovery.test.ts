// Which files of a folder count, and in which order.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  buildGraphStreaming,
  type CodeGraph,
  CodeKnowledgeGraph,
  getAllSourceFiles,
  openIndex,
  processFilesInBatches,
  type StreamOptions,
} from '../index.mjs';
import { addFiles, allBelow, collected, type Files, repositoryOf } from './repository.js';

async function foundIn(root: string): Promise<string[]> {
  return allBelow(root, await getAllSourceFiles(root));
}

function empty(...paths: string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, '']));
}

async function kept(root: string, filePaths?: string[], options?: object): Promise<string[]> {
  return allBelow(root, (await buildGraphStreaming(root, filePaths, options)).files.keys());
}

describe('getAllSourceFiles', () => {
  it('finds every ending of TypeScript and JavaScript, and nothing else', async () => {
    const root = await repositoryOf(
      empty(
        ...['a.ts', 'b.tsx', 'c.mts', 'd.cts', 'e.d.ts', 'f.js', 'g.jsx', 'h.mjs', 'i.cjs', 'deep/down/j.ts'],
        ...['k.json', 'l.md', 'm.ts.bak', 'ts', 'n.tsx~', 'o.css', 'p.map'],
      ),
    );
    expect(await foundIn(root)).toEqual([
      'a.ts',
      'b.tsx',
      'c.mts',
      'd.cts',
      'deep/down/j.ts',
      'e.d.ts',
      'f.js',
      'g.jsx',
      'h.mjs',
      'i.cjs',
    ]);
  });

  it('gives absolute paths', async () => {
    const root = await repositoryOf(empty('src/a.ts'));
    expect(await getAllSourceFiles(root)).toEqual([`${root}/src/a.ts`]);
    expect(await getAllSourceFiles(`${root}/`)).toEqual([`${root}/src/a.ts`]);
    expect(await getAllSourceFiles(`${root}/src/..`)).toEqual([`${root}/src/a.ts`]);
  });

  it('sorts whole paths by their UTF-8 bytes', async () => {
    const names = [
      ...['a.ts', 'a/b.ts', 'a-b/c.ts', 'a_b.ts', 'B.ts', 'b.ts', 'ab.ts', 'a b.ts'],
      ...['é.ts', 'e.ts', 'z.ts', 'ﬀ.ts', '𝒳.ts', '名前.ts', '🚀/a.ts'],
    ];
    const root = await repositoryOf(empty(...names));
    const sorted = names.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    expect(sorted).not.toEqual(names.toSorted());
    expect(await foundIn(root)).toEqual(sorted);
  });

  it('skips what is hidden and what is built or installed, at any depth', async () => {
    const skipped = ['node_modules', 'dist', 'build', 'coverage', '.git', '.next'];
    const root = await repositoryOf(
      empty(
        'a.ts',
        '.hidden.ts',
        ...skipped.map((folder) => `${folder}/a.ts`),
        ...skipped.map((folder) => `packages/one/${folder}/deep/a.ts`),
        ...['distribution/a.ts', 'builder/a.ts', 'my-dist/a.ts', 'dist.ts', 'build.js', 'packages/one/coverage.ts'],
      ),
    );
    expect(await foundIn(root)).toEqual([
      'a.ts',
      'build.js',
      'builder/a.ts',
      'dist.ts',
      'distribution/a.ts',
      'my-dist/a.ts',
      'packages/one/coverage.ts',
    ]);
  });

  it('does not care what the root itself and the folders above it are named', async () => {
    const above = await repositoryOf(empty('node_modules/.hidden/dist/src/a.ts'));
    const root = `${above}/node_modules/.hidden/dist`;
    expect(await foundIn(root)).toEqual(['src/a.ts']);
  });

  it('is not misled by folders with the ending of a file', async () => {
    const root = await repositoryOf(empty('folder.ts/inner.ts'));
    await mkdir(`${root}/empty.ts`);
    expect(await foundIn(root)).toEqual(['folder.ts/inner.ts']);
  });

  it('finds nothing in an empty folder', async () => {
    expect(await getAllSourceFiles(await repositoryOf({}))).toEqual([]);
  });

  it('finds a file once, by its own name, however many symbolic links inside the folder lead to it', async () => {
    const root = await repositoryOf(empty('real/a.ts', 'b.ts', 'text'));
    await symlink(`${root}/real`, `${root}/linked`);
    await symlink('linked', `${root}/again`);
    await symlink('b.ts', `${root}/a-first.ts`);
    // The only names with the ending of a source file.
    await symlink('text', `${root}/text.ts`);
    await symlink('text', `${root}/other.ts`);
    expect(await foundIn(root)).toEqual(['b.ts', 'other.ts', 'real/a.ts']);
  });

  it('resolves imports and calls through links to the one name', async () => {
    const root = await repositoryOf({
      'shared/a.ts': 'export function a() {}\n',
      'shared/text': 'export function t() {}\n',
      'src/b.ts': "import { a } from './shared/a';\nimport { t } from './text';\na();\nt();\n",
    });
    await symlink('../shared', `${root}/src/shared`);
    await symlink('../shared/text', `${root}/src/text.ts`);
    const targets = (graph: CodeGraph) => graph.files.get(`${root}/src/b.ts`)?.calls.map(({ targetKey }) => targetKey);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, graph.files.keys())).toEqual(['shared/a.ts', 'src/b.ts', 'src/text.ts']);
    expect(targets(graph)).toEqual([`${root}/shared/a.ts::a`, `${root}/src/text.ts::t`]);
    // By the link's name, where the file's own is not included.
    const included = await buildGraphStreaming(root, [], { include: ['src/**'] });
    expect(allBelow(root, included.files.keys())).toEqual(['src/b.ts', 'src/shared/a.ts', 'src/text.ts']);
    expect(targets(included)).toEqual([`${root}/src/shared/a.ts::a`, `${root}/src/text.ts::t`]);
  });

  it('follows no symbolic link out of the folder', async () => {
    const outside = await repositoryOf(empty('secret.ts', 'folder/more.ts'));
    const root = await repositoryOf(empty('a.ts'));
    await symlink(`${outside}/secret.ts`, `${root}/secret.ts`);
    await symlink(`${outside}/folder`, `${root}/folder`);
    await symlink('/', `${root}/everything`);
    expect(await foundIn(root)).toEqual(['a.ts']);
  });

  it('is not fooled by a neighbour whose name begins like the folder’s', async () => {
    const above = await repositoryOf(empty('app/a.ts', 'app-two/secret.ts'));
    await symlink(`${above}/app-two`, `${above}/app/linked`);
    expect(await foundIn(`${above}/app`)).toEqual(['a.ts']);
  });

  it('never walks in a circle', async () => {
    const root = await repositoryOf(empty('a.ts', 'one/b.ts', 'two/c.ts'));
    await symlink(root, `${root}/one/up`);
    await symlink('.', `${root}/two/here`);
    await symlink(`${root}/loop`, `${root}/loop`);
    await symlink(`${root}/pong.ts`, `${root}/ping.ts`);
    await symlink(`${root}/ping.ts`, `${root}/pong.ts`);
    const found = await foundIn(root);
    expect(found).toEqual(expect.arrayContaining(['a.ts', 'one/b.ts', 'two/c.ts']));
    expect(found.filter((path) => path.includes('up/') || path.includes('here/') || path.includes('p'))).toEqual([]);
  });

  it('follows the root where that is a symbolic link', async () => {
    const above = await repositoryOf(empty('real/a.ts'));
    await symlink(`${above}/real`, `${above}/link`);
    const found = await getAllSourceFiles(`${above}/link`);
    expect(found.map((path) => path.split('/').at(-1))).toEqual(['a.ts']);
  });

  it.skipIf(process.platform !== 'linux')('outlives a name that is no UTF-8', async () => {
    const root = await repositoryOf(empty('a.ts'));
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.ts')]), '');
    expect(await foundIn(root)).toContain('a.ts');
  });
});

describe('filePaths', () => {
  const files = empty('src/orders/a.ts', 'src/orders/b.ts', 'src/users/a.ts', 'test/orders.ts');

  it('keeps the files whose path contains one of them', async () => {
    const root = await repositoryOf(files);
    expect(await kept(root, ['orders/'])).toEqual(['src/orders/a.ts', 'src/orders/b.ts']);
    expect(await kept(root, ['orders'])).toEqual(['src/orders/a.ts', 'src/orders/b.ts', 'test/orders.ts']);
    expect(await kept(root, ['users', 'b.ts'])).toEqual(['src/orders/b.ts', 'src/users/a.ts']);
    expect(await kept(root, [`${root}/src/users/a.ts`])).toEqual(['src/users/a.ts']);
  });

  it('keeps all files where there are none', async () => {
    const root = await repositoryOf(files);
    expect(await kept(root, [])).toEqual(Object.keys(files));
    expect(await kept(root)).toEqual(Object.keys(files));
  });

  it('gives an empty graph where nothing matches', async () => {
    const root = await repositoryOf(files);
    const nothing = { files: new Map(), functions: new Map(), types: new Map(), failures: [], warnings: [] };
    expect(await buildGraphStreaming(root, ['nowhere'])).toEqual(nothing);
    expect(await buildGraphStreaming(await repositoryOf({}))).toEqual(nothing);
  });
});

describe('include and exclude', () => {
  const files = empty('src/a.ts', 'src/a.test.ts', 'src/deep/b.ts', 'scripts/c.js', 'd.ts', 'dist/e.ts');

  it('are globs relative to the root', async () => {
    const root = await repositoryOf(files);
    expect(await kept(root, [], { include: ['src/**'] })).toEqual(['src/a.test.ts', 'src/a.ts', 'src/deep/b.ts']);
    expect(await kept(root, [], { include: ['*.ts'] })).toContain('d.ts');
    expect(await kept(root, [], { include: ['**/*.js', 'src/deep/**'] })).toEqual(['scripts/c.js', 'src/deep/b.ts']);
    expect(await kept(root, [], { exclude: ['**/*.test.ts'] })).toEqual([
      'd.ts',
      'scripts/c.js',
      'src/a.ts',
      'src/deep/b.ts',
    ]);
    expect(await kept(root, [], { exclude: ['src/**', 'scripts'] })).toEqual(['d.ts']);
  });

  it('work together, and exclude wins', async () => {
    const root = await repositoryOf(files);
    expect(await kept(root, [], { include: ['src/**'], exclude: ['src/deep/**', '**/*.test.ts'] })).toEqual([
      'src/a.ts',
    ]);
    expect(await kept(root, ['deep'], { include: ['src/**'] })).toEqual(['src/deep/b.ts']);
  });

  it('stand on top of the built-in rules', async () => {
    const root = await repositoryOf(files);
    expect(await kept(root, [], { include: ['dist/**'] })).toEqual([]);
  });

  it('say which glob cannot be read', async () => {
    const root = await repositoryOf(files);
    await expect(buildGraphStreaming(root, [], { include: ['src/{a'] })).rejects.toThrow('src/{a');
  });

  it.each([
    ['include', '!src/**', 'no glob is negated by `!`: give src/** as options.exclude'],
    ['exclude', '!src/a.ts', 'no glob is negated by `!`: give src/a.ts as options.include'],
    ['include', '/repository/src/**', 'it is absolute, and globs are relative to the root directory'],
    ['exclude', 'C:\\src\\**', 'it is absolute, and globs are relative to the root directory'],
  ])('that can match nothing are an error that says why: %s %s', async (option, glob, reason) => {
    const root = await repositoryOf(files);
    for (const call of [
      () => buildGraphStreaming(root, [], { [option]: [glob] }),
      () => collected(processFilesInBatches(['src/a.ts'], root, { [option]: [glob] })),
      () => openIndex(root, { [option]: [glob] }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 'ERR_INVALID_GLOB',
        message: expect.stringContaining(`Invalid glob in options.${option}: ${glob}: ${reason}`),
      });
    }
  });

  it('may be of files whose names begin with what they do not', async () => {
    const root = await repositoryOf(empty('!odd.ts', 'even.ts'));
    expect(await kept(root, [], { include: ['\\!odd.ts'] })).toEqual(['!odd.ts']);
  });
});

describe('a list of files', () => {
  const files = empty(
    'src/a.ts',
    'src/a.test.ts',
    'src/deep/b.ts',
    'scripts/c.js',
    'd.ts',
    'dist/e.ts',
    '.hidden/f.ts',
  );

  /** What a stream of `given` has in its batches, and how it counts. */
  async function streamed(root: string, given: readonly string[], options: StreamOptions) {
    const batches = await collected(processFilesInBatches(given, root, { batchSize: 2, ...options }));
    const counts = batches.map(({ batch, totalFiles }) => [batch.files.length + batch.failures.length, totalFiles]);
    const paths = batches.flatMap(({ batch }) => [...batch.files, ...batch.failures].map(({ filePath }) => filePath));
    return { paths, counts, last: batches.at(-1)?.progress };
  }

  it.each<[string, StreamOptions]>([
    ['include', { include: ['src/**'] }],
    ['a folder to include', { include: ['./src/'] }],
    ['an ending to include', { include: ['**/*.js', '*.ts'] }],
    ['exclude', { exclude: ['**/*.test.ts'] }],
    ['a folder to exclude', { exclude: ['src'] }],
    ['both', { include: ['src/**'], exclude: ['src/deep/**', '**/*.test.ts'] }],
    ['.gitignore files', { respectGitignore: true }],
    ['all of them', { include: ['src/**'], exclude: ['**/a.ts'], respectGitignore: true }],
    ['nothing', {}],
  ])('is chosen from as a search chooses: by %s', async (_, options) => {
    const root = await repositoryOf(files);
    await addFiles(root, { '.gitignore': 'deep/\n*.js\n', 'src/.gitignore': '!a.test.ts\n' });
    const all = await getAllSourceFiles(root);
    const expected = await new CodeKnowledgeGraph(options).getAllSourceFiles(root);
    const { paths, counts, last } = await streamed(root, all, options);
    expect(paths).toEqual(expected);
    expect(last).toBe(100);
    expect(counts.every(([, total]) => total === expected.length)).toBe(true);
    const relative = await streamed(root, allBelow(root, all), options);
    expect(relative.paths).toEqual(allBelow(root, expected));
    const instance = new CodeKnowledgeGraph(options);
    expect((await collected(instance.processFilesInBatches(all, root))).at(-1)?.processedFiles).toBe(expected.length);
  });

  it('keeps what the built-in rules would skip, what is not there, and what lies outside unless some are wanted', async () => {
    const root = await repositoryOf({ ...files, 'binary.ts': '\0' });
    const given = ['dist/e.ts', '.hidden/f.ts', 'src/missing.ts', 'binary.ts', '../outside.ts', '/outside.ts', 'd.ts'];
    const { paths } = await streamed(root, given, { exclude: ['d.ts', '**/outside.ts'] });
    expect([...paths].sort()).toEqual(given.slice(0, -1).sort());
    expect((await streamed(root, given, { include: ['**'] })).paths.sort()).toEqual(
      given.filter((path) => !path.includes('outside')).sort(),
    );
  });

  it('of which nothing is left ends at once', async () => {
    const root = await repositoryOf(files);
    expect(await streamed(root, ['d.ts'], { include: ['src/**'] })).toMatchObject({ paths: [], counts: [] });
    expect(await streamed(root, [], { include: ['src/**'] })).toMatchObject({ paths: [], counts: [] });
  });

  it.each([[[]], [['d.ts']]])('says which glob cannot be read, also if it is %j', async (given) => {
    const root = await repositoryOf(files);
    for (const name of ['include', 'exclude']) {
      const options = { [name]: ['src/**', 'src/{a'] };
      await expect(processFilesInBatches(given, root, options).next()).rejects.toMatchObject({
        code: 'ERR_INVALID_GLOB',
        message: expect.stringMatching(new RegExp(`^Invalid glob in options\\.${name}: src/\\{a: `)),
      });
    }
    const missing = processFilesInBatches(given, `${root}/missing`, { include: ['{'] }).next();
    await expect(missing).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND' });
  });

  it('that is long is chosen from in pieces, and can be left while it is', async () => {
    const root = await repositoryOf(files);
    const long = Array.from({ length: 5000 }, (_, index) => (index % 1000 === 0 ? 'd.ts' : `skipped/${index}.ts`));
    const { paths } = await streamed(root, long, { exclude: ['skipped'] });
    expect(paths).toEqual(Array(5).fill('d.ts'));
    const controller = new AbortController();
    const stream = processFilesInBatches(long, root, { exclude: ['skipped'], signal: controller.signal });
    const pending = stream.next();
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    const other = processFilesInBatches(long, root, { exclude: ['skipped'] });
    const next = other.next();
    await other.return();
    expect(await next).toEqual({ value: undefined, done: true });
  });
});

describe('respectGitignore', () => {
  it('leaves out what a .gitignore names, if asked to', async () => {
    const root = await repositoryOf(
      empty('src/a.ts', 'src/b.gen.ts', 'generated/c.ts', 'src/deep/d.ts', 'src/deep/e.ts'),
    );
    await addFiles(root, { '.gitignore': 'generated/\n*.gen.ts\n', 'src/deep/.gitignore': '*\n!e.ts\n' });
    expect(await kept(root)).toHaveLength(5);
    expect(await kept(root, [], { respectGitignore: false })).toHaveLength(5);
    expect(await kept(root, [], { respectGitignore: true })).toEqual(['src/a.ts', 'src/deep/e.ts']);
  });
});
