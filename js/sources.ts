/** Texts that are in no file: analysed as a stream's files are, in their order. `index.d.ts` describes this to callers. */
import type {
  AnalyzedFile,
  AnalyzedSource,
  AnalyzedSources,
  FileFailure,
  SourceSyntaxError,
  SourceText,
} from '../index.js';
import { Abortion } from './abortion.js';
import { decodeBatch } from './decode/handover.js';
import { typeError } from './errors.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, type NativeStream, native, release } from './native.js';
import { string } from './options.js';
import { successOf } from './outcome.js';
import { Slices } from './slices.js';

/** UTF-16 units of text that go to the native side in one synchronous piece, about a millisecond of it. */
const UNITS_A_PIECE = 1024 * 1024;

/** What a text may have unless something else is asked for, as in the core. */
const MAX_FILE_SIZE = 5 * 1024 * 1024;

/** What is to be analysed. */
export interface SourcesRequest {
  engine: NativeEngine;
  sources: SourceText[];
  root: GivenRoot;
  /** Whether the caller named the root: else imports are what is written. */
  isRootGiven: boolean;
  signal: AbortSignal | undefined;
  native: NativeOptions;
}

/** Checks the texts, and copies their list. */
export function sourceTexts(value: unknown): SourceText[] {
  if (!Array.isArray(value)) throw typeError('sources', 'an array of objects with path and text', value);
  const copy = new Array<SourceText>(value.length);
  for (let index = 0; index < copy.length; index++) {
    const source: unknown = value[index];
    const name = `sources[${index}]`;
    if (typeof source !== 'object' || source === null) throw typeError(name, 'an object with path and text', source);
    const { path, text } = source as Partial<SourceText>;
    copy[index] = { path: string(`${name}.path`, path), text: string(`${name}.text`, text) };
  }
  return copy;
}

export async function analyzeSources(request: SourcesRequest): Promise<AnalyzedSources> {
  const { engine, sources, root, isRootGiven, signal, native: options } = request;
  const control = new (native().Control)();
  let opened: NativeStream | undefined;
  const cancel = () => {
    control.cancel();
    opened?.cancel();
  };
  const abortion = new Abortion(signal, cancel);
  try {
    return await abortion.race(async () => {
      const stream = successOf(await engine.openTexts(sources.length, root, isRootGiven, options, control));
      opened = stream;
      const isUnwanted = () => signal?.aborted === true;
      if (isUnwanted()) stream.cancel();
      const handedOver = handOver(stream, request, new Slices(isUnwanted));
      const [analyzed] = await Promise.all([collect(stream, sources, new Slices(isUnwanted)), handedOver]);
      return analyzed;
    });
  } finally {
    abortion.dispose();
    cancel();
  }
}

/** Hands the texts on while the first of them are analysed. */
async function handOver(stream: NativeStream, request: SourcesRequest, slices: Slices): Promise<void> {
  // What is too large need not be handed over to be refused: a unit is a byte at least.
  const most = (request.native.maxFileSize ?? MAX_FILE_SIZE) + 1;
  let [paths, texts, units]: [string[], string[], number] = [[], [], 0];
  for (const { path, text } of request.sources) {
    paths.push(path);
    texts.push(text.length > most ? text.slice(0, most) : text);
    units += path.length + Math.min(text.length, most);
    if (units < UNITS_A_PIECE) continue;
    stream.addTexts(paths, texts);
    [paths, texts, units] = [[], [], 0];
    if (slices.isOver) await slices.next();
  }
  stream.addTexts(paths, texts);
}

async function collect(stream: NativeStream, sources: readonly SourceText[], slices: Slices): Promise<AnalyzedSources> {
  const given = sources.map(({ path }) => path);
  const files: AnalyzedSource[] = [];
  const failures: FileFailure[] = [];
  const found = new Map<number, SourceSyntaxError[]>();
  for await (const buffer of stream) {
    const batch = await decodeBatch(buffer, slices, given);
    release(buffer);
    // Those of texts that are in later batches may be among them.
    collectErrors(stream, found);
    failures.push(...batch.failures);
    for (const [index, file] of batch.files.entries()) {
      files.push(withErrors(file, found.get(batch.images[index]?.place as number) ?? []));
    }
  }
  const errors = failures.map(({ filePath, message }) => `Error analyzing file ${filePath}: ${message}`);
  return { files, errors, failures };
}

function collectErrors(stream: NativeStream, found: Map<number, SourceSyntaxError[]>): void {
  for (const { place, kind, text, span } of stream.takeSyntaxErrors()) {
    const [startIndex, endIndex, startRow, startColumn, endRow, endColumn] = span;
    const position = {
      startIndex,
      endIndex,
      startPosition: { row: startRow, column: startColumn },
      endPosition: { row: endRow, column: endColumn },
    };
    const errors = found.get(place) ?? [];
    errors.push({ kind, text, position });
    found.set(place, errors);
  }
}

function withErrors(file: AnalyzedFile, syntaxErrors: SourceSyntaxError[]): AnalyzedSource {
  return Object.assign(file, { syntaxErrors });
}
