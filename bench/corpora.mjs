// The repositories the benchmarks and judges run on: real packages that ship their sources, taken
// from the npm registry at pinned versions and pinned contents, never committed.
//
//   node bench/corpora.mjs            fetches what is missing, prints what there is
//   node bench/corpora.mjs rxjs viem  only these

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isMain, sourceFiles, totalBytes } from './files.mjs';

const run = promisify(execFile);
export const CORPORA_DIR = join(import.meta.dirname, 'corpora');
const THEIA_VERSION = '1.75.0';

/**
 * `packages`: what to unpack, `into` a folder of the corpus (its root by default), `keep`ing only the sources: compiled
 * copies of the same code are no part of a repository. `manifests`: files the published packages lack and the
 * repository they come from has.
 */
export const CORPORA = [
  {
    name: 'rxjs',
    version: '7.8.1',
    kind: 'a library in TypeScript, with its tsconfig.json',
    packages: [
      {
        spec: 'rxjs@7.8.1',
        integrity: 'sha512-AA3TVj+0A2iuIoQkWEK/tqFjBq2j+6PO6Y0zJcvzLAFhEFIO3HL0vls9hWLncZbAAbK0mar7oZ4V079I/qPMxg==',
        keep: ['src', 'package.json', 'tsconfig.json'],
      },
    ],
  },
  {
    name: 'effect',
    version: '4.1.0',
    kind: 'a large library in TypeScript: big files, heavy generics',
    packages: [
      {
        spec: 'effect@4.1.0',
        integrity: 'sha512-lGx2MJJyrXA8RZb2UpQ/0Nkb5Utaimby7oD92+18noBxLPE85IFOvptdzau8dvcxAOwfwHo9iqapbKeFzqQM/Q==',
        keep: ['ai-docs', 'src', 'package.json'],
      },
    ],
  },
  {
    name: 'viem',
    version: '2.57.20',
    kind: 'a library in TypeScript: many small files and some huge ones, a tsconfig.json that extends a missing one',
    packages: [
      {
        spec: 'viem@2.57.20',
        integrity: 'sha512-LSvREzKT7xFXpmxW2YFJ/OtcZRkSGLp5zywSgadBf0qQCeqh2+FxHHWyrS2zEG7ZfBWQQvk8HI1i4HPzSMD14g==',
        drop: ['_cjs', '_esm', '_types'],
      },
    ],
  },
  {
    name: 'theia',
    version: THEIA_VERSION,
    kind: 'an application in TypeScript (an IDE): classes, decorators, dependency injection, TSX, a monorepo',
    packages: [
      theia('core', 'ywAQmsCuwKgf3+HId8/ic4WEzftNoukxVpFJXeVgJj64Ze16A0ixyFdmBTyjfngol4PLjs27Bx2/nk/eJYuuYg=='),
      theia('debug', 'EVMnObqzhfGfQLy9NcRiReg4wdB6dF4to7r9G0VaBsO+BDT37l/29/21N35aN1jwWDiyB17GqsOxtCpxxZw8kA=='),
      theia('editor', '6QW7iiIfvaVBiTSWR5usdrXTkOqUNs5iC4sGaMoUtc+cCGJMaCd2DXDTusNAC1RqZOW/HjTwd5Y3iOGSGG+Qog=='),
      theia('filesystem', 'Kuo8+rC09EwEj1L1BvBGgc9l+kgwhRYlgQhx0gfmzoRbQQ4cA/ga9MO4sq2Hx9EL/hV7NvICL/oJVA8uR9xekw=='),
      theia('monaco', 'KfNYePuat6Bdn+mPy9Sq+BzAXEThB9dBqhNSFvonTbbr4L9+RuWZqdrUNDeRFI4G5Y0XsWDh/YgYKGCQI9/8XA=='),
      theia('navigator', 'aAJfqaN8UjZlJLOIUVCSZSzV74gvyvTUxn9W939XLEM61511oHDTUDief7P+pq4sBxBi3/tue/wLk6QV9rhdgw=='),
      theia('plugin-ext', 'mC9HXlhHyszyP0GoJeua+lb4amnKOYk/yYBri7fMOiFun0ll3I8JjFH2A23bzlQtfoZ5E3i9a+Nt/pFeVkkJtQ=='),
      theia('scm', 'NqmwG9BWjictnzY1f0hEPst8ddKEi5EiM5si+EvGdEuWJOq/7i3S+Ym3vGL8Sni429f3Qf3sbEzhdxl2ttYdAQ=='),
      theia('terminal', 'Qt1PJnFjrosh6aurZmvGb7ycjs/bwM0dNc6Ez7a1LXJm9hDEVHMYESUb9Z9HKbcE0A/dOAgymDTHymit2hcfpQ=='),
      theia('workspace', 'j7blK1fI4QyxHLl1YeLuQIoxQX/kfv7BX2+MpdwZBcmdFbhSdXMh4kxRx3Tr9uxYXClMk4+nAXRJ11cmv0R/aw=='),
    ],
    manifests: {
      'package.json': { name: '@theia/monorepo', private: true, workspaces: ['packages/*'] },
      // The repository compiles src/ to lib/ and its packages import each other's lib/.
      'tsconfig.json': {
        compilerOptions: {
          target: 'ES2023',
          lib: ['ES2023', 'DOM', 'DOM.Iterable'],
          module: 'commonjs',
          moduleResolution: 'node10',
          jsx: 'react',
          strict: true,
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
          skipLibCheck: true,
          baseUrl: '.',
          paths: Object.fromEntries(
            [
              ...['core', 'debug', 'editor', 'filesystem', 'monaco'],
              ...['navigator', 'plugin-ext', 'scm', 'terminal', 'workspace'],
            ].map((name) => [`@theia/${name}/lib/*`, [`packages/${name}/src/*`]]),
          ),
        },
        include: ['packages/*/src'],
      },
    },
  },
  {
    name: 'ghost',
    version: '6.65.0',
    kind: 'an application in JavaScript only (a publishing server), CommonJS',
    packages: [
      {
        spec: 'ghost@6.65.0',
        integrity: 'sha512-D369qivOmfn4YwvBD1DljOGsHnJzBEQhBsiFnBZD+GjWrBpdZQYYNHneiQcKQVJwUom8eHWml1n5FRLQIwVFOg==',
        keep: ['core', 'package.json', 'index.js'],
        drop: ['core/built'],
      },
    ],
  },
];

function theia(name, digest) {
  return {
    spec: `@theia/${name}@${THEIA_VERSION}`,
    integrity: `sha512-${digest}`,
    into: `packages/${name}`,
    keep: ['src', 'package.json'],
  };
}

/** The corpora of these names, or all. Throws on a name that is not in the table. */
export function selectCorpora(names = []) {
  if (names.length === 0) return CORPORA;
  return names.map((name) => {
    const corpus = CORPORA.find((candidate) => candidate.name === name);
    if (!corpus) throw new Error(`no corpus named ${name}; there are ${CORPORA.map((each) => each.name).join(', ')}`);
    return corpus;
  });
}

/** What to measure: these folders, whose source files the package behind `entry` finds, or else the corpora of these names. */
export async function corporaOf({ corpus, folder: folders }, entry) {
  if (folders === undefined) return Promise.all(selectCorpora(corpus).map((each) => fetchCorpus(each)));
  const { getAllSourceFiles } = await import(entry);
  return Promise.all(
    folders.map(async (folder) => {
      const root = resolve(folder);
      return { name: basename(root), root, files: await getAllSourceFiles(root) };
    }),
  );
}

/** Makes sure the corpus lies on disk, complete, in `folder`; returns its root, its source files and their bytes. */
export async function fetchCorpus(corpus, folder = `${corpus.name}-${corpus.version}`) {
  const root = join(CORPORA_DIR, folder);
  // A hidden file, so that no run counts it as part of the repository; written last.
  const stamp = join(root, '.corpus.json');
  const recipe = JSON.stringify({ packages: corpus.packages, manifests: corpus.manifests ?? {} });
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== recipe) {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
    for (const pack of corpus.packages) await unpack(pack, join(root, pack.into ?? '.'));
    for (const [name, content] of Object.entries(corpus.manifests ?? {})) {
      await writeFile(join(root, name), `${JSON.stringify(content, null, 2)}\n`);
    }
    await writeFile(stamp, recipe);
  }
  const files = await sourceFiles(root);
  return { ...corpus, root: await realpath(root), files, bytes: await totalBytes(files) };
}

async function unpack({ spec, integrity, keep, drop = [] }, target) {
  const work = await mkdtemp(join(tmpdir(), 'corpus-'));
  try {
    // npm itself checks the archive against the registry's digest; ours pins what the registry may say.
    const { stdout } = await run('npm', ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', work]);
    const archive = join(work, stdout.trim().split('\n').at(-1));
    const digest = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (digest !== integrity) throw new Error(`${spec}: expected ${integrity}, got ${digest}`);
    await run('tar', ['-xzf', archive, '-C', work]);
    const unpacked = join(work, 'package');
    for (const path of drop) await rm(join(unpacked, path), { recursive: true, force: true });
    for (const path of keep ?? ['.']) await cp(join(unpacked, path), join(target, path), { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

if (isMain(import.meta.url)) {
  for (const corpus of selectCorpora(process.argv.slice(2))) {
    const { name, version, files, bytes, kind } = await fetchCorpus(corpus);
    const megabytes = (bytes / 1e6).toFixed(1);
    console.log(
      `${`${name}@${version}`.padEnd(16)} ${String(files.length).padStart(5)} files ${megabytes.padStart(6)} MB  ${kind}`,
    );
  }
}
