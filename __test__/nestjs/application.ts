/** Nest applications for tests: real ones, on a port of their own, closed when the test ends. */
import { type INestApplication, type LoggerService, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';
import {
  CodeKnowledgeGraphModule,
  type CodeKnowledgeGraphModuleOptions,
  CodeKnowledgeGraphService,
} from '../../nestjs.mjs';
import { repositoryOf } from '../repository.js';

export interface Running {
  app: INestApplication;
  url: string;
  service: CodeKnowledgeGraphService;
}

/** Options with which a stream waits for memory until it is cancelled. */
export const STARVED = { memoryLimitBytes: 1, memoryPauseMs: 600_000 };

/** Starts an application of one module. */
export async function started(metadata: ModuleMetadata): Promise<Running> {
  class Application {}
  Module(metadata)(Application);
  const app = await NestFactory.create(Application, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), service: app.get(CodeKnowledgeGraphService, { strict: false }) };
}

/** Starts an application that imports the module with `options`; it logs nothing unless they say so. */
export function startedWith(options: CodeKnowledgeGraphModuleOptions = {}): Promise<Running> {
  return started({ imports: [CodeKnowledgeGraphModule.forRoot({ logger: false, ...options })] });
}

/** The JSON that `url` answers. */
export async function json<Body = unknown>(url: string): Promise<Body> {
  return (await (await fetch(url)).json()) as Body;
}

/** A repository of `count` small files that call each other. */
export function smallRepository(count = 3): Promise<string> {
  const names = Array.from({ length: count }, (_, number) => `f${number}`);
  return repositoryOf(
    Object.fromEntries(
      names.map((name, number) => [
        `${name}.ts`,
        `import { ${names[0]} } from './${names[0]}.js';\nexport function ${name}() { return ${number === 0 ? '1' : `${names[0]}()`}; }\n`,
      ]),
    ),
  );
}

/** Keeps what it is told. */
export class RecordingLogger implements LoggerService {
  readonly lines: [string, ...unknown[]][] = [];

  log(...words: unknown[]): void {
    this.lines.push(['log', ...words]);
  }

  warn(...words: unknown[]): void {
    this.lines.push(['warn', ...words]);
  }

  error(...words: unknown[]): void {
    this.lines.push(['error', ...words]);
  }

  debug(...words: unknown[]): void {
    this.lines.push(['debug', ...words]);
  }
}
