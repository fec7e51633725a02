/** What a stream tells its caller's logger and `onProgress`; their exceptions never reach the stream. */
import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';
import type { FileFailure, LogEntry, ProgressStage, StreamLogger, StreamOptions, StreamProgress } from '../index.js';
import type { Processed } from './decode/handover.js';
import type { MemoryEvent, NativeProgress, NativeWarning } from './native.js';
import { wantsCache } from './options.js';

const CONTEXT = 'CodeKnowledgeGraph';
const STEP = 10;

/** After so many milliseconds without a batch the caller is told what is being done. */
const SILENCE_MS = 2000;

/** What a warning is about, by its code. */
const WARNINGS: Record<string, string> = {
  ERR_MANIFEST_LIMIT: 'Left out a part of a manifest',
  ERR_MANIFEST_UNREADABLE: 'Left out a manifest',
  ERR_MANIFEST_INVALID: 'Left out a manifest',
  ERR_EXTENDS_NOT_FOUND: 'Left out what a manifest extends',
  ERR_FOLDER_UNREADABLE: 'Left out a folder',
  ERR_CACHE_UNUSABLE: 'The cache cannot be used as asked',
};

/** Whatever says how far it is. */
interface Source {
  progress(): NativeProgress;
}

export class Reporter {
  readonly #options: StreamOptions;
  readonly #begin = performance.now();
  #hasStarted = false;
  /** What came before the start was told. */
  readonly #early: MemoryEvent[] = [];
  /** Weakly: a stream keeps who listens to its memory, so that one held by its listener would never be collected. */
  #source: WeakRef<Source> | undefined;
  #stage: ProgressStage = 'discovering';
  #processed: Processed = { progress: 0, processedFiles: 0, totalFiles: 0, batchIndex: 0, totalBatches: 0 };
  #silence: NodeJS.Timeout | undefined;
  #reportedStep = 0;
  #failed = 0;
  #hasWarned = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /** To be told what the stream does about memory; `undefined` where nobody would learn of it. */
  get onMemory(): ((event: MemoryEvent) => void) | undefined {
    return this.#options.logger === undefined ? undefined : (event) => this.#memory(event);
  }

  /** What `work` is for, while it is waited for; the caller is told in between. */
  async during<T>(stage: ProgressStage, work: Promise<T>): Promise<T> {
    this.#stage = stage;
    if (this.#options.onProgress === undefined) return work;
    this.#silence = setInterval(() => this.#tell(this.#progress()), SILENCE_MS).unref();
    try {
      return await work;
    } finally {
      this.silence();
    }
  }

  /** Nobody waits any more. */
  silence(): void {
    clearInterval(this.#silence);
  }

  /** @param source what is asked from now on how far it is */
  started(rootDir: string, totalFiles: number | undefined, source: Source): void {
    this.#source = new WeakRef(source);
    this.#log(
      'log',
      'Starting streaming file processing',
      totalFiles === undefined ? { rootDir } : { rootDir, totalFiles },
    );
    this.#hasStarted = true;
    for (const event of this.#early.splice(0)) this.#memory(event);
  }

  /** @returns what the caller was told */
  batch(processed: Processed, failures: readonly FileFailure[]): StreamProgress {
    this.#processed = processed;
    const progress = this.#progress();
    this.failures(failures, progress.batchIndex);
    const step = Math.floor(progress.progress / STEP);
    if (step > this.#reportedStep) {
      this.#reportedStep = step;
      this.#log('log', 'Streaming progress update', { ...progress });
    }
    this.#tell(progress);
    return progress;
  }

  #progress(): StreamProgress {
    const { totalFiles = 0, slowestFiles = [], isShortOfMemory = false } = this.#source?.deref()?.progress() ?? {};
    return { stage: this.#stage, slowestFiles, isShortOfMemory, ...this.#processed, totalFiles };
  }

  #tell(progress: StreamProgress): void {
    this.#guard('onProgress', () => this.#options.onProgress?.({ ...progress }));
  }

  /** Files that failed: in a batch, or when a whole graph was linked. */
  failures(failures: readonly FileFailure[], batchIndex?: number): void {
    if (failures.length === 0) return;
    this.#failed += failures.length;
    if (this.#options.logger === undefined) return;
    this.#logError('Error in streaming batch processing', errorOf(failures), {
      ...(batchIndex === undefined ? {} : { batchIndex }),
      failures,
    });
  }

  /** What results lack, or a cache does not save, although no file failed. */
  warnings(warnings: readonly NativeWarning[]): void {
    for (const warning of warnings) this.#log('warn', WARNINGS[warning.code] ?? warning.code, { ...warning });
  }

  /** Folders that a list of files has nothing of. Without a logger a process warning tells, as a list cannot. */
  unsearched(rootDir: string, failures: readonly FileFailure[]): void {
    const [first] = failures;
    if (first === undefined) return;
    const error = errorOf(failures, 'Error searching folder');
    if (this.#options.logger !== undefined) {
      this.#logError('Folders could not be searched for source files', error, { rootDir, failures });
      return;
    }
    process.emitWarning(error.message, { type: 'CodeKnowledgeGraphWarning', code: first.code });
  }

  /** The whole stream or graph failed. */
  failed(error: unknown): void {
    this.#logError('Error in streaming batch processing', error);
  }

  /** A search for files failed. */
  searchFailed(error: unknown): void {
    this.#logError('Error in searching for source files', error);
  }

  completed(processedFiles: number): void {
    const { cacheHits = 0, cacheMisses = 0 } = this.#source?.deref()?.progress() ?? {};
    this.#log('log', 'Streaming file processing completed', {
      processedFiles,
      failedFiles: this.#failed,
      durationMs: performance.now() - this.#begin,
      ...(wantsCache(this.#options) ? { cacheHits, cacheMisses } : {}),
    });
  }

  #memory(event: MemoryEvent): void {
    if (!this.#hasStarted) {
      this.#early.push(event);
      return;
    }
    const { kind, pressure } = event;
    if (kind === 'paused' && pressure?.pauses === 1) {
      this.#log('warn', 'Pausing streaming due to high memory usage', { ...pressure });
    } else if (kind === 'paused') {
      this.#log('debug', 'Memory usage is still high', { ...pressure });
    } else if (kind === 'resumed') {
      this.#log('debug', 'Resuming streaming', {});
    } else {
      this.#log('warn', 'Streaming one file at a time due to high memory usage', { ...pressure });
    }
  }

  /** Loggers look for the error in either place. */
  #logError(message: string, cause: unknown, metadata: Record<string, unknown> = {}): void {
    // Errors made by the native side are of another realm where a test runner gives each file its own.
    const error = cause instanceof Error || isNativeError(cause) ? cause : new Error(textOf(cause));
    this.#log('error', message, { ...metadata, error }, { error });
  }

  #log(level: keyof StreamLogger, message: string, metadata: LogEntry['metadata'], more?: Partial<LogEntry>): void {
    this.#guard('logger', () => this.#options.logger?.[level]({ message, context: CONTEXT, ...more, metadata }));
  }

  /** Calls the caller's code. What it throws, or rejects with, is reported once as a process warning. */
  #guard(name: string, call: () => unknown): void {
    try {
      // A promise of any kind: of this realm, of another one, of a library.
      const result = call() as PromiseLike<unknown> | null | undefined;
      if (typeof result?.then === 'function') result.then(undefined, (error: unknown) => this.#warn(name, error));
    } catch (error) {
      this.#warn(name, error);
    }
  }

  #warn(name: string, error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    process.emitWarning(`options.${name} threw, and the stream goes on: ${textOf(error)}`, 'CodeKnowledgeGraphWarning');
  }
}

/** One error for the files that failed together: the first one's, with the number of the others. */
function errorOf(failures: readonly FileFailure[], words = 'Error analyzing file'): Error {
  const [first, ...others] = failures as [FileFailure, ...FileFailure[]];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const error = new Error(`${words} ${first.filePath}: ${first.message}${more}`);
  // Where in this package it is written down helps nobody.
  error.stack = `${error}`;
  return Object.assign(error, { code: first.code });
}

/** Anything can be thrown, also what cannot be made a string. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return inspect(error, { customInspect: false });
  }
}
