// Fetches sources as a list pins them, each through its registry's own client: Debian's, PyPI's, Cargo's or npm's.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getAllSourceFiles } from '../index.mjs';
import { CORPORA_DIR } from './corpora.mjs';

const run = promisify(execFile);

const ENDINGS = { csharp: '.cs', go: '.go', java: '.java', php: '.php', python: '.py', ruby: '.rb', rust: '.rs' };

/** The languages that `languages/` has sources of. */
export const LANGUAGES = Object.keys(ENDINGS);

/** Makes sure that the sources of a language lie on disk; returns their folder. */
export async function fetchLanguage(language) {
  const sources = JSON.parse(await readFile(join(import.meta.dirname, 'languages', `${language}.json`), 'utf8'));
  return await fetchSources(sources, join(CORPORA_DIR, language), ENDINGS[language]);
}

/**
 * Makes sure that all of `sources` lies in `root`, each in a folder of its name and without files of other languages than
 * that of the ending; returns the folder.
 */
export async function fetchSources(sources, root, ending) {
  const list = JSON.stringify(sources);
  // A hidden file, so that no run counts it as part of the repository; written last.
  const stamp = join(root, '.sources.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== list) {
    await rm(root, { recursive: true, force: true });
    for (const source of sources) await unpack(source, join(root, source.name));
    // Documentation and tests in other languages would be parsed with other grammars.
    const others = (await getAllSourceFiles(root)).filter((path) => !path.endsWith(ending));
    for (const path of others) await rm(path);
    await writeFile(stamp, list);
  }
  return await realpath(root);
}

async function unpack(source, target) {
  const work = await mkdtemp(join(tmpdir(), 'sources-'));
  try {
    const archive = await download(source, work);
    const digest = createHash('sha256')
      .update(await readFile(archive))
      .digest('hex');
    if (digest !== source.sha256) throw new Error(`${source.name}: expected SHA-256 ${source.sha256}, got ${digest}`);
    await mkdir(target, { recursive: true });
    if (archive.endsWith('.whl')) await run('pip', ['install', '--quiet', '--no-deps', '--target', target, archive]);
    else if (archive.endsWith('.deb')) await run('dpkg-deb', ['--extract', archive, target]);
    else await run('tar', ['--extract', '--file', archive, '--directory', target]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Fetches an archive through its registry's own client; returns where it lies. */
async function download({ name, version, debian, pypi, wheel, crate, sha256 }, work) {
  if (debian) return await downloadFromDebian(debian, sha256, join(work, debian.split('/').at(-1)));
  if (crate) return await downloadCrate(name, version, work);
  const form = wheel ? '--only-binary' : '--no-binary';
  await run('pip', ['download', '--quiet', '--no-deps', form, name, '--dest', work, wheel ?? pypi]);
  const [archive] = await readdir(work);
  return join(work, archive);
}

/** From whichever of the machine's Debian archives has the path: updates for security have one of their own. */
async function downloadFromDebian(path, sha256, archive) {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Origin: Debian']);
  const failures = [];
  for (const repository of new Set(stdout.split('\n').filter(Boolean))) {
    const words = ['download-file', `${repository}${path}`, archive, `SHA256:${sha256}`];
    const failure = await run('/usr/lib/apt/apt-helper', words).then(() => undefined, String);
    if (failure === undefined) return archive;
    failures.push(failure);
  }
  throw new Error(failures.join('\n') || 'apt-get knows no archive of Debian');
}

/** Cargo keeps what it has fetched for any project: here for one that only depends on the crate. */
async function downloadCrate(name, version, work) {
  const manifest = [
    '[package]\nname = "sources"\nedition = "2024"\n[lib]\npath = "lib.rs"\n[dependencies]',
    `${name} = { version = "=${version}", default-features = false }\n`,
  ];
  await writeFile(join(work, 'Cargo.toml'), manifest.join('\n'));
  await writeFile(join(work, 'lib.rs'), '');
  await run('cargo', ['fetch', '--quiet'], { cwd: work });
  const cache = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'cache');
  const kept = (await readdir(cache, { recursive: true })).find((path) => path.endsWith(`/${name}-${version}.crate`));
  if (kept === undefined) throw new Error(`cargo fetched ${name} ${version}, but it is not in ${cache}`);
  return join(cache, kept);
}
