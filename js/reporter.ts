/** What a stream tells its caller's logger and `onProgress`; their exceptions never reach the stream. */
import type { FileFailure, StreamLogger, StreamOptions, StreamProgress } from '../index.js';

const CONTEXT = 'CodeKnowledgeGraph';
const STEP = 10;

/** Counters of the metrics that say whether the stream waited for memory. */
export interface MemoryPauses {
  memoryPauses: number;
  memoryPausedMs: number;
  currentMemoryUsage: number;
}

export class Reporter {
  readonly #options: StreamOptions;
  readonly #begin = performance.now();
  #reportedStep = 0;
  #pauses = 0;
  #failed = 0;
  #hasWarned = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  started(rootDir: string, totalFiles: number | undefined, { memoryPauses }: MemoryPauses): void {
    this.#pauses = memoryPauses;
    this.#log(
      'log',
      'Starting streaming file processing',
      totalFiles === undefined ? { rootDir } : { rootDir, totalFiles },
    );
  }

  batch(progress: StreamProgress, failures: readonly FileFailure[], memory: MemoryPauses): void {
    if (memory.memoryPauses > this.#pauses) {
      this.#pauses = memory.memoryPauses;
      const { memoryPauses, memoryPausedMs, currentMemoryUsage } = memory;
      this.#log('warn', 'Pausing streaming due to high memory usage', {
        memoryPauses,
        memoryPausedMs,
        currentMemoryUsage,
      });
    }
    if (failures.length > 0) {
      this.#failed += failures.length;
      this.#log('error', 'Error in streaming batch processing', { batchIndex: progress.batchIndex, failures });
    }
    const step = Math.floor(progress.progress / STEP);
    if (step > this.#reportedStep) {
      this.#reportedStep = step;
      this.#log('log', 'Streaming progress update', { ...progress });
    }
    this.#guard('onProgress', () => this.#options.onProgress?.({ ...progress }));
  }

  failed(error: unknown): void {
    this.#log('error', 'Error in streaming batch processing', { error });
  }

  completed(processedFiles: number): void {
    this.#log('log', 'Streaming file processing completed', {
      processedFiles,
      failedFiles: this.#failed,
      durationMs: performance.now() - this.#begin,
    });
  }

  #log(level: keyof StreamLogger, message: string, metadata: Record<string, unknown>): void {
    this.#guard('logger', () => this.#options.logger?.[level]({ message, context: CONTEXT, metadata }));
  }

  /** Calls the caller's code. What it throws, or rejects with, is reported once as a process warning. */
  #guard(name: string, call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error: unknown) => this.#warn(name, error));
    } catch (error) {
      this.#warn(name, error);
    }
  }

  #warn(name: string, error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    process.emitWarning(`options.${name} threw, and the stream goes on: ${String(error)}`, 'CodeKnowledgeGraphWarning');
  }
}
