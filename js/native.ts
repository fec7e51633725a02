/** Finds the compiled binary of this platform, and says what it offers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFailure, SlowFile } from '../index.js';
import type { NativeFailure } from './decode/failures.js';

/** Options as the native side takes them, checked. */
export interface NativeOptions {
  batchSize?: number;
  adaptive?: boolean;
  memoryThreshold?: number;
  memoryLimitBytes?: number;
  memoryPauseMs?: number;
  maxMemoryPauses?: number;
  prefetchBatches?: number;
  concurrency?: number;
  maxFileSize?: number;
  fileTimeoutMs?: number;
  include?: string[];
  exclude?: string[];
  respectGitignore?: boolean;
}

/** What results lack although no file failed. */
export interface NativeWarning {
  /** The absolute path of what is left out. */
  filePath: string;
  code: string;
  message: string;
}

/** How far a stream is, beside the batches it handed out. */
export interface NativeProgress {
  totalFiles: number;
  isShortOfMemory: boolean;
  slowestFiles: SlowFile[];
}

/** An async iterator made in Rust: its items are buffers of `decode/handover.ts`. */
export interface NativeStream {
  [Symbol.asyncIterator](): AsyncIterator<Buffer, unknown, undefined>;
  cancel(): void;
  pause(): void;
  resume(): void;
  /** What results lack although no file failed, since the last call. */
  takeWarnings(): NativeWarning[];
  /** How far it is, beside the batches it handed out. */
  progress(): NativeProgress;
  /** Adds the next paths of the list it was opened with. */
  addFiles(files: string[]): void;
}

/**
 * What is wanted of work that is being prepared. Collected as garbage it cancels that work, so whoever waits for it
 * holds this until it is there.
 */
export interface NativeControl {
  cancel(): void;
  pause(): void;
  resume(): void;
}

/** What a stream does about memory, while it happens. */
export interface MemoryEvent {
  kind: 'paused' | 'resumed' | 'singleFile';
  pressure: {
    /** The share of the limit in use. */
    share: number;
    /** The share above which no file starts. */
    threshold: number;
    limitBytes: number;
    /** Pauses in a row until now. */
    pauses: number;
  } | null;
}

/** A snapshot of the metrics; times in milliseconds on a clock that reads `now` at this moment. */
export interface NativeMetrics {
  filesProcessed: number;
  filesFailed: number;
  timeoutCount: number;
  bytesProcessed: number;
  batchesProcessed: number;
  failedBatches: number;
  averageProcessingTime: number;
  filesPerSecond: number;
  memoryUsage: number;
  currentMemoryUsage: number;
  now: number;
  startTime: number;
  lastBatchTime: number | null;
  uptime: number;
  memoryPauses: number;
  memoryPausedMs: number;
  pausedStreams: number;
  singleFilePhases: number;
  activeStreams: number;
  cacheHits: number;
  cacheMisses: number;
}

/** A root, and the folder that was the current one when the caller named it; empty if that was gone. */
export interface GivenRoot {
  given: string;
  folder: string;
}

/** Which files of a list the options leave. */
export interface FileSelection {
  /** One byte a file: 1 where it is left, else 0. */
  choose(files: string[]): Promise<Buffer | NativeFailure>;
}

/** Streams that share their metrics. */
export interface NativeEngine {
  /** The files found: pieces of `decode/handover.ts`; and what could not be searched. */
  sourceFiles(
    root: GivenRoot,
    options: NativeOptions,
    control: NativeControl,
  ): Promise<{ pieces: Buffer[]; failures: FileFailure[] } | NativeFailure>;
  openStream(
    files: string[],
    total: number,
    root: GivenRoot,
    options: NativeOptions,
    control: NativeControl,
    onMemory?: (event: MemoryEvent) => void,
  ): Promise<NativeStream | NativeFailure>;
  openGraph(
    root: GivenRoot,
    pathParts: string[],
    options: NativeOptions,
    control: NativeControl,
    onMemory?: (event: MemoryEvent) => void,
  ): Promise<NativeStream | NativeFailure>;
  openSelection(root: GivenRoot, options: NativeOptions): Promise<FileSelection | NativeFailure>;
  metrics(): NativeMetrics;
  resetMetrics(): void;
}

interface NativeBinding {
  Engine: new () => NativeEngine;
  Control: new () => NativeControl;
  release(buffer: ArrayBufferLike): void;
}

/** What decides which binary fits: the names of Node and of napi-rs. */
export interface Platform {
  platform: string;
  arch: string;
  libc: 'gnu' | 'musl' | undefined;
}

/** The part of a binary's name that names its platform, as in `linux-x64-gnu`. */
export function platformName({ platform, arch, libc }: Platform): string {
  if (platform === 'win32') return `${platform}-${arch}-msvc`;
  return libc === undefined ? `${platform}-${arch}` : `${platform}-${arch}-${libc}`;
}

/**
 * Loads the binary next to the package, else the one in the optional package of this platform.
 *
 * @throws Error with the code `ERR_UNSUPPORTED_PLATFORM` that says what was looked for and how to build it
 */
export function loadBinding(load: (id: string) => unknown, here: Platform): NativeBinding {
  const name = platformName(here);
  const platformPackage = `code-knowledge-graph-${name}`;
  const causes: unknown[] = [];
  for (const id of [join(__dirname, '..', `code-knowledge-graph.${name}.node`), platformPackage]) {
    try {
      return load(id) as NativeBinding;
    } catch (error) {
      causes.push(error);
    }
  }
  const { platform, arch, libc } = here;
  // A binary that is there but cannot be loaded (an older libc, say) has the more telling reason.
  const cause = causes.find((error) => (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') ?? causes[0];
  const message =
    `code-knowledge-graph has no binary for this platform (${platform}, ${arch}${libc ? `, ${libc}` : ''}): ` +
    `neither code-knowledge-graph.${name}.node nor the package ${platformPackage} could be loaded: ` +
    `${firstLine(cause)}. The package is an optional dependency: it is missing if optional dependencies were left ` +
    'out, or if node_modules was installed on another platform. To build the binary from source, install Rust (https://rustup.rs) and run "npm install && npm run build" in the ' +
    'repository of code-knowledge-graph.';
  throw Object.assign(new Error(message, { cause }), { code: 'ERR_UNSUPPORTED_PLATFORM' });
}

/** The platform of this process. */
export function currentPlatform(): Platform {
  const { platform, arch } = process;
  return { platform, arch, libc: platform === 'linux' ? currentLibc() : undefined };
}

function currentLibc(): 'gnu' | 'musl' {
  // `ldd` is a script that names its libc; reading it costs far less than the report, which asks the network stack.
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl') ? 'musl' : 'gnu';
  } catch {
    const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
    return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu';
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? '';
}

let binding: NativeBinding | undefined;

/** The binary of this platform, loaded when it is first needed. */
export function native(): NativeBinding {
  binding ??= loadBinding(require, currentPlatform());
  return binding;
}

/** Frees the memory of a buffer that a native stream yielded, at once: the garbage collector would take its time. */
export function release(buffer: Buffer): void {
  const { buffer: memory } = buffer;
  // A platform without external memory may have copied it into a pool that others use too.
  if (memory.byteLength === buffer.length) native().release(memory);
}
