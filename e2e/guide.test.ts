/** What the migration guide shows of Docker and Jest, carried out: the image's steps without Docker, and a Jest run. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { GONE } from '../__test__/gone.js';
import { newDatabase, Service } from './service.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const guide = readFileSync(join(root, 'docs/migration.md'), 'utf8');

const folders: string[] = [];
let stage: string;
let withJest: string;
let withTsJest: string;

// Side by side, as installing waits for the registry.
beforeAll(async () => {
  [stage, withJest, withTsJest] = await Promise.all([buildStage(), jestProject(), tsJestProject()]);
}, 600_000);

afterAll(async () => {
  for (const folder of folders) await rm(folder, GONE);
});

const dockerfile = /^```dockerfile\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? '';
const [build = '', image = ''] = dockerfile.split(/^FROM .*$/m).slice(1);

/** The stage that builds: a service in a folder of its own, without what was installed or built before. */
async function buildStage(): Promise<string> {
  const folder = join(await newFolder(), 'build');
  await cp(inject('service'), folder, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist'].includes(basename(path)),
  });
  for (const [, command = ''] of build.matchAll(/^RUN (.*)$/gm)) await execute('sh', ['-c', command], { cwd: folder });
  return folder;
}

it('shows a Dockerfile whose steps give a service that starts', { timeout: 300_000 }, async () => {
  // The image: nothing but what is copied from there.
  const folder = await newFolder();
  const copied = [...image.matchAll(/^COPY --from=build \/service\/(\S+) \S+$/gm)].map(([, path = '']) => path);
  for (const path of copied)
    await cp(join(stage, path), join(folder, path), { recursive: true, verbatimSymlinks: true });
  const [program, ...words] = JSON.parse(/^CMD (.*)$/m.exec(image)?.[1] ?? '[]');
  expect(program).toBe('node');

  const service = await Service.start(await newDatabase(), folder, words);
  expect((await service.health()).status).toBe('ok');
  await service.index(inject('rxjs'));
  expect(await service.endOf(1)).toMatchObject({ status: 'completed', processedFiles: 252 });
});

async function jestProject(): Promise<string> {
  const [, path = '', spec = ''] = /^```ts\n\/\/ (\S+\.spec\.ts)\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  const folder = await newFolder();
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), spec);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['jest', 'node'],
    rootDir: 'test',
    outDir: 'compiled',
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['test'] }));

  const packages = ['jest@30.5.2', '@types/jest@30.0.0', inject('tarball')];
  await execute('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  return folder;
}

it('shows a test that passes with Jest, which then ends by itself', { timeout: 300_000 }, async () => {
  await execute(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', withJest]);
  const jest = join(withJest, 'node_modules/jest/bin/jest.js');
  const { stderr } = await execute(process.execPath, [jest, '--ci', '--rootDir', 'compiled'], { cwd: withJest });
  expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m);
  expect(stderr).not.toMatch(/did not exit|open handle/);
});

async function tsJestProject(): Promise<string> {
  const folder = await newFolder();
  const sources = [...guide.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)];
  const written: [path: string, text: string][] = sources.map(([, path = '', text = '']) => [path, text]);
  const compilerOptions = {
    ...{ strict: true, target: 'es2022', module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: true, types: ['jest', 'node'] },
  };
  written.push(
    ['package.json', JSON.stringify({ private: true, jest: { preset: 'ts-jest' } })],
    ['tsconfig.json', JSON.stringify({ compilerOptions })],
    ['test/indexer.spec.ts', INDEXER_SPEC],
  );
  for (const [path, text] of written) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const packages = [
    ...['jest@30.5.2', '@types/jest@30.0.0', 'ts-jest@29.4.15', 'typescript@5.9.3', inject('tarball')],
    ...['@nestjs/common@11', '@nestjs/core@11', 'reflect-metadata@0.2', 'rxjs@7'],
  ];
  await execute('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder });
  return folder;
}

it('shows a service whose own tests run in ts-jest, as CommonJS', { timeout: 300_000 }, async () => {
  const jest = join(withTsJest, 'node_modules/jest/bin/jest.js');
  const { stderr } = await execute(process.execPath, [jest, '--ci'], { cwd: withTsJest });
  expect(stderr).toMatch(/^Tests: +2 passed, 2 total$/m);
  expect(stderr).not.toMatch(/did not exit|open handle|warn/);
});

/** A test of the service of the guide, with the types that the guide puts in the place of its own. */
const INDEXER_SPEC = `import 'reflect-metadata';
  import { NestFactory } from '@nestjs/core';
  import { Module } from '@nestjs/common';
  import { AppModule } from '../src/app.module';
  import { GraphService } from '../src/graph.service';
  import { type CodeGraph, NodeType } from '../src/graph.types';
  import { Indexer } from '../src/indexer';

  @Module({ imports: [AppModule], providers: [GraphService, Indexer] })
  class Service {}

  test('indexes what it is given', async () => {
    const app = await NestFactory.createApplicationContext(Service, { logger: false });
    const stored: string[] = [];
    await app.get(Indexer).index('src', async (key) => void stored.push(key));
    expect(stored.length).toBeGreaterThan(3);
    const graph: CodeGraph = await app.get(GraphService).buildGraphProgressively('src');
    expect([...graph.types.values()].map(({ type }) => type)).toContain(NodeType.NODE_TYPE_CLASS);
    await app.close();
  });`;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ckg-guide-'));
  folders.push(folder);
  return folder;
}
