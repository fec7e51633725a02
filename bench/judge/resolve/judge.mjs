// Compares import resolution with the TypeScript compiler's.
//
//   node bench/judge/resolve/judge.mjs FOLDER... [--show N]
//
// For every import of every source file below each folder, asks `ts.resolveModuleName` with the options of the
// nearest tsconfig.json or jsconfig.json, and this package through `examples/resolve_imports.rs`. Both answers are
// brought to the same form: a path of a file that discovery lists, else "external". Prints the share that agrees and
// the disagreements by class. Exit code 1 if a disagreement is in no known class.
//
// `typescript` 5.9 is found by Node's rules from here, or in the folder that TYPESCRIPT_FROM names.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, '../../..');
const require = createRequire(join(process.env.TYPESCRIPT_FROM ?? here, 'x.js'));
const ts = require('typescript');

const SOURCE = /\.[cm]?[jt]sx?$/;
const isSkipped = (name) => /^(\..*|node_modules|dist|build|coverage)$/.test(name);

const args = process.argv.slice(2);
const showAt = args.indexOf('--show');
const show = showAt < 0 ? 5 : Number(args.splice(showAt, 2)[1]);
const folders = args.map((folder) => resolve(folder));
if (folders.length === 0) {
  console.error('usage: node bench/judge/resolve/judge.mjs FOLDER... [--show N]');
  process.exit(2);
}

execFileSync('cargo', ['build', '--quiet', '--example', 'resolve_imports'], { cwd: repository, stdio: 'inherit' });
const resolver = join(repository, 'target/debug/examples/resolve_imports');

let unexplained = 0;
for (const folder of folders) judge(folder);
process.exit(unexplained > 0 ? 1 : 0);

function judge(root) {
  const judgeOne = compilerOf(root);
  const imports = [...sourceFiles(root)].flatMap((file) =>
    specifiersOf(file).map((specifier) => ({ file, specifier })),
  );
  const input = imports.map(({ file, specifier }) => `${file}\t${specifier}\n`).join('');
  const output = execFileSync(resolver, [root], { input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'ignore'] });
  const ours = output.toString().split('\n');

  const packages = packageNames(root);
  const classes = new Map();
  let inRepository = 0;
  imports.forEach(({ file, specifier }, index) => {
    const theirs = judgeOne(file, specifier);
    if (theirs.path !== 'external') inRepository += 1;
    if (theirs.path === ours[index]) return;
    const name = classify(root, theirs, ours[index], file, specifier, packages);
    if (!classes.has(name)) classes.set(name, []);
    classes.get(name).push({ file, specifier, theirs, ours: ours[index] });
  });

  const differing = [...classes.values()].reduce((sum, cases) => sum + cases.length, 0);
  const share = (100 * (imports.length - differing)) / Math.max(1, imports.length);
  console.log(`\n${root}`);
  console.log(
    `${imports.length} imports, ${inRepository} into the repository by the compiler; ` +
      `${imports.length - differing} agree (${share.toFixed(2)} %)`,
  );
  for (const [name, cases] of [...classes].sort((a, b) => b[1].length - a[1].length)) {
    if (name.startsWith('UNEXPLAINED')) unexplained += cases.length;
    console.log(`  ${cases.length} × ${name}`);
    for (const { file, specifier, theirs, ours } of cases.slice(0, show)) {
      console.log(`      ${relative(root, file)}: '${specifier}'`);
      console.log(`        compiler ${shown(root, theirs.raw ?? theirs.path)}, here ${shown(root, ours)}`);
    }
  }
}

function shown(root, path) {
  return path.startsWith(root + sep) ? relative(root, path) : path;
}

/** Names the reason two answers differ. */
function classify(root, theirs, ours, file, specifier, packages) {
  if (theirs.path === 'external') {
    if (theirs.raw && isOutput(root, theirs.raw)) return 'the compiler takes what a build wrote, here its source';
    if (theirs.raw !== undefined) return 'UNEXPLAINED: the compiler leaves the repository';
    if (!SOURCE.test(ours)) return 'a file that is no source, which the compiler does not look for';
    if (/.[?#]/.test(specifier)) return 'a suffix for bundlers';
    if (packages.has(/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0])) {
      return 'a package of the repository, not installed, not built, or offered under a condition the compiler does not set';
    }
    if (theirs.broken)
      return 'a broken configuration, which the compiler takes for an empty one, here the next one up counts';
    if (!theirs.complete) return 'a configuration that extends a package of the repository that is not installed';
    if (specifier.startsWith('.') && /(^|\/)src\//.test(relative(root, ours)))
      return 'a folder whose entry was not built, here its source';
    return 'UNEXPLAINED: only here';
  }
  if (ours === 'external') return 'UNEXPLAINED: only the compiler';
  if (/\.d\.[cm]?ts$/.test(theirs.path) && /\.[cm]?jsx?$/.test(file) && /\.[cm]?jsx?$/.test(ours)) {
    return 'JavaScript that imports what has a declaration beside it, here the code';
  }
  if (theirs.node10)
    return 'a file and a folder of that name: the old `node` resolution takes TypeScript in the folder before JavaScript';
  return 'UNEXPLAINED: another file';
}

function packageNames(folder, names = new Set()) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isSkipped(entry.name)) packageNames(path, names);
    else if (entry.name === 'package.json') {
      const { config } = ts.readConfigFile(path, ts.sys.readFile);
      if (config?.name) names.add(config.name);
    }
  }
  return names;
}

function isOutput(root, path) {
  return (
    path.startsWith(root) &&
    relative(root, path)
      .split(sep)
      .slice(0, -1)
      .some((name) => /^(dist|build)$/.test(name))
  );
}

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isSkipped(entry.name)) yield* sourceFiles(path);
    else if (entry.isFile() && !entry.name.startsWith('.') && SOURCE.test(entry.name)) yield path;
  }
}

function specifiersOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return [...new Set(importedFiles.map(({ fileName }) => fileName))].filter((name) => name && !/[\t\n\r]/.test(name));
}

/** The compiler's answer for one import, with the options of the project the file belongs to. */
function compilerOf(root) {
  const projects = new Map();
  const nearest = new Map();
  const realRoot = realpathSync(root);

  return (file, specifier) => {
    const { options, cache, broken, complete } = projectOf(file);
    const { resolvedModule } = ts.resolveModuleName(
      specifier,
      file,
      options,
      ts.sys,
      cache,
      undefined,
      ts.ModuleKind.ESNext,
    );
    const raw = resolvedModule?.resolvedFileName;
    const node10 = options.moduleResolution === ts.ModuleResolutionKind.Node10;
    return { raw, path: listed(raw), node10, broken, complete };
  };

  function listed(path) {
    if (path === undefined) return 'external';
    const real = realpathSync(path);
    if (!real.startsWith(realRoot + sep)) return 'external';
    const names = relative(realRoot, real).split(sep);
    if (names.slice(0, -1).some(isSkipped) || names.at(-1).startsWith('.')) return 'external';
    return path.startsWith(root + sep) && !path.includes('/node_modules/') ? path : join(root, ...names);
  }

  function projectOf(file) {
    const config = configOf(dirname(file));
    if (config === undefined) return project(undefined);
    const own = project(config);
    if (own.references.length === 0 || own.files.has(file)) return own;
    const open = own.references.map(configFile);
    for (const seen = new Set(); open.length > 0; ) {
      const reference = open.shift();
      if (reference === undefined || seen.has(reference)) continue;
      seen.add(reference);
      const referenced = project(reference);
      if (referenced.files.has(file)) return referenced;
      open.push(...referenced.references.map(configFile));
    }
    return own;
  }

  function configFile(path) {
    if (existsSync(path) && statSync(path).isFile()) return path;
    const inFolder = join(path, 'tsconfig.json');
    return existsSync(inFolder) ? inFolder : undefined;
  }

  function configOf(folder) {
    if (nearest.has(folder)) return nearest.get(folder);
    const own = ['tsconfig.json', 'jsconfig.json'].map((name) => join(folder, name)).find((path) => existsSync(path));
    const found = own ?? (dirname(folder) === folder ? undefined : configOf(dirname(folder)));
    nearest.set(folder, found);
    return found;
  }

  function project(config) {
    if (projects.has(config)) return projects.get(config);
    let parsed = { options: {}, fileNames: [], projectReferences: undefined };
    let broken = false;
    if (config !== undefined) {
      const { config: json, error } = ts.readConfigFile(config, ts.sys.readFile);
      parsed = ts.parseJsonConfigFileContent(json ?? {}, ts.sys, dirname(config), undefined, config);
      broken = error !== undefined;
    }
    const options = { ...parsed.options, allowJs: true };
    // What a project that says nothing gets is what tools that read such repositories use.
    if (options.moduleResolution === undefined && options.module === undefined) {
      options.moduleResolution = ts.ModuleResolutionKind.Bundler;
      options.module = ts.ModuleKind.ESNext;
    }
    const made = {
      options,
      broken,
      complete: !(parsed.errors ?? []).some(({ code }) => code === 6053 || code === 5083),
      cache: ts.createModuleResolutionCache(root, (name) => name, options),
      files: new Set(parsed.fileNames),
      references: (parsed.projectReferences ?? []).map(({ path }) => path),
    };
    projects.set(config, made);
    return made;
  }
}
