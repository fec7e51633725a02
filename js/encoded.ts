/** Results as callers keep them: few bytes, of which the same objects are made later, elsewhere, under another root. */
import type { BatchProgress, CodeGraph, DecodeOptions, EncodeOptions, FileFailure, GraphWarning } from '../index.js';
import { GraphAssembly } from './assembly.js';
import { callError, corrupt } from './decode/failures.js';
import { decodeBatch as decodeBuffer, type FileImages, type Processed, type StreamedBatch } from './decode/handover.js';
import { typeError } from './errors.js';
import { GraphReader, graphLines } from './graph-lines.js';
import { withJSON } from './json.js';
import { keptOf } from './kept.js';
import { type EncodedResults, type GivenRoot, native } from './native.js';
import { newRoot, optionsNamed } from './options.js';
import { successOf } from './outcome.js';
import { Slices } from './slices.js';

/** UTF-16 units of text that are handed over together. */
const PIECE = 1024 * 1024;

/** See `index.d.ts`. */
export async function encodeGraph(graph: CodeGraph, options?: EncodeOptions | null): Promise<Buffer> {
  checkGraph(graph);
  const { rootDir } = optionsNamed<EncodeOptions>(options, ['rootDir']);
  const given = rootDir === undefined ? undefined : newRoot(rootDir);
  const kept = keptOf(graph);
  const isSameRoot = kept !== undefined && (given === undefined || pathOf(given) === pathOf(kept.root));
  if (isSameRoot && kept.keeper !== undefined) return successOf(await kept.keeper.encode(kept.warnings));
  const root = given ?? kept?.root;
  const keeper = new (native().TextKeeper)();
  const slices = new Slices();
  let piece = '';
  for (const line of graphLines(graph, root === undefined ? undefined : pathOf(root))) {
    piece += line;
    if (piece.length >= PIECE) {
      await keep(keeper, piece);
      piece = '';
    }
    if (slices.isOver) await slices.next();
  }
  await keep(keeper, piece);
  return successOf(await keeper.encode(root === undefined ? '' : pathOf(root)));
}

/** See `index.d.ts`. */
export async function decodeGraph(buffer: Uint8Array, options?: DecodeOptions | null): Promise<CodeGraph> {
  const results = await opened(buffer, rootOf(options));
  const slices = new Slices();
  if (results.content() === 'batch') throw notA('graph');
  if (results.content() === 'text') {
    const reader = new GraphReader(results.root());
    for await (const text of buffersOf(results)) {
      for (const line of text.toString('utf8').split('\n')) {
        if (line !== '') reader.add(line);
        if (slices.isOver) await slices.next();
      }
    }
    return reader.graph;
  }
  const assembly = new GraphAssembly(slices);
  for await (const piece of buffersOf(results)) {
    try {
      await assembly.add(piece);
    } catch (error) {
      throw asEncoded(error);
    }
  }
  assembly.graph.warnings = results.warnings() as GraphWarning[];
  return assembly.graph;
}

/** See `index.d.ts`. */
export async function decodeBatch(buffer: Uint8Array, options?: DecodeOptions | null): Promise<BatchProgress> {
  const results = await opened(buffer, rootOf(options));
  if (results.content() !== 'batch') throw notA('batch');
  for await (const piece of buffersOf(results)) {
    try {
      const streamed = await decodeBuffer(piece, new Slices());
      const progress = { stage: 'parsing' as const, slowestFiles: [], isShortOfMemory: false, ...streamed.progress };
      const warnings = results.warnings() as GraphWarning[];
      return { batch: batchOf(streamed, warnings, { given: results.root(), folder: '' }), ...progress };
    } catch (error) {
      throw asEncoded(error);
    }
  }
  throw notA('batch');
}

/** A batch as callers are given it. Its buffer is made of what its analyses are, when it is asked for. */
export function batchOf(
  { files, failures, images, progress }: StreamedBatch,
  warnings: GraphWarning[],
  root: GivenRoot,
): BatchProgress['batch'] {
  const errors = failures.map(({ filePath, message }) => `Error analyzing file ${filePath}: ${message}`);
  const batch = { files, errors, failures, warnings };
  const told = {
    failures: failures.map((failure) => ({ ...failure })),
    warnings: warnings.map((warning) => ({ ...warning })),
  };
  const toBuffer = (): Buffer => encodeBatch(images, told, progress, root);
  // Not enumerable: copies, JSON and comparisons of batches are of what they hold.
  return Object.defineProperty(withJSON(batch) as BatchProgress['batch'], 'toBuffer', {
    value: toBuffer,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

function encodeBatch(
  images: FileImages[],
  told: { failures: FileFailure[]; warnings: GraphWarning[] },
  progress: Processed,
  root: GivenRoot,
): Buffer {
  const files = images.map(({ filePath, normalizedPath, record, links }) => ({
    filePath,
    normalizedPath,
    record: Buffer.from(record, 'latin1'),
    links: Buffer.from(links, 'latin1'),
  }));
  const { batchIndex, processedFiles, totalFiles, totalBatches } = progress;
  const batch = { files, ...told, batchIndex, processedFiles, totalFiles, totalBatches };
  return successOf(native().encodeBatch(batch, root));
}

async function keep(keeper: { keep(text: string): Promise<unknown> }, piece: string): Promise<void> {
  const failure = await keeper.keep(piece);
  successOf(failure);
}

async function opened(buffer: unknown, root: GivenRoot | undefined): Promise<EncodedResults> {
  if (!(buffer instanceof Uint8Array)) throw typeError('buffer', 'a Buffer or another Uint8Array', buffer);
  return successOf(await native().openEncoded(buffer, root));
}

async function* buffersOf(results: EncodedResults): AsyncGenerator<Buffer, void, undefined> {
  for (;;) {
    const buffer = successOf(await results.next());
    if (buffer.length === 0) return;
    yield buffer;
  }
}

/** The root that is asked for; `undefined`: the one that results were below. */
function rootOf(options: unknown): GivenRoot | undefined {
  const { rootDir } = optionsNamed<DecodeOptions>(options, ['rootDir']);
  return rootDir === undefined ? undefined : newRoot(rootDir);
}

/** The root's absolute path, as results have it. */
function pathOf(root: GivenRoot): string {
  return native().rootPath(root);
}

function notA(what: string): Error {
  return callError({ code: 'ERR_NOT_ENCODED', message: `These bytes are no encoded ${what}` });
}

/** What contradicts itself in what was decoded was corrupt before. */
function asEncoded(error: unknown): unknown {
  if ((error as { code?: unknown }).code !== corrupt('').code) return error;
  return callError({
    code: 'ERR_ENCODED_CORRUPT',
    message: `Encoded results are corrupt: ${(error as Error).message}`,
  });
}

function checkGraph(graph: unknown): void {
  const { files, functions, types, failures } = (graph ?? {}) as Partial<CodeGraph>;
  const isGraph = [files, functions, types].every((map) => map instanceof Map) && Array.isArray(failures);
  if (!isGraph) throw typeError('graph', 'a CodeGraph', graph);
}
