/** The versions of NestJS that are supported, and what an application does without the optional packages. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmScript } from '../npm.js';
import { smallRepository } from './application.js';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const versions = fileURLToPath(new URL('./versions', import.meta.url));

/** What is installed: a version of NestJS with Terminus, NestJS 12 alone, nothing. */
const APPLICATIONS = ['nest-10', 'nest-11', 'nest-12', 'bare', 'nothing'] as const;
type Application = (typeof APPLICATIONS)[number];
let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'ckg-nest-'));
  for (const name of APPLICATIONS) await mkdir(join(work, name, 'node_modules'), { recursive: true });
  await Promise.all([installed('nest-10'), installed('nest-11')]);
  await linked('nest-12', 'common', 'core', 'platform-express', 'terminus');
  await linked('bare', 'common', 'core', 'platform-express');
  for (const name of APPLICATIONS) await addPackage(name);
}, 300_000);

afterAll(() => rm(work, { recursive: true, force: true }));

/** Installs a locked version of NestJS. */
async function installed(name: Application): Promise<void> {
  await cp(join(versions, name), join(work, name), { recursive: true });
  const words = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await execute(process.execPath, [npmScript(), ...words], { cwd: join(work, name) });
}

/** Links what this repository itself has of NestJS. */
async function linked(name: Application, ...packages: string[]): Promise<void> {
  const scope = join(work, name, 'node_modules', '@nestjs');
  await mkdir(scope);
  for (const each of packages)
    await symlink(join(root, 'node_modules', '@nestjs', each), join(scope, each), 'junction');
}

/** Copies the package as it is built, so that it finds the packages of the application and not those of this one. */
async function addPackage(name: Application): Promise<void> {
  const target = join(work, name, 'node_modules', 'code-knowledge-graph');
  const files = readdirSync(root).filter((file) => /^(dist|package\.json)$|\.(mjs|d\.m?ts|node)$/.test(file));
  for (const file of files) await cp(join(root, file), join(target, file), { recursive: true });
  await cp(join(versions, 'application.mjs'), join(work, name, 'application.mjs'));
}

/** Runs a program in an application's folder; whatever it prints to standard error fails the test. */
async function run(name: Application, ...words: string[]): Promise<string> {
  const { stdout, stderr } = await execute(process.execPath, words, { cwd: join(work, name), timeout: 60_000 });
  expect(stderr).toBe('');
  return stdout;
}

describe('an application', () => {
  const limit = '2 of 5 files failed, more than 10 %';

  it.each([
    [10, [503, 'error', 'down', limit]],
    [11, [503, 'error', 'down', limit]],
    [12, [200, 'degraded', 'degraded', limit]],
  ])('on NestJS %i has the module, the service, health and shutdown', async (version, ill) => {
    const stdout = await run(`nest-${version}` as Application, 'application.mjs', await smallRepository(3));
    expect(JSON.parse(stdout)).toEqual({
      version,
      files: 3,
      processed: 3,
      own: 'ok',
      well: [200, 'ok', 'up'],
      ill,
      shutdown: 'AbortError',
    });
  });

  it.each(['nest-10', 'nest-11', 'nest-12'] as const)('on %s may be CommonJS, with the same classes', async (name) => {
    const program = `
      const { NestFactory } = require('@nestjs/core');
      const { Module } = require('@nestjs/common');
      const common = require('code-knowledge-graph/nestjs');
      class Application {}
      Module({ imports: [common.CodeKnowledgeGraphModule.forRoot({ logger: false })] })(Application);
      (async () => {
        const app = await NestFactory.createApplicationContext(Application, { logger: false });
        const module = await import('code-knowledge-graph/nestjs');
        const service = app.get(module.CodeKnowledgeGraphService);
        const same = Object.keys(common).every((name) => common[name] === module[name]);
        console.log(service.getStreamingMetrics().filesProcessed, same, Object.keys(module).length === Object.keys(common).length);
        await app.close();
      })();`;
    expect(await run(name, '-e', program)).toBe('0 true true\n');
  });
});

describe('the types', () => {
  const consumer = `
    import { type DynamicModule, Logger } from '@nestjs/common';
    import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService, StreamingHealthIndicator, type StreamingHealth } from 'code-knowledge-graph/nestjs';
    export class Indexing {
      constructor(private readonly service: CodeKnowledgeGraphService, private readonly indicator: StreamingHealthIndicator) {}
      async files(): Promise<number> {
        for await (const { batch } of this.service.processFilesInBatches(['a.ts'], '.')) void batch.files[0]?.normalizedPath;
        return (await this.service.buildGraphStreaming('.', ['src'])).files.size;
      }
      check() { return this.indicator.isHealthy('graph'); }
    }
    export const modules: DynamicModule[] = [
      CodeKnowledgeGraphModule.forRoot({ isGlobal: true, health: { path: 'x' }, logger: new Logger('a') }),
      CodeKnowledgeGraphModule.forRootAsync({ useFactory: (batchSize: number) => ({ batchSize }), inject: ['SIZE'] }),
      // @ts-expect-error: no such option.
      CodeKnowledgeGraphModule.forRoot({ pathOfHealth: 'x' }),
    ];
    export const statusOf = ({ status }: StreamingHealth): 'ok' | 'degraded' => status;`;
  const terminus = `
    import type { HealthIndicatorFunction } from '@nestjs/terminus';
    export const check = (indexing: Indexing): HealthIndicatorFunction => () => indexing.check();`;

  it.each([
    ['nest-10', 'node16', 'node16', 'consumer.cts', consumer + terminus],
    ['nest-11', 'node16', 'node16', 'consumer.mts', consumer + terminus],
    ['nest-12', 'node16', 'node16', 'consumer.mts', consumer + terminus],
    ['nest-12', 'nodenext', 'nodenext', 'consumer.cts', consumer + terminus],
    ['bare', 'esnext', 'bundler', 'consumer.ts', consumer],
  ] as const)('hold in %s (%s, %s, %s)', async (name, module, moduleResolution, file, text) => {
    await writeFile(join(work, name, file), text);
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', module, moduleResolution },
      ...{ experimentalDecorators: true, typeRoots: [join(root, 'node_modules', '@types')], types: ['node'] },
    };
    await writeFile(join(work, name, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const tsc = execute(process.execPath, [compiler, '-p', '.'], { cwd: join(work, name) });
    const { stdout } = await tsc.catch((failure) => failure);
    // Declarations of other packages may have errors of their own: NestJS names packages that are not installed.
    const lines = String(stdout).split('\n');
    expect(lines.filter((line) => /^(consumer|node_modules\/code-knowledge-graph|error)/.test(line))).toEqual([]);
  });
});

describe('a package that is not installed', () => {
  it.each([
    ['prom-client', 'The option "metrics"', 'CodeKnowledgeGraphModule.forRoot({ metrics: true })'],
    ['@opentelemetry/api', 'options.tracing', 'new CodeKnowledgeGraphService({ tracing: true })'],
    ['@nestjs/terminus', 'StreamingHealthIndicator', 'await new StreamingHealthIndicator(service).isHealthy()'],
  ])('%s is named by the error of what needs it', async (name, purpose, expression) => {
    const program = `
      import * as nestjs from 'code-knowledge-graph/nestjs';
      const { CodeKnowledgeGraphModule, CodeKnowledgeGraphService, StreamingHealthIndicator } = nestjs;
      const service = new CodeKnowledgeGraphService({ logger: false });
      try { ${expression}; } catch ({ code, message }) { console.log(JSON.stringify({ code, message })); }`;
    expect(JSON.parse(await run('bare', '--input-type=module', '-e', program))).toEqual({
      code: 'ERR_MISSING_PACKAGE',
      message: `${purpose} needs the package ${name}, which is not installed: run "npm install ${name}"`,
    });
  });

  it('is not missed where nobody asks for it', async () => {
    const program = `
      import { CodeKnowledgeGraphService } from 'code-knowledge-graph/nestjs';
      const graph = await new CodeKnowledgeGraphService({ logger: false }).buildGraphStreaming(process.argv[1]);
      console.log(graph.files.size);`;
    const stdout = await run('bare', '--input-type=module', '-e', program, await smallRepository(2));
    expect(stdout).toBe('2\n');
  });

  it('but is broken has its own error', async () => {
    const folder = join(work, 'bare', 'node_modules', 'prom-client');
    await mkdir(folder);
    await writeFile(join(folder, 'index.js'), "require('not-to-be-found');");
    const program = `
      const { CodeKnowledgeGraphModule } = require('code-knowledge-graph/nestjs');
      try { CodeKnowledgeGraphModule.forRoot({ metrics: true }); } catch (error) { console.log(error.message.split('\\n')[0]); }`;
    try {
      expect(await run('bare', '-e', program)).toBe("Cannot find module 'not-to-be-found'\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the package’s main entry', () => {
  it('loads nothing of NestJS, nor of what is optional', async () => {
    const program = `
      import { createRequire } from 'node:module';
      import 'code-knowledge-graph';
      const { cache } = createRequire(import.meta.url);
      console.log(Object.keys(cache).length > 0, Object.keys(cache).filter((path) => /nest|prom-client|opentelemetry/.test(path.slice(process.cwd().length))).length);`;
    expect(await run('nest-12', '--input-type=module', '-e', program)).toBe('true 0\n');
  });

  it('works where nothing of NestJS is installed, and the adapter says what it needs', async () => {
    expect(await run('nothing', '-e', "console.log(typeof require('code-knowledge-graph').buildGraphStreaming)")).toBe(
      'function\n',
    );
    const program = "try { require('code-knowledge-graph/nestjs') } catch ({ message }) { console.log(message); }";
    expect(await run('nothing', '-e', program)).toContain("Cannot find module '@nestjs/common'");
  });
});
