// Real sources in the languages outside TypeScript's family: fetched as `languages/*.json` pin them, never committed.
// Builds the graph of each language's sources with the package, and holds extraction with parsing to parsing alone.
//
//   node bench/languages.mjs            all languages
//   node bench/languages.mjs go python  only these

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGraphStreaming, getAllSourceFiles } from '../index.mjs';
import { totalBytes } from './files.mjs';
import { buildStages, stageTimes } from './stage-times.mjs';
import { printTable } from './table.mjs';

const LISTS_DIR = join(import.meta.dirname, 'languages');
const ENDINGS = { csharp: '.cs', go: '.go', java: '.java', php: '.php', python: '.py', ruby: '.rb', rust: '.rs' };
const LAST_STAGE = 'parse, extract';
/** Of several runs the quickest counts: what else the machine does only makes a run longer. */
const RUNS = 3;

const COLUMNS = {
  files: ({ graph }) => count(graph.files.size),
  MB: ({ bytes }) => (bytes / 1e6).toFixed(1),
  functions: ({ graph }) => count(graph.functions.size),
  types: ({ graph }) => count(graph.types.size),
  calls: ({ calls }) => count(calls.length),
  'with target': ({ calls }) => share(calls.filter(({ targetKey }) => targetKey !== null).length, calls.length),
  'imports inside': ({ imports }) => count(imports),
  failures: ({ graph }) => count(graph.failures.length),
  'syntax errors': ({ analyses }) => count(analyses.filter(({ hasSyntaxErrors }) => hasSyntaxErrors).length),
  'parse ms': ({ parse }) => count(Math.round(parse)),
  'parse, extract ms': ({ extract }) => count(Math.round(extract)),
  ratio: ({ parse, extract }) => (extract / parse).toFixed(2),
};

const run = promisify(execFile);
const program = await buildStages();
const rows = [['', ...Object.keys(COLUMNS)]];
for (const language of selectLanguages(process.argv.slice(2))) {
  const measured = await measure(await fetchSources(language));
  rows.push([language, ...Object.values(COLUMNS).map((cell) => cell(measured))]);
  for (const { message } of measured.graph.failures) console.log(message);
}
printTable(rows);

function selectLanguages(names) {
  const unknown = names.find((name) => !(name in ENDINGS));
  if (unknown) throw new Error(`no sources in ${unknown}; there are ${Object.keys(ENDINGS).join(', ')}`);
  return names.length > 0 ? names : Object.keys(ENDINGS);
}

/** Makes sure that all a list pins lies on disk; returns the folder. */
async function fetchSources(language) {
  const root = join(import.meta.dirname, 'corpora', language);
  const list = await readFile(join(LISTS_DIR, `${language}.json`), 'utf8');
  // A hidden file, so that no run counts it as part of the repository; written last.
  const stamp = join(root, '.sources.json');
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== list) {
    await rm(root, { recursive: true, force: true });
    for (const source of JSON.parse(list)) await unpack(source, join(root, source.name));
    // Documentation and tests in other languages would be parsed with other grammars.
    const others = (await getAllSourceFiles(root)).filter((path) => !path.endsWith(ENDINGS[language]));
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
    if (archive.endsWith('.deb')) await run('dpkg-deb', ['--extract', archive, target]);
    else await run('tar', ['--extract', '--file', archive, '--directory', target]);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Fetches an archive through its registry's own client; returns where it lies. */
async function download({ name, version, debian, pypi, crate, sha256 }, work) {
  if (debian) return await downloadFromDebian(debian, sha256, join(work, debian.split('/').at(-1)));
  if (crate) return await downloadCrate(name, version, work);
  await run('pip', ['download', '--quiet', '--no-deps', '--no-binary', name, '--dest', work, pypi]);
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

async function measure(root) {
  const bytes = await totalBytes(await getAllSourceFiles(root));
  const graph = await buildGraphStreaming(root);
  const analyses = [...graph.files.values()];
  const imports = analyses.flatMap((analysis) => analysis.imports).filter((path) => path.startsWith(`${root}/`));
  const times = [];
  for (let turn = 0; turn < RUNS; turn += 1) times.push(await stageTimes(program, root, LAST_STAGE));
  const quickest = (stage) => Math.min(...times.map((time) => time[stage]));
  return {
    graph,
    bytes,
    analyses,
    calls: analyses.flatMap((analysis) => analysis.calls),
    imports: imports.length,
    parse: quickest('parse'),
    extract: quickest(LAST_STAGE),
  };
}

function count(number) {
  return number.toLocaleString('en');
}

function share(part, whole) {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
