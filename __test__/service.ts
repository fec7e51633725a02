/** A small service that the package is put into: the migration guide's class, and code around it with types of its own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { repositoryOf } from './repository.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const fixture = (name: string) => readFileSync(join(root, '__test__', 'fixtures', 'service', name), 'utf8');

/** Where the service has its types from: itself, the package, or the shapes from there and the enum from itself. */
export const TYPE_SOURCES = ['own', 'package', 'mixed'] as const;
export type TypeSource = (typeof TYPE_SOURCES)[number];

/** The code of the migration guide, by the path in its first line. */
export function guideSources(): Record<string, string> {
  const guide = readFileSync(join(root, 'docs', 'migration.md'), 'utf8');
  const blocks = guide.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm);
  return Object.fromEntries([...blocks].map(([, path = '', text = '']) => [path, text]));
}

/** The files of the service. It prints what it found as JSON. */
export function serviceSources(types: TypeSource, kind: 'module' | 'commonjs'): Record<string, string> {
  return {
    'package.json': JSON.stringify({ type: kind }),
    'src/graph.service.ts': guideSources()['src/graph.service.ts'] ?? '',
    'src/graph.proto.ts': fixture('graph.proto.ts'),
    'src/types.ts': fixture(`types.${types}.ts`),
    'src/repository-index.ts': fixture('repository-index.ts'),
    'src/main.ts': `
      import 'reflect-metadata';
      import { CodeKnowledgeGraphService } from 'code-knowledge-graph/nestjs';
      import { GraphService } from './graph.service.js';
      import { RepositoryIndex } from './repository-index.js';
      const index = new RepositoryIndex(new GraphService(new CodeKnowledgeGraphService({ logger: false })));
      void index.describe('repository').then((found) => console.log(JSON.stringify(found)));`,
    'repository/a.ts': "import { I } from './b.js';\nexport class C implements I {}\n",
    'repository/b.ts': 'export interface I {}\n',
  };
}

/** What the service prints. */
export const FOUND = {
  labels: ['class', 'interface'],
  numbers: [2, 3],
  classes: ['C'],
  literals: 1,
  switched: ['class', 'interface'],
  known: 2,
  texts: ['node_type_class', 'node_type_interface'],
  members: true,
  back: 'UNRECOGNIZED',
  other: 'NODE_TYPE_ENUM',
  metrics: true,
};

/** Makes `packages` visible to the service in `folder`, each from where it stands. */
export async function install(folder: string, packages: Record<string, string>): Promise<void> {
  for (const [name, from] of Object.entries(packages)) {
    const path = join(folder, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(from, path, 'junction');
  }
}

/** Compiles the service as strictly as it can be; what the compiler complains of. */
export async function compileService(folder: string, compiler: string): Promise<string> {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
    ...{ noImplicitReturns: true, isolatedModules: true, experimentalDecorators: true, emitDecoratorMetadata: true },
    ...{ target: 'es2022', module: 'nodenext', rootDir: 'src', outDir: 'out', types: ['node'] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  const { stdout } = await execute(process.execPath, [compiler, '-p', folder]).catch((failure) => failure);
  return stdout;
}

/** Projects that do without Node.js's types: the compiler's libraries, and what only those give. */
export const LIBRARIES = [
  { lib: ['es2022'], uses: '' },
  { lib: ['es2022', 'dom'], uses: 'options.signal = new AbortController().signal;' },
  { lib: ['es2022', 'esnext.disposable'], uses: 'await using second = first; void second;' },
];

/** Compiles a program against the package's main entry alone, without Node.js's types; what the compiler complains of. */
export async function compileAlone(compiler: string, from: string, { lib, uses }: (typeof LIBRARIES)[number]) {
  const folder = await repositoryOf({
    'package.json': '{ "type": "module" }',
    'main.ts': `import { buildGraphStreaming, processFilesInBatches, type StreamOptions } from 'code-knowledge-graph';
      const options: StreamOptions = {};
      const first = processFilesInBatches([], '.', null);
      ${uses}
      for await (const { batch } of first) void batch.files;
      const types: number = (await buildGraphStreaming('.', [], options)).types.size;
      export { types };`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
        ...{ target: 'es2022', lib, module: 'nodenext', types: [] },
      },
    }),
  });
  await install(folder, { 'code-knowledge-graph': from });
  const { stdout } = await execute(process.execPath, [compiler, '-p', folder]).catch((failure) => failure);
  return stdout;
}

/** Runs what was compiled; what it printed. */
export async function runService(folder: string, node = process.execPath): Promise<unknown> {
  const { stdout } = await execute(node, [join('out', 'main.js')], { cwd: folder });
  return JSON.parse(stdout);
}
