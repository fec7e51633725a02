/** The batches of a list of files as an async iterator: the native stream under JavaScript's rules for iterators. */
import type { BatchProgress, BatchStream, FileFailure, GraphWarning, StreamOptions } from '../index.js';
import { Abortion } from './abortion.js';
import { decodeBatch, type Processed, type StreamedBatch } from './decode/handover.js';
import { batchOf } from './encoded.js';
import { guardMethods } from './members.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, type NativeStream, native, release } from './native.js';
import { cacheWarnings } from './options.js';
import { successOf } from './outcome.js';
import { Reporter } from './reporter.js';
import type { ShardAssembly } from './shards/assembly.js';
import { Slices } from './slices.js';
import { warningsBeside } from './warnings.js';

type Result = IteratorResult<BatchProgress, undefined>;

interface Waiting {
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/** What a stream is made of. */
export interface StreamRequest {
  engine: NativeEngine;
  files: string[];
  root: GivenRoot;
  options: StreamOptions;
  native: NativeOptions;
  /** Shards that the files are in; `files` are their paths as they were given then, if they were. */
  assembly?: ShardAssembly;
}

/** Paths that go to the native side in one synchronous piece, well under a millisecond of it. */
const PATHS_A_PIECE = 1024;

/** The files that the options leave: a list is chosen from as a search would choose. */
export async function chosenFiles(
  { engine, files, root, native }: Pick<StreamRequest, 'engine' | 'files' | 'root' | 'native'>,
  isWanted: () => boolean,
): Promise<string[]> {
  const { include = [], exclude = [], respectGitignore = false } = native;
  if (include.length + exclude.length === 0 && !respectGitignore) return files;
  const selection = successOf(await engine.openSelection(root, native));
  const chosen: string[] = [];
  for (let first = 0; first < files.length && isWanted(); first += PATHS_A_PIECE) {
    const piece = files.slice(first, first + PATHS_A_PIECE);
    const marks = successOf(await selection.choose(piece));
    for (const [index, file] of piece.entries()) if (marks[index] === 1) chosen.push(file);
  }
  return chosen;
}

/** Takes listeners off the signals of iterators that were dropped half way. */
const abandoned = new FinalizationRegistry<Abortion>((abortion) => abortion.dispose());

/**
 * Closes what napi's iterator leaves open: it is its own `Symbol.asyncIterator`; concurrent `next()` calls are answered
 * in order; `return()` does not wait for a pending `next()`; after the end it stays ended. Opens the native stream with
 * the first `next()`, so that an iterator nobody uses costs nothing.
 */
export class BatchIterator implements BatchStream {
  readonly #reporter: Reporter;
  readonly #waiting: Waiting[] = [];
  /** Dropped at the end, with the list of files in it. */
  #request: StreamRequest | undefined;
  #abortion: Abortion | undefined;
  #stream: NativeStream | undefined;
  readonly #control = new (native().Control)();
  #buffers: AsyncIterator<Buffer, unknown, undefined> | undefined;
  #isPumping = false;
  #processedFiles = 0;
  /** A failure that came while nobody waited: the next `next()` learns of it. */
  #untold: { reason: unknown } | undefined;

  static {
    guardMethods({ name: 'BatchStream', prototype: BatchIterator.prototype }, (object) => #control in object);
  }

  constructor(request: StreamRequest) {
    this.#request = request;
    this.#reporter = new Reporter(request.options);
  }

  next(): Promise<Result> {
    try {
      this.#listen();
    } catch (error) {
      // A signal that cannot be listened to.
      this.#fail(error);
    }
    if (this.#untold !== undefined) {
      const { reason } = this.#untold;
      this.#untold = undefined;
      return Promise.reject(reason);
    }
    if (this.#request === undefined) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#isPumping) void this.#pump();
    });
  }

  async return(value?: unknown): Promise<Result> {
    this.#stop();
    return { value: (await value) as undefined, done: true };
  }

  async throw(error?: unknown): Promise<Result> {
    this.#stop();
    throw error;
  }

  pause(): void {
    this.#control.pause();
    this.#stream?.pause();
  }

  resume(): void {
    this.#control.resume();
    this.#stream?.resume();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
  }

  /** Answers the waiting calls one after the other. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    try {
      while (this.#waiting.length > 0) {
        const batch = await this.#pull();
        if (this.#request === undefined) break;
        if (batch === undefined) {
          this.#warn();
          this.#reporter.completed(this.#processedFiles);
          this.#stop();
        } else {
          this.#waiting.shift()?.resolve({ value: batch, done: false });
        }
      }
    } catch (error) {
      if (this.#request !== undefined) {
        this.#reporter.failed(error);
        this.#fail(error);
      }
    } finally {
      this.#isPumping = false;
    }
  }

  /** The next batch; `undefined` at the end, and if the stream is stopped meanwhile. */
  async #pull(): Promise<BatchProgress | undefined> {
    const request = this.#request;
    if (request === undefined) return undefined;
    this.#buffers ??= await this.#open(request);
    if (this.#buffers === undefined) return undefined;
    const item = await this.#reporter.during('parsing', this.#buffers.next());
    if (item.done === true || this.#request === undefined) return undefined;
    // Of shards that were found nobody has given the paths.
    const given = request.assembly === undefined || request.files.length > 0 ? request.files : undefined;
    const decoded = await this.#decode(item.value, given);
    const { failures, progress } = decoded;
    request.assembly?.check(failures);
    // Stopped while decoding: nobody is told of a batch that nobody gets.
    if (this.#request === undefined) return undefined;
    this.#processedFiles = progress.processedFiles;
    this.#warn();
    const told = this.#reporter.batch(progress, failures);
    return { batch: batchOf(decoded, this.#warningsAt(progress, failures), request.root), ...told };
  }

  /** What manifests did not add: known to be all of it, and in one order, when the last file is done. */
  #warningsAt({ processedFiles, totalFiles }: Processed, failures: FileFailure[]): GraphWarning[] {
    if (processedFiles < totalFiles) return [];
    return warningsBeside(failures, this.#stream?.resultWarnings() ?? []);
  }

  #warn(): void {
    this.#reporter.warnings(this.#stream?.takeWarnings() ?? []);
  }

  async #decode(buffer: Buffer, given: string[] | undefined): Promise<StreamedBatch> {
    try {
      return await decodeBatch(buffer, new Slices(() => this.#request === undefined), given);
    } finally {
      release(buffer);
    }
  }

  async #open(request: StreamRequest): Promise<AsyncIterator<Buffer, unknown, undefined> | undefined> {
    const { engine, root, native, assembly } = request;
    if (assembly === undefined) request.files = await chosenFiles(request, () => this.#request !== undefined);
    if (this.#request === undefined) return undefined;
    const { files } = request;
    const first = files.slice(0, PATHS_A_PIECE);
    const { onMemory } = this.#reporter;
    const stream =
      assembly === undefined
        ? successOf(await engine.openStream(first, files.length, root, native, this.#control, onMemory))
        : await assembly.open(request, false, this.#control, onMemory);
    if (this.#request === undefined) {
      stream.cancel();
      return undefined;
    }
    this.#stream = stream;
    this.#reporter.started(root.given, assembly === undefined ? files.length : undefined, stream);
    this.#reporter.warnings(cacheWarnings(request.options, native));
    const added = assembly === undefined ? this.#addFiles(stream, files) : assembly.feed(stream);
    added.catch((error) => this.#fail(error));
    return stream[Symbol.asyncIterator]();
  }

  /** Hands the rest of a long list on while its first files are analysed. */
  async #addFiles(stream: NativeStream, files: string[]): Promise<void> {
    const slices = new Slices();
    for (let first = PATHS_A_PIECE; first < files.length; first += PATHS_A_PIECE) {
      if (slices.isOver) await slices.next();
      if (this.#stream !== stream) return;
      stream.addFiles(files.slice(first, first + PATHS_A_PIECE));
    }
  }

  #listen(): void {
    const signal = this.#request?.options.signal;
    if (signal === undefined || this.#abortion !== undefined) return;
    // The signal may outlive the iterator and must not keep it, with the native stream, alive.
    const weak = new WeakRef(this);
    this.#abortion = new Abortion(signal, (reason) => {
      const self = weak.deref();
      if (self !== undefined) self.#fail(reason);
    });
    abandoned.register(this, this.#abortion, this);
    if (this.#request === undefined) this.#abortion.dispose();
  }

  #fail(reason: unknown): void {
    if (this.#request === undefined) return;
    if (this.#waiting.length === 0) this.#untold = { reason };
    else for (const { reject } of this.#waiting.splice(0)) reject(reason);
    this.#stopWork();
  }

  #stop(): void {
    this.#untold = undefined;
    this.#stopWork();
    for (const { resolve } of this.#waiting.splice(0)) resolve({ value: undefined, done: true });
  }

  #stopWork(): void {
    this.#request?.assembly?.cancel();
    this.#request = undefined;
    this.#control.cancel();
    this.#reporter.silence();
    this.#stream?.cancel();
    this.#stream = undefined;
    this.#buffers = undefined;
    this.#abortion?.dispose();
    abandoned.unregister(this);
  }
}
