// Installing, building and running tools from a clean clone. Plain Node: nothing is installed yet when this runs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const BUILD_STAMP = join(root, 'target', '.build-stamp');
const BUILD_INPUTS = [
  ...[
    '.cargo',
    'Cargo.toml',
    'Cargo.lock',
    'build.rs',
    'build',
    'src',
    'scripts/build-native.mjs',
    'scripts/cargo-addon.sh',
  ],
  ...[
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'bullmq-nestjs.d.ts',
    'bullmq.d.ts',
    'code-index.d.ts',
    'index.d.ts',
    'nestjs.d.ts',
    'shards.d.ts',
    'testing.d.ts',
    'js',
  ],
];
const OLDEST_NODE = 20;

/** Why the command cannot go on, in words for the person at the terminal. */
export class Obstacle extends Error {}

/** Runs `main` and ends the process with its exit code, or with 1 and the reason it cannot go on. */
export async function command(main) {
  try {
    if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
      throw new Obstacle(`Node.js ${OLDEST_NODE} or newer is needed; this is ${process.version}.`);
    }
    process.exitCode = (await main()) ?? process.exitCode;
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Installs what the package-lock.json of a folder names, unless it is installed already. */
export async function ensureInstalled(folder = root) {
  if (isInstalled(folder)) return;
  note(`Installing dependencies${folder === root ? '' : ` of ${relative(root, folder)}`}`);
  const words = isComplete(folder) ? ['ci'] : ['install', '--no-save'];
  const installed = await npm('--prefix', folder, ...words);
  if (!installed) throw new Obstacle('The dependencies could not be installed.');
}

/** Builds the release addon and the JavaScript around it, unless they are newer than their sources. */
export async function ensureBuilt() {
  const wanted = digest(BUILD_INPUTS);
  if (isBuilt(wanted)) return;
  requireCargo();
  note('Building the addon (a few minutes the first time)');
  if (!(await npm('run', 'build'))) throw new Obstacle('The build failed.');
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, wanted);
}

/** Stops with advice if there is no Rust toolchain. */
export function requireCargo() {
  if (toolFolders().some((folder) => existsSync(join(folder, executable('cargo'))))) return;
  throw new Obstacle(
    'Rust is needed to build this package, and there is no `cargo` on PATH or in ~/.cargo/bin.\n' +
      'Install it from https://rustup.rs and run the command again.',
  );
}

/** Runs a tool that npm installed. */
export function runTool(name, words, options) {
  return run(join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name), words, options);
}

/**
 * Runs a program in the repository's root. Its output goes to standard error as it comes: standard output
 * belongs to results. Resolves to its exit code and, with `keep`, what it printed.
 */
export function run(program, words, { keep = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: root,
      env: { ...process.env, PATH: toolFolders().join(delimiter) },
      stdio: ['ignore', keep ? 'pipe' : process.stderr, keep ? 'pipe' : process.stderr],
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
        process.stderr.write(text);
      });
    }
    child.on('error', (error) => reject(new Obstacle(`${program} cannot be run: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** A line about what comes next. */
export function note(text) {
  process.stderr.write(`\n> ${text}\n`);
}

/** Runs npm; whether it did what it was asked. */
async function npm(...words) {
  // npm names itself to the scripts it runs; outside of npm it is found on PATH.
  const self = process.env.npm_execpath;
  const isNpm = self !== undefined && /npm-cli\.c?js$/.test(self);
  const { code } = isNpm
    ? await run(process.execPath, [self, ...words])
    : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', words);
  return code === 0;
}

function toolFolders() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  return [...(process.env.PATH ?? '').split(delimiter), join(cargoHome, 'bin')];
}

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Whether node_modules holds the versions of package-lock.json; npm writes what it installed next to them. */
function isInstalled(folder) {
  const installed = lockedPackages(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // What is not in node_modules is a package of this repository. An optional one may be made for another platform.
    return (
      !path.startsWith('node_modules/') ||
      installed[path]?.version === version ||
      (optional && installed[path] === undefined)
    );
  });
}

/**
 * Whether package-lock.json names the packages of every platform. Written with a partial mirror of the registry it
 * does not, and `npm ci` refuses it; `npm install` takes the same locked versions of what this platform needs.
 */
function isComplete(folder) {
  const packages = lockedPackages(join(folder, 'package-lock.json')) ?? {};
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  return Object.values(packages).every(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).every((name) => names.has(name)),
  );
}

function lockedPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

function isBuilt(wanted) {
  return (
    existsSync(BUILD_STAMP) &&
    readFileSync(BUILD_STAMP, 'utf8') === wanted &&
    existsSync(join(root, 'dist', 'cli', 'main.js')) &&
    readdirSync(root).some((name) => name.endsWith('.node'))
  );
}

/** One hash over the names and contents of files and folders, and over what they are built for. */
function digest(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of paths.flatMap(filesUnder)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full)
      .sort()
      .flatMap((name) => filesUnder(join(path, name)));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
