/** The buffers of the native side (`src/binding/handover.rs`): batches of records, links of a graph, lists of paths. */
import type { FileFailure, StreamProgress } from '../../index.js';
import { callError, corrupt } from '../errors.js';
import type { Slices } from '../slices.js';
import { LinksApplication } from './links.js';
import { type DecodedFile, type Definitions, RecordDecoding } from './record.js';
import { bytesOf, Sections } from './sections.js';

const BATCH_MAGIC = 'CKGB';
const PROGRESS = 0;
const STRING_ENDS = 1;
const ENTRIES = 3;
const PAYLOAD = 4;
const BATCH_SECTIONS = 5;

const ENTRY_WIDTH = 5;
const ENTRY_FAILURE = 1;
const NO_LINKS = 0xffff_ffff;

const LINKS_MAGIC = 'CKGF';
const LINK_STRING_ENDS = 0;
const LINK_ENTRIES = 2;
const LINK_PAYLOAD = 3;
const LINKS_SECTIONS = 4;
const LINK_ENTRY_WIDTH = 3;

const PATHS_MAGIC = 'CKGP';
const PATH_ENDS = 0;
const PATHS_SECTIONS = 2;

const FAILURE_MAGIC = 'CKGE';
const FAILURE_CODE = 0;
const FAILURE_MESSAGE = 1;
const FAILURE_SECTIONS = 2;

/** Rows between two looks at the clock: a few hundred microseconds. */
const ROWS_A_PIECE = 512;

/** One batch, decoded. In a graph the files still wait for their links. */
export interface DecodedBatch {
  files: DecodedFile[];
  failures: FileFailure[];
  progress: StreamProgress;
}

/**
 * Whether a buffer holds the links of a graph; else it holds a batch.
 *
 * @throws the error of the whole stream, if that is what the buffer holds
 */
export function holdsLinks(buffer: Buffer): boolean {
  const magic = buffer.toString('latin1', 0, LINKS_MAGIC.length);
  if (magic === FAILURE_MAGIC) {
    const sections = new Sections(bytesOf(buffer), 0, FAILURE_MAGIC, FAILURE_SECTIONS);
    throw callError({ code: sections.text(FAILURE_CODE), message: sections.text(FAILURE_MESSAGE) });
  }
  return magic === LINKS_MAGIC;
}

/** What a batch is decoded for. */
export interface DecodeContext {
  /** Where functions and types are put; without it each file has Maps of its own. */
  graph?: Definitions;
  /** The paths as the caller gave them, by the file's number in the whole list: not all strings survive UTF-8. */
  given?: readonly string[];
}

/** Decodes a batch, and gives way to other work whenever the slice is over, also in the middle of a file. */
export async function decodeBatch(
  buffer: Buffer,
  slices: Slices,
  { graph, given }: DecodeContext = {},
): Promise<DecodedBatch> {
  const bytes = bytesOf(buffer);
  const sections = new Sections(bytes, 0, BATCH_MAGIC, BATCH_SECTIONS);
  const { words } = sections;
  const progress = readProgress(sections);
  const strings = sections.strings(STRING_ENDS);
  const entries = sections.rows(ENTRIES, ENTRY_WIDTH);
  const payload = sections.rows(PAYLOAD, 1).start;
  const files: DecodedFile[] = [];
  const failures: FileFailure[] = [];
  const first = progress.processedFiles - entries.count;
  for (let entry = 0; entry < entries.count; entry++) {
    const at = entries.start + entry * ENTRY_WIDTH;
    const filePath = given?.[first + entry] ?? strings.at(words[at + 1]);
    if (words[at] === ENTRY_FAILURE) {
      failures.push({ filePath, code: strings.at(words[at + 2]), message: strings.at(words[at + 3]) });
      continue;
    }
    const normalizedPath = strings.at(words[at + 2]);
    const record = payload + (words[at + 3] as number);
    const links = words[at + 4] as number;
    const definitions = graph ?? { functions: new Map(), types: new Map() };
    const file = await inPieces(new RecordDecoding(bytes, record, filePath, normalizedPath, definitions), slices);
    if (links !== NO_LINKS) await inPieces(new LinksApplication(file, bytes, payload + links), slices);
    files.push(file);
  }
  return { files, failures, progress };
}

/** A file that was analysed and cannot be linked, because of a defect of this package. */
export interface Unlinked {
  file: DecodedFile;
  reason: string;
}

/**
 * Applies links to the files they belong to, in the order they came, and gives way as {@link decodeBatch} does. A file
 * is taken out of `files` then, as nothing else will be asked of it.
 *
 * @returns the files that have no links
 */
export async function applyGraphLinks(
  files: (DecodedFile | undefined)[],
  buffer: Buffer,
  slices: Slices,
): Promise<Unlinked[]> {
  const bytes = bytesOf(buffer);
  const sections = new Sections(bytes, 0, LINKS_MAGIC, LINKS_SECTIONS);
  const { words } = sections;
  const entries = sections.rows(LINK_ENTRIES, LINK_ENTRY_WIDTH);
  const payload = sections.rows(LINK_PAYLOAD, 1).start;
  const unlinked: Unlinked[] = [];
  for (let entry = 0; entry < entries.count; entry++) {
    const at = entries.start + entry * LINK_ENTRY_WIDTH;
    const index = words[at] as number;
    const links = words[at + 1] as number;
    const file = files[index];
    if (file === undefined) throw corrupt('links of a file that is not there');
    if (links === NO_LINKS) unlinked.push({ file, reason: sections.strings(LINK_STRING_ENDS).at(words[at + 2]) });
    else await inPieces(new LinksApplication(file, bytes, payload + links), slices);
    files[index] = undefined;
  }
  return unlinked;
}

/** The paths in `pieces`, in order; gives way as {@link decodeBatch} does. */
export async function decodePaths(pieces: readonly Buffer[], slices: Slices): Promise<string[]> {
  const paths: string[] = [];
  for (const piece of pieces) {
    const strings = new Sections(bytesOf(piece), 0, PATHS_MAGIC, PATHS_SECTIONS).strings(PATH_ENDS);
    // Number 0 is the empty string of every table.
    for (let path = 1; path < strings.count; path++) paths.push(strings.at(path));
    if (slices.isOver) await slices.next();
  }
  return paths;
}

/** Work on one file that can be interrupted. */
interface Pieces {
  advance(rows: number): DecodedFile | undefined;
}

/** Does the work; a turn ends only where the slice is over. */
function inPieces(work: Pieces, slices: Slices): DecodedFile | Promise<DecodedFile> {
  for (;;) {
    const file = work.advance(ROWS_A_PIECE);
    if (slices.isOver) return interrupted(work, slices, file);
    if (file !== undefined) return file;
  }
}

async function interrupted(work: Pieces, slices: Slices, done: DecodedFile | undefined): Promise<DecodedFile> {
  await slices.next();
  return done ?? inPieces(work, slices);
}

function readProgress(sections: Sections): StreamProgress {
  const { start, count } = sections.rows(PROGRESS, 1);
  if (count < 4) throw corrupt('progress');
  const word = (column: number): number => sections.words[start + column] as number;
  const [batchIndex, processedFiles, totalFiles, totalBatches] = [word(0), word(1), word(2), word(3)];
  return {
    progress: totalFiles === 0 ? 100 : (processedFiles / totalFiles) * 100,
    processedFiles,
    totalFiles,
    batchIndex,
    totalBatches,
  };
}
