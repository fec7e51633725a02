/**
 * The packed package in other people's projects: each compiler, each way to resolve modules and both kinds of modules
 * compile one and the same program against it, and each Node.js version runs what came out.
 */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmScript, pack } from '../npm.js';
import { repositoryOf } from '../repository.js';
import {
  compileAlone,
  compileService,
  FOUND,
  install,
  LIBRARIES,
  runService,
  serviceSources,
  TYPE_SOURCES,
} from '../service.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = fileURLToPath(new URL('node_modules', import.meta.url));

const NODES = [20, 22, 24];
const COMPILERS = [5, 7];
/** `module` that goes with each `moduleResolution`. */
const RESOLUTIONS = [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['bundler', 'preserve'],
] as const;
const combinations = COMPILERS.flatMap((compiler) =>
  RESOLUTIONS.map((resolution) => [compiler, ...resolution] as const),
);

let work: string;
let project: string;

/** The program each combination compiles; `load` is how its kind of module names the package. */
const program = (load: string) => `${load}
import type { BatchProgress, CodeGraph, CodeKnowledgeGraphError, StreamOptions } from 'code-knowledge-graph';

// What a caller with exactOptionalPropertyTypes has: values that may be undefined, passed on as they are.
function options(signal: AbortSignal | undefined, size: number | undefined): StreamOptions {
  return { signal, batchSize: size ?? 'auto', concurrency: size, exclude: ['skipped/**'] };
}

function isOurs(error: unknown): error is CodeKnowledgeGraphError {
  return error instanceof Error && 'code' in error;
}

async function main(): Promise<void> {
  const files: string[] = await graph.getAllSourceFiles('sources');
  const seen: number[] = [];
  const batches: BatchProgress[] = [];
  const reported = { onProgress: ({ progress }: { progress: number }) => void seen.push(progress) };
  for await (const batch of graph.processFilesInBatches(files, 'sources', { ...options(undefined, 1), ...reported })) {
    batches.push(batch);
  }
  const first: string | undefined = batches[0]?.batch.files[0]?.analysis.fileAnalysis.contentHash;

  const own: graph.CodeKnowledgeGraph = new graph.CodeKnowledgeGraph({ concurrency: 1 });
  const whole: CodeGraph = await own.buildGraphStreaming('sources', []);
  const kinds = [...whole.types.values()].map(({ type }) => type === graph.NodeType.NODE_TYPE_CLASS);

  // @ts-expect-error: a root is a string.
  await graph.buildGraphStreaming(1).catch((error: unknown) => void (error instanceof TypeError || process.exit(3)));
  try {
    // @ts-expect-error: there is no such option.
    own.processFilesInBatches([], 'sources', { batchsize: 1 });
    process.exit(4);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }

  const stopped = await graph.buildGraphStreaming('sources', [], options(AbortSignal.abort(), undefined)).then(
    () => 'not stopped',
    (error: unknown) => (error instanceof Error ? error.name : 'no error'),
  );
  const failed = await graph.buildGraphProgressively('nowhere').catch((error: unknown) => error);

  console.log(
    JSON.stringify({
      files: files.length,
      progress: [seen, batches.map(({ progress }) => progress)],
      hash: first?.length,
      graph: [whole.files instanceof Map, whole.functions.size, whole.types.size, kinds, whole.failures],
      metrics: [graph.getStreamingMetrics().filesProcessed, own.getStreamingMetrics().filesProcessed],
      stopped,
      failed: isOurs(failed) ? [failed.code, failed.errorType] : [],
    }),
  );
}
void main();
`;

const RESULT = {
  files: 2,
  progress: [
    [50, 100],
    [50, 100],
  ],
  hash: 64,
  graph: [true, 2, 1, [true], []],
  metrics: [2, 2],
  stopped: 'AbortError',
  failed: ['ERR_ROOT_DIR_NOT_FOUND', 'BUSINESS_ERROR'],
};

/** Each shape of the contract against the package's own, without a library in between. */
function shapes(contract: string, extension: string): string {
  const names = [...contract.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name);
  const shared = names.filter(
    (name) => !['Functions', 'Conversions', 'Caches', 'CodeIndex', 'NodeTypeValue', 'AsJSON'].includes(name),
  );
  return `import type * as Declared from 'code-knowledge-graph';
import type * as Contract from './contract.${extension}';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
${shared.map((name) => `const same${name}: Same<Declared.${name}, Contract.${name}> = true;`).join('\n')}
const sameNodeType: Same<\`\${Declared.NodeType}\`, Contract.NodeTypeValue> = true;
const functions = (actual: typeof Declared): Contract.Functions => actual;
const index = (actual: Declared.CodeIndex): Contract.CodeIndex => actual;
const sameJSON: Same<Declared.AsJSON<Declared.CodeGraph>, Contract.AsJSON<Contract.CodeGraph>> = true;
void [functions, index, sameNodeType, sameJSON, ${shared.map((name) => `same${name}`).join(', ')}];
`;
}

/** The package's entries besides the main one, such as `./nestjs`. */
async function subpaths(): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return Object.keys(exports).filter((path) => path !== '.' && !path.endsWith('.json'));
}

/** A program that loads every other entry, and fails if one is empty. */
function entries(paths: string[], load: (name: string, specifier: string) => string): string {
  const loads = paths.map((path, number) => load(`entry${number}`, `code-knowledge-graph${path.slice(1)}`));
  const names = paths.map((_, number) => `Object.keys(entry${number}).length`);
  return `${loads.join('\n')}\nconsole.log(JSON.stringify([${names.join(', ')}].map((names) => names > 0)));\nexport {};\n`;
}

/** Makes `name` of a `node_modules` folder visible to the project, and nothing else of it. */
async function link(name: string, from: string): Promise<void> {
  const path = join(project, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(join(from, name), path, 'junction');
}

/** The folder a combination compiles into. */
const outDir = (compiler: number, resolution: string) => join(project, `typescript-${compiler}-${resolution}`);

async function compile(
  compiler: number,
  module: string,
  moduleResolution: string,
  exactOptionalPropertyTypes: boolean,
) {
  const name = `tsconfig.${compiler}.${moduleResolution}.${exactOptionalPropertyTypes ? 'exact' : 'loose'}.json`;
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes, noUncheckedIndexedAccess: true, skipLibCheck: false },
    ...{ target: 'es2022', lib: ['es2022'], types: ['node'], module, moduleResolution },
    ...{ rootDir: '.', outDir: outDir(compiler, moduleResolution), noEmit: !exactOptionalPropertyTypes },
  };
  await writeFile(join(project, name), JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }));
  const script = join(tools, `typescript-${compiler}`, 'bin', 'tsc');
  const { stdout } = await execute(process.execPath, [script, '-p', name], { cwd: project }).catch(
    (failure) => failure,
  );
  return stdout;
}

/** Runs a script with a Node.js version; what it printed, as JSON. */
async function run(version: number, ...words: string[]) {
  const node = join(tools, `node-${version}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const { stdout, stderr } = await execute(node, words, { cwd: project });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-matrix-'));
  project = join(work, 'project');
  await mkdir(join(project, 'sources'), { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
  await writeFile(join(project, 'sources', 'a.ts'), 'export const twice = (n: number) => n * 2;\ntwice(1);\n');
  await writeFile(join(project, 'sources', 'b.js'), 'class Counter { next() { return 1; } }\n');

  const { tarball } = await pack(work);
  const words = ['install', '--offline', '--no-audit', '--no-fund', '--omit=peer', '--omit=optional', tarball];
  await execute(process.execPath, [npmScript(), ...words], { cwd: project });
  await link('@types/node', tools);
  const { peerDependencies = {} } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  for (const name of Object.keys(peerDependencies)) await link(name, join(root, 'node_modules'));

  const contract = await readFile(join(root, '__test__', 'contract.ts'), 'utf8');
  const paths = await subpaths();
  for (const kind of ['m', 'c']) {
    await writeFile(join(project, `contract.${kind}ts`), contract.replace('../index.js', 'code-knowledge-graph'));
    await writeFile(join(project, `shapes.${kind}ts`), shapes(contract, `${kind}js`));
  }
  await writeFile(join(project, 'consumer.mts'), program("import * as graph from 'code-knowledge-graph';"));
  await writeFile(join(project, 'consumer.cts'), program("import graph = require('code-knowledge-graph');"));
  const importEntry = (name: string, specifier: string) => `import * as ${name} from '${specifier}';`;
  await writeFile(join(project, 'entries.mts'), entries(paths, importEntry));
  const requireEntry = (name: string, specifier: string) => `import ${name} = require('${specifier}');`;
  await writeFile(join(project, 'entries.cts'), entries(paths, requireEntry).replace('export {};\n', ''));
});

afterAll(() => rm(work, { recursive: true, force: true }));

describe.each(COMPILERS)('TypeScript %i', (compiler) => {
  it('is what it says', async () => {
    const { stdout } = await execute(process.execPath, [
      join(tools, `typescript-${compiler}`, 'bin', 'tsc'),
      '--version',
    ]);
    expect(stdout).toContain(`Version ${compiler}.`);
  });

  it.each(LIBRARIES)('type-checks without Node.js types, with $lib alone', async (library) => {
    const script = join(tools, `typescript-${compiler}`, 'bin', 'tsc');
    expect(await compileAlone(script, join(project, 'node_modules', 'code-knowledge-graph'), library)).toBe('');
  });
});

describe.each(COMPILERS)('TypeScript %i in a service', (compiler) => {
  const modules = join(root, 'node_modules');
  const others = readdirSync(modules).filter((name) => !name.startsWith('.') && name !== '@types');
  const packages = {
    ...Object.fromEntries(others.map((name) => [name, join(modules, name)])),
    '@types/node': join(tools, '@types', 'node'),
  };

  it.each(['module', 'commonjs'] as const)('of the kind %s takes what the package has, and runs', async (kind) => {
    for (const types of TYPE_SOURCES) {
      const folder = await repositoryOf(serviceSources(types, kind));
      await install(folder, {
        ...packages,
        'code-knowledge-graph': join(project, 'node_modules/code-knowledge-graph'),
      });
      expect(await compileService(folder, join(tools, `typescript-${compiler}`, 'bin', 'tsc'))).toBe('');
      expect(await runService(folder)).toEqual(FOUND);
    }
  });
});

describe.each(combinations)('TypeScript %i with moduleResolution %s (module %s)', (compiler, resolution, module) => {
  it('type-checks, strictly and with exactOptionalPropertyTypes', async () => {
    expect(await compile(compiler, module, resolution, true)).toBe('');
  });

  it('type-checks without exactOptionalPropertyTypes', async () => {
    expect(await compile(compiler, module, resolution, false)).toBe('');
  });

  it.each(NODES)('runs under Node.js %i as an ES module and as CommonJS', async (version) => {
    for (const kind of ['m', 'c']) {
      const folder = outDir(compiler, resolution);
      expect(await run(version, join(folder, `consumer.${kind}js`))).toEqual(RESULT);
      expect(await run(version, join(folder, `entries.${kind}js`))).toEqual((await subpaths()).map(() => true));
    }
  });
});

describe.each(NODES)('Node.js %i', (version) => {
  it('is what it says', async () => {
    expect(await run(version, '-p', 'process.versions.node.split(".")[0]')).toBe(version);
  });

  it('gives both kinds of modules one instance', async () => {
    const script = `import { createRequire } from 'node:module';
      import { buildGraphStreaming, CodeKnowledgeGraph } from 'code-knowledge-graph';
      const other = createRequire(import.meta.url)('code-knowledge-graph');
      await buildGraphStreaming('sources');
      console.log(JSON.stringify([other.getStreamingMetrics().filesProcessed, other.CodeKnowledgeGraph === CodeKnowledgeGraph]));`;
    await writeFile(join(project, 'both.mjs'), script);
    expect(await run(version, 'both.mjs')).toEqual([2, true]);
  });

  it('runs the command', async () => {
    const command = join('node_modules', 'code-knowledge-graph', 'dist', 'cli', 'main.js');
    expect(await run(version, command, 'sources', '--json', '--quiet')).toMatchObject({
      files: 2,
      functions: 2,
      types: 1,
    });
  });
});
