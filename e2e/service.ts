/** The installed service as a process, and HTTP to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { inject, onTestFinished } from 'vitest';
import type { StreamingHealth } from '../nestjs.js';

/** What the service answers about a repository, as a client sees it. */
export interface Progress {
  id: number;
  root: string;
  status: 'running' | 'interrupted' | 'cancelled' | 'failed' | 'completed';
  stage: string | null;
  progress: number;
  processedFiles: number;
  failedFiles: number;
  totalFiles: number;
  error: string | null;
}

/** A function, or where one is called, as a client sees it. */
export interface Place {
  key: string | null;
  file: string;
  line: number;
  column: number;
}

/** A JSON answer with its HTTP status. */
export interface Answer<Body> {
  status: number;
  body: Body;
}

/** A folder that goes away with the running test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ckg-service-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A database file in a folder of its own, which goes away with the running test. */
export async function newDatabase(): Promise<string> {
  return join(await newFolder(), 'code-graph.db');
}

/** A running service, or one that has ended. */
export class Service {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  /**
   * Starts the service on a free port; it ends with the running test at the latest.
   *
   * @param folder where it is installed
   * @param words what Node.js is started with
   * @param settings what the service takes from its environment beside
   */
  static async start(
    database: string,
    folder: string = inject('service'),
    words: string[] = ['dist/main.js'],
    settings: Record<string, string> = {},
  ): Promise<Service> {
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: {
        ...{ ...process.env, PORT: '0', DATABASE_FILE: database, ALLOWED_ROOTS: inject('repositories') },
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    for await (const line of createInterface(child.stdout)) {
      output += `${line}\n`;
      const [, url] = /^Listening on (\S+)$/.exec(line) ?? [];
      if (url === undefined) continue;
      // What it prints from here on is read, or it would wait.
      child.stdout.resume();
      return new Service(child, url);
    }
    throw new Error(`The service did not start:\n${output}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Sends the process a signal and waits for its end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  index(path: unknown): Promise<Answer<Progress>> {
    return this.send('POST', '/repositories/index', JSON.stringify({ path }));
  }

  cancel(id: number): Promise<Answer<Progress>> {
    return this.send('DELETE', `/repositories/${id}/index`);
  }

  async health(): Promise<StreamingHealth> {
    return (await this.send<StreamingHealth>('GET', '/health/streaming-metrics')).body;
  }

  callers(id: number, key: string, query = ''): Promise<Answer<{ total: number; callers: Place[] }>> {
    return this.send('GET', `/repositories/${id}/functions/${encodeURIComponent(key)}/callers${query}`);
  }

  async send<Body>(method: string, path: string, body?: string): Promise<Answer<Body>> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method, headers, body: body ?? null });
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** The server-sent events about a repository, until the server closes the stream. */
  async *events(id: number): AsyncGenerator<Progress, undefined> {
    const response = await fetch(`${this.url}/repositories/${id}/events`);
    if (!response.body) throw new Error('An answer without a body');
    const texts = response.body.pipeThrough(new TextDecoderStream());
    for await (const { data } of texts.pipeThrough(new EventSourceParserStream())) yield JSON.parse(data);
  }

  /** Waits until some files have been read, but not all; fails if that moment has passed. */
  async middleOf(id: number): Promise<Progress> {
    for await (const event of this.events(id)) {
      if (event.processedFiles === 0) continue;
      if (event.processedFiles < event.totalFiles) return event;
      break;
    }
    throw new Error(`Repository ${id} was never seen in the middle of being read`);
  }

  /** Waits for the end of a run; what its last event says. */
  async endOf(id: number): Promise<Progress> {
    let last: Progress | undefined;
    for await (const event of this.events(id)) last = event;
    if (last === undefined) throw new Error(`There was no event about repository ${id}`);
    return last;
  }
}

/**
 * Everything that a database holds about its files, without row numbers: equal for equal content. No process may use
 * it. A copy is read, since the driver keeps a file locked after it was closed.
 */
export async function contentOf(database: string): Promise<Record<string, string[]>> {
  const SQLite = createRequire(join(inject('service'), 'package.json'))('libsql');
  const copy = await newDatabase();
  await cp(dirname(database), dirname(copy), { recursive: true });
  const connection = new SQLite(copy);
  try {
    const rows = (sql: string): string[] => connection.prepare(sql).raw(true).all().map(JSON.stringify).sort();
    const ofFile = 'JOIN files ON files.id = file_id JOIN repositories ON repositories.id = files.repository_id';
    return {
      files: rows(
        `SELECT root, path, language, content_hash, has_syntax_errors, failure_code, failure_message
         FROM files JOIN repositories ON repositories.id = repository_id`,
      ),
      reexports: rows(`SELECT root, path, target FROM reexports ${ofFile}`),
      functions: rows(
        `SELECT root, path, key, name, class_name, params, return_type, is_accessor, start_line, end_line,
           signature_hash, body FROM functions ${ofFile}`,
      ),
      types: rows(`SELECT root, path, key, name, kind, supertypes, fields FROM types ${ofFile}`),
      calls: rows(
        `SELECT root, path, node_id, caller_key, name, receiver, declared_in, resolution, target_key, line, column
         FROM calls ${ofFile}`,
      ),
      defects: rows('PRAGMA integrity_check').concat(rows('PRAGMA foreign_key_check')),
    };
  } finally {
    connection.close();
  }
}
