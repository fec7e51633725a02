/** An index in the formats of others, into a file, a folder or a stream, no faster than that takes it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ExportFormat, ExportOptions, ExportResult, ExportTarget } from '../../code-index.js';
import { Abortion } from '../abortion.js';
import { typeError } from '../errors.js';
import { type NativeExporter, type NativeIndex, native } from '../native.js';
import { successOf } from '../outcome.js';
import { page } from '../report/page.js';
import { anySignal, type Checks, checkedOptions } from './arguments.js';
import { folderAt, placed, type ToBePlaced } from './placed.js';

const OPTIONS: Checks = { signal: anySignal };

type Sink = NodeJS.WritableStream | { getWriter(): unknown };

/** Writes an index in a format. See `code-index.d.ts`. */
export async function exportIndex(
  index: NativeIndex,
  format: ExportFormat,
  target: ExportTarget,
  options?: ExportOptions | null,
): Promise<ExportResult> {
  const { signal } = checkedOptions<ExportOptions>(options, OPTIONS);
  const parts = partsOf(format);
  const to = checkedTarget(target);
  if (typeof to !== 'string' && parts.length > 0) {
    throw typeError('target', `the path of a folder for ${format}, which is several files`, target);
  }
  const exporter = successOf(native().exporterOf(index));
  const ending = new AbortController();
  const abortion = new Abortion(signal as AbortSignal | undefined, (reason) => ending.abort(reason));
  try {
    return await new Export(exporter, format, ending.signal).into(to, parts);
  } catch (error) {
    // Streams have words of their own for it.
    throw ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    abortion.dispose();
  }
}

class Export {
  readonly #exporter: NativeExporter;
  readonly #format: ExportFormat;
  readonly #signal: AbortSignal;
  #bytes = 0;

  constructor(exporter: NativeExporter, format: ExportFormat, signal: AbortSignal) {
    this.#exporter = exporter;
    this.#format = format;
    this.#signal = signal;
  }

  async into(target: string | Sink, parts: readonly string[]): Promise<ExportResult> {
    this.#signal.throwIfAborted();
    let files: string[] = [];
    if (typeof target !== 'string') await this.#intoStream(target);
    else if (parts.length > 0) files = await this.#intoFolder(target, parts);
    else files = await this.#placed([[target, (temporary) => this.#intoFile(temporary, undefined)]]);
    return { files, bytes: this.#bytes };
  }

  async #intoFolder(folder: string, parts: readonly string[]): Promise<string[]> {
    await folderAt(folder);
    return await this.#placed(
      parts.map((part) => [join(folder, part), (temporary) => this.#intoFile(temporary, part)] as const),
    );
  }

  async #placed(files: readonly ToBePlaced[]): Promise<string[]> {
    await placed(files, this.#signal);
    return files.map(([path]) => path);
  }

  async #intoFile(path: string, part: string | undefined): Promise<void> {
    if (this.#format === 'sqlite') {
      await this.#database(path);
      this.#bytes += (await stat(path)).size;
    } else {
      await pipeline(this.#source(part), createWriteStream(path, { flags: 'wx' }), { signal: this.#signal });
    }
  }

  async #intoStream(target: Sink): Promise<void> {
    // What a caller writes to is whatever streams are to Node.js.
    const stream = target as NodeJS.WritableStream;
    if (this.#format !== 'sqlite') return await pipeline(this.#source(undefined), stream, { signal: this.#signal });
    const folder = await mkdtemp(join(tmpdir(), 'code-graph-'));
    try {
      const path = join(folder, 'index.db');
      await this.#intoFile(path, undefined);
      await pipeline(createReadStream(path), stream, { signal: this.#signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #database(path: string): Promise<void> {
    const work = new (native().IndexWork)();
    const cancel = () => work.cancel();
    this.#signal.addEventListener('abort', cancel, { once: true });
    try {
      successOf(await this.#exporter.database(path, work));
    } finally {
      this.#signal.removeEventListener('abort', cancel);
    }
  }

  /** The bytes of a format, or of a file that it consists of. */
  #source(part: string | undefined): Readable {
    return Readable.from(this.#chunks(part), { objectMode: false, highWaterMark: 1 });
  }

  async *#chunks(part: string | undefined): AsyncGenerator<Buffer> {
    const { before, behind } = this.#format === 'html' ? page() : { before: '', behind: '' };
    if (before !== '') yield this.#counted(Buffer.from(before));
    const begun = successOf(this.#exporter.begin(this.#format, part));
    try {
      for (let chunk = await begun.next(); chunk !== null; chunk = await begun.next()) {
        yield this.#counted(successOf(chunk));
      }
    } finally {
      begun.cancel();
    }
    if (behind !== '') yield this.#counted(Buffer.from(behind));
  }

  #counted(chunk: Buffer): Buffer {
    this.#bytes += chunk.length;
    return chunk;
  }
}

function partsOf(format: unknown): readonly string[] {
  const formats = native().exportFormats();
  const found = formats.find(({ name }) => name === format);
  if (found === undefined) throw typeError('format', `one of ${formats.map(({ name }) => name).join(', ')}`, format);
  return found.parts;
}

/** A path, or what can be written to: a stream of Node.js or of the web. */
function checkedTarget(target: unknown): string | Sink {
  if (target instanceof URL) return target.protocol === 'file:' ? fileURLToPath(target) : refused(target);
  if (typeof target === 'string') return target === '' || target.includes('\0') ? refused(target) : resolve(target);
  const stream = target as Partial<NodeJS.WritableStream & WritableStream> | null;
  const isStream = typeof stream === 'object' && stream !== null;
  const isSink = isStream && (typeof stream.write === 'function' || typeof stream.getWriter === 'function');
  return isSink ? (stream as Sink) : refused(target);
}

function refused(target: unknown): never {
  throw typeError('target', 'a path or a writable stream', target);
}
