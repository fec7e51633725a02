/** The migration guide held against the package: its code type-checks, and runs in a NestJS application. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { addFiles, repositoryOf } from './repository.js';
import { guideSources } from './service.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const guide = readFileSync(join(root, 'docs', 'migration.md'), 'utf8');

const sources = guideSources();
// Jest's is run by the end-to-end tests.
const { 'test/graph.service.spec.ts': jest, ...service } = sources;

it('has code with a path each', () => {
  expect(guide.match(/^```ts$/gm)).toHaveLength(Object.keys(sources).length);
  expect(Object.keys(service)).toEqual([
    'src/app.module.ts',
    'src/graph.service.ts',
    'src/indexer.ts',
    'src/graph.types.ts',
  ]);
  expect(jest).toContain('test(');
});

/** What a service is compiled as: ES modules, and what ts-jest and Nest's own projects make of the same code. */
const KINDS = {
  module: { module: 'nodenext', isolatedModules: false },
  commonjs: { module: 'commonjs', moduleResolution: 'bundler', esModuleInterop: true, isolatedModules: true },
} as const;

/** The code of the guide as that kind has it: imports of one's own name whole files in ES modules. */
function written(kind: keyof typeof KINDS, sources: Record<string, string>): Record<string, string> {
  if (kind === 'commonjs') return sources;
  const whole = (text: string) => text.replace(/(from '\.[^']*)'/g, "$1.js'");
  return Object.fromEntries(Object.entries(sources).map(([path, text]) => [path, whole(text)]));
}

it.each(['module', 'commonjs'] as const)('shows a service that runs as %s', { timeout: 180_000 }, async (kind) => {
  const work = await repositoryOf({ 'package.json': JSON.stringify({ type: kind }), ...written(kind, service) });
  await mkdir(join(work, 'node_modules'));
  const installed = readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.'));
  for (const name of installed)
    await symlink(join(root, 'node_modules', name), join(work, 'node_modules', name), 'junction');
  await symlink(root, join(work, 'node_modules', 'code-knowledge-graph'), 'junction');
  const main = {
    'src/main.ts': `import 'reflect-metadata';
     import { Module } from '@nestjs/common';
     import { NestFactory } from '@nestjs/core';
     import { AppModule } from './app.module';
     import { GraphService } from './graph.service';
     import { Indexer } from './indexer';
     @Module({ imports: [AppModule], providers: [GraphService, Indexer] })
     class Main {}
     async function main() {
     const app = await NestFactory.createApplicationContext(Main, { logger: false });
     const stored: string[] = [];
     const functions = await app.get(Indexer).index('repository', async (_key, body) => void stored.push(body));
     const graph = await app.get(GraphService).buildGraphProgressively('repository', ['order']);
     const { filesProcessed } = app.get(GraphService).getStreamingMetrics();
     console.log(JSON.stringify({ functions, stored, files: graph.files.size, filesProcessed }));
     await app.close();
     }
     void main();`,
  };
  await addFiles(work, written(kind, main));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    ...KINDS[kind],
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: true,
    types: ['node'],
  };
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout: complaints } = await execute(process.execPath, [compiler, '-p', work]).catch((failure) => failure);
  expect(complaints).toBe('');

  await addFiles(join(work, 'repository'), {
    'price.ts': 'export const gross = (net: number) => net * 1.2;\n',
    'order.ts': "import { gross } from './price.js';\nexport function total() {\n  return gross(1);\n}\n",
  });
  const { stdout } = await execute(process.execPath, ['src/main.js'], { cwd: work });
  expect(JSON.parse(stdout)).toEqual({
    functions: 2,
    stored: ['{\n  return gross(1);\n}', 'net * 1.2'],
    files: 1,
    filesProcessed: 3,
  });
});

it('links only to what exists, and names only options that there are', () => {
  const links = [...guide.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
  expect(links).toContain('../README.md');
  expect(links.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([]);

  const table = guide.split('What you had tuned is an option now:')[1]?.split('All are in')[0] ?? '';
  const named = [...table.matchAll(/^\|[^|]*\|([^|]*)\|$/gm)].flatMap(([, cell = '']) => cell.match(/`\w+`/g) ?? []);
  expect(named).toContain('`concurrency`');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const name of named.filter((name) => name !== '`onModuleDestroy`')) expect(readme).toContain(`| ${name} |`);
});
