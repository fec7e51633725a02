// `node scripts/try-release.mjs <tarballs> [--as <platform>]`: what a person gets who installs a release, before it is
// published. The tarballs are offered by a registry of this process's own on the loopback interface, and npm installs
// the package from there into an empty folder: the package and one binary, which then have to work. `--as
// linux-arm64-musl` installs as that platform would, and runs nothing. What was installed, and how many bytes it takes,
// goes to standard output as JSON. Needs Node.js and npm alone, so that it runs in a bare container too.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const NAME = 'code-knowledge-graph';
const LIBC = { gnu: 'glibc', musl: 'musl' };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { as: { type: 'string' } } });
const tarballs = resolve(positionals[0] ?? '.');
const work = mkdtempSync(join(tmpdir(), 'ckg-try-'));
const registry = await serve(readTarballs());
try {
  const project = join(work, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
  await install(project, `http://127.0.0.1:${registry.address().port}`);
  const modules = join(project, 'node_modules');
  const installed = readdirSync(modules).filter((name) => !name.startsWith('.'));
  assert.equal(installed.length, 2, `the package and one binary should be installed, not ${installed.join(', ')}`);
  if (values.as === undefined) await use(project);
  process.stdout.write(`${JSON.stringify({ installed, bytes: size(modules) })}\n`);
} finally {
  registry.close();
  rmSync(work, { recursive: true, force: true });
}

/** What the registry knows of each package: its name to its one version. */
function readTarballs() {
  const packages = new Map();
  for (const file of readdirSync(tarballs).filter((name) => name.endsWith('.tgz'))) {
    const text = execFileSync('tar', ['-xzOf', file, 'package/package.json'], { cwd: tarballs, encoding: 'utf8' });
    const manifest = JSON.parse(text);
    packages.set(manifest.name, { file, manifest });
  }
  if (!packages.has(NAME)) throw new Error(`There is no tarball of ${NAME} in ${tarballs}.`);
  return packages;
}

/** A registry that has these packages, and nothing else. */
function serve(packages) {
  const server = createServer(({ url = '/', headers }, response) => {
    const name = decodeURIComponent(url.slice(1));
    const found = packages.get(name.replace(/\.tgz$/, ''));
    if (found === undefined) return response.writeHead(404).end('{}');
    const content = readFileSync(join(tarballs, found.file));
    if (name.endsWith('.tgz')) return response.end(content);
    const { version } = found.manifest;
    const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
    const dist = { tarball: `http://${headers.host}/${name}.tgz`, integrity };
    const versions = { [version]: { ...found.manifest, dist } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

async function install(project, url) {
  const words = ['install', '--registry', url, '--cache', join(work, 'cache'), '--no-audit', '--no-fund', NAME];
  if (values.as !== undefined) {
    const [os, cpu, abi] = values.as.split('-');
    words.push('--os', os, '--cpu', cpu, ...(abi in LIBC ? ['--libc', LIBC[abi]] : []));
  }
  const shell = process.platform === 'win32';
  await promisify(execFile)(shell ? 'npm.cmd' : 'npm', words, { cwd: project, shell });
}

/** The bytes of all files under a folder. */
function size(folder) {
  const files = readdirSync(folder, { recursive: true }).map((path) => statSync(join(folder, path)));
  return files.filter((file) => file.isFile()).reduce((sum, file) => sum + file.size, 0);
}

/** Runs the installed package as an ES module and as CommonJS. */
async function use(project) {
  mkdirSync(join(project, 'sources'));
  writeFileSync(join(project, 'sources', 'a.ts'), 'export const twice = (n: number) => n * 2;\ntwice(1);\n');
  cpSync(join(project, 'sources', 'a.ts'), join(project, 'sources', 'b.ts'));
  const body = `(async () => {
    let batches = 0;
    for await (const _ of processFilesInBatches(await getAllSourceFiles('sources'), 'sources', { batchSize: 1 })) batches += 1;
    const { files, functions, failures } = await buildGraphStreaming('sources');
    console.log(JSON.stringify({ batches, files: files.size, functions: functions.size, failures }));
  })();`;
  const names = '{ buildGraphStreaming, getAllSourceFiles, processFilesInBatches }';
  writeFileSync(join(project, 'module.mjs'), `import ${names} from '${NAME}';\n${body}\n`);
  writeFileSync(join(project, 'script.cjs'), `const ${names} = require('${NAME}');\n${body}\n`);
  for (const file of ['module.mjs', 'script.cjs']) {
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: project });
    assert.deepEqual(JSON.parse(stdout), { batches: 2, files: 2, functions: 2, failures: [] }, file);
  }
}
