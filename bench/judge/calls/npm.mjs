// A corpus with the packages that it imports, so that the compiler knows what they declare.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CORPORA_DIR, fetchCorpus, selectCorpora } from '../../corpora.mjs';

const run = promisify(execFile);

/** What a range of versions means changes with every release: here it means what it did on that day. */
const DAY = '2026-11-20';
const OPTIONS = ['--ignore-scripts', '--omit=dev', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
const NODE_TYPES = { '@types/node': '^20' };

/** The corpora of these names, each in a folder apart from the one that benchmarks measure, with `node_modules`. */
export async function fetchInstalled(names) {
  const repositories = [];
  for (const corpus of selectCorpora(names)) {
    const repository = await fetchCorpus(corpus, `${corpus.name}-${corpus.version}-installed`);
    const installed = join(repository.root, 'node_modules');
    if (!(await readdir(installed).catch(() => undefined))) await install(await declaredBy(repository.root), installed);
    repositories.push(repository);
  }
  return repositories;
}

/** What the manifests of a repository ask for and it does not have itself. */
async function declaredBy(root) {
  const folders = await readdir(join(root, 'packages')).catch(() => []);
  const manifests = ['.', ...folders.map((folder) => join('packages', folder))];
  const declared = { ...NODE_TYPES };
  const own = new Set();
  for (const folder of manifests) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    own.add(manifest.name?.split('/')[0]);
    const { dependencies = {}, devDependencies = {} } = manifest;
    const types = Object.entries(devDependencies).filter(([name]) => name.startsWith('@types/'));
    Object.assign(declared, Object.fromEntries(types), dependencies);
  }
  // Packages of the same scope bring compiled copies of the corpus along; those given by path are not published.
  const isOfOthers = ([name, range]) => !own.has(name.split('/')[0]) && !range.includes(':');
  return Object.fromEntries(Object.entries(declared).filter(isOfOthers));
}

async function install(dependencies, target) {
  const work = await mkdtemp(join(CORPORA_DIR, 'install-'));
  try {
    await writeFile(join(work, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await run('npm', ['install', ...OPTIONS, `--before=${DAY}`], { cwd: work });
    await rename(join(work, 'node_modules'), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
