/** The buffers of the native side (`src/binding/handover.rs`): batches of records, links of a graph, lists of paths. */
import type { AnalyzedFile, FileFailure, FileFailureCode, StreamProgress } from '../../index.js';
import {
  BatchEntryColumn,
  BatchSection,
  FailureSection,
  GraphLinksSection,
  Layout,
  LinksEntryColumn,
  Magic,
  PathsSection,
  ProgressColumn,
} from './columns.js';
import { Deferral, Lazy } from './deferred.js';
import { callError, corrupt } from './failures.js';
import { LinksApplication, linksLength } from './links.js';
import { type DecodedFile, type Definitions, RecordDecoding, recordLength } from './record.js';
import { type Bytes, bytesOf, bytesOfImage, imageOf, Sections, withImage } from './sections.js';

/** Rows between two looks at the clock: a few hundred microseconds. */
const ROWS_A_PIECE = 512;

/**
 * Words of a record and its links that are decoded at once where they are asked for: a millisecond of work. More are
 * decoded before.
 */
const MOST_DEFERRED_WORDS = 64 * 1024;

/** Words of an image that V8 never copies: 256 KiB, as the limit differs between versions. */
const LEAST_IMAGE_WORDS = 64 * 1024;

/** Long work in short slices: who does it says when the next one begins. */
export interface Slices {
  /** Whether other work should get its turn now, by {@link next}. */
  readonly isOver: boolean;
  /** Lets other work run; throws if there is to be no next slice. */
  next(): Promise<void>;
}

/** How far a batch is in the list. */
export type Processed = Omit<StreamProgress, 'stage' | 'slowestFiles' | 'isShortOfMemory'>;

/** One batch, decoded. */
export interface DecodedBatch<File> {
  files: File[];
  failures: FileFailure[];
  progress: Processed;
}

/** What a file's analysis is made of: its record and its links as strings of as many characters as they have bytes. */
export interface FileImages {
  /** The file's number in the list. */
  place: number;
  filePath: string;
  normalizedPath: string;
  record: string;
  links: string;
}

/** A batch of a stream, and what it can be encoded of: texts of the analyses are slices of it anyway. */
export interface StreamedBatch extends DecodedBatch<AnalyzedFile> {
  images: FileImages[];
}

/** Whether a buffer of a graph holds links; else it holds a batch, or the failure of the whole graph. */
export function holdsLinks(buffer: Buffer): boolean {
  return buffer.toString('latin1', 0, Magic.graphLinks.length) === Magic.graphLinks;
}

/** Where the record and the links of a file stand, in words. */
interface Entry {
  /** Its number in the list. */
  place: number;
  filePath: string;
  normalizedPath: string;
  record: number;
  links: number;
}

/** A batch whose files are not decoded yet. */
interface OpenBatch extends DecodedBatch<Entry> {
  bytes: Bytes;
}

/**
 * @param given the paths as the caller gave them, by the file's number in the list: not all strings survive UTF-8
 * @throws the error of the whole stream, if that is what the buffer holds
 */
function openBatch(buffer: Buffer, given?: readonly string[]): OpenBatch {
  const bytes = bytesOf(buffer);
  if (buffer.toString('latin1', 0, Magic.failure.length) === Magic.failure) {
    const sections = new Sections(bytes, 0, Magic.failure, FailureSection.count);
    throw callError({ code: sections.text(FailureSection.code), message: sections.text(FailureSection.message) });
  }
  const sections = new Sections(bytes, 0, Magic.batch, BatchSection.count);
  const { words } = sections;
  const progress = readProgress(sections);
  const strings = sections.strings(BatchSection.stringEnds);
  const entries = sections.rows(BatchSection.entries, BatchEntryColumn.width);
  const payload = sections.rows(BatchSection.payload, 1).start;
  const files: Entry[] = [];
  const failures: FileFailure[] = [];
  const first = progress.processedFiles - entries.count;
  for (let entry = 0; entry < entries.count; entry++) {
    const at = entries.start + entry * BatchEntryColumn.width;
    const filePath = given?.[first + entry] ?? strings.at(words[at + BatchEntryColumn.path]);
    if (words[at + BatchEntryColumn.isFailure] !== 0) {
      const code = strings.at(words[at + BatchEntryColumn.code]) as FileFailureCode;
      failures.push({ filePath, code, message: strings.at(words[at + BatchEntryColumn.reason]) });
      continue;
    }
    const links = words[at + BatchEntryColumn.links] as number;
    files.push({
      place: first + entry,
      filePath,
      normalizedPath: strings.at(words[at + BatchEntryColumn.normalizedPath]),
      record: payload + (words[at + BatchEntryColumn.record] as number),
      links: links === Layout.none ? Layout.none : payload + links,
    });
  }
  return { bytes, files, failures, progress };
}

/** A batch of files whose records are not in it: which of them failed. */
export function readOutcomes(buffer: Buffer): Pick<DecodedBatch<never>, 'failures' | 'progress'> {
  const { failures, progress } = openBatch(buffer);
  return { failures, progress };
}

/**
 * A batch of a stream. Analyses are decoded when they are first read; those of large files here, giving way to other work
 * whenever the slice is over, also in the middle of a file.
 *
 * @param given the paths as the caller gave them, by the file's number in the whole list
 * @param mostDeferred words of a record and its links that are decoded when they are first read; 0 where all are read at once
 */
export async function decodeBatch(
  buffer: Buffer,
  slices: Slices,
  given?: readonly string[],
  mostDeferred = MOST_DEFERRED_WORDS,
): Promise<StreamedBatch> {
  const { bytes, files: entries, failures, progress } = openBatch(buffer, given);
  const files: AnalyzedFile[] = [];
  const images: FileImages[] = [];
  for (const { place, filePath, normalizedPath, record, links } of entries) {
    const lengths = { record: recordLength(bytes, record), links: linksLength(bytes, links) };
    const recordImage = imageOf(bytes, record, lengths.record);
    const linksImage = imageOf(bytes, links, lengths.links);
    images.push({ place, filePath, normalizedPath, record: recordImage, links: linksImage });
    if (lengths.record + lengths.links <= mostDeferred) {
      const analysis = new Lazy(() => {
        const definitions: Definitions = { functions: new Map(), types: new Map() };
        const recordBytes = bytesOfImage(recordImage);
        const decoded = atOnce(new RecordDecoding(recordBytes, 0, filePath, normalizedPath, definitions));
        return analysisOf(atOnce(new LinksApplication(decoded, bytesOfImage(linksImage), 0)));
      });
      const file = { filePath, normalizedPath } as AnalyzedFile;
      ANALYSIS.define(file);
      ANALYSIS.keep(file, analysis);
      files.push(file);
    } else {
      const definitions: Definitions = { functions: new Map(), types: new Map() };
      const recordBytes = withImage(bytes, record, recordImage);
      const decoding = new RecordDecoding(recordBytes, record, filePath, normalizedPath, definitions);
      const decoded = await inPieces(decoding, slices);
      const linked = await inPieces(new LinksApplication(decoded, withImage(bytes, links, linksImage), links), slices);
      files.push({ filePath, normalizedPath, analysis: analysisOf(linked) });
    }
    if (slices.isOver) await slices.next();
  }
  return { files, failures, progress, images };
}

const ANALYSIS = new Deferral<AnalyzedFile, 'analysis'>('analysis');

function analysisOf({ fileAnalysis, definitions: { functions, types } }: DecodedFile): AnalyzedFile['analysis'] {
  return { fileAnalysis, functions, types };
}

/** Where the records end, in words, that have an image together: as many as make it long enough not to be copied. */
function endOfImage(bytes: Bytes, entries: readonly Entry[], first: number): number {
  const begin = (entries[first] as Entry).record;
  let end = begin;
  for (const { record } of entries.slice(first)) {
    if (record < end || end - begin >= LEAST_IMAGE_WORDS) break;
    end = record + recordLength(bytes, record);
  }
  return end;
}

/** A batch of a graph, whose files still wait for their links; gives way as {@link decodeBatch} does. */
export async function decodeGraphBatch(
  buffer: Buffer,
  slices: Slices,
  graph: Definitions,
): Promise<DecodedBatch<DecodedFile>> {
  const { bytes, files: entries, failures, progress } = openBatch(buffer);
  const files: DecodedFile[] = [];
  let imaged = bytes;
  let imageEnd = 0;
  for (const [index, { filePath, normalizedPath, record }] of entries.entries()) {
    if (record >= imageEnd) {
      imageEnd = endOfImage(bytes, entries, index);
      imaged = withImage(bytes, record, imageOf(bytes, record, imageEnd - record));
    }
    files.push(await inPieces(new RecordDecoding(imaged, record, filePath, normalizedPath, graph), slices));
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
  const sections = new Sections(bytes, 0, Magic.graphLinks, GraphLinksSection.count);
  const { words } = sections;
  const entries = sections.rows(GraphLinksSection.entries, LinksEntryColumn.width);
  const payload = sections.rows(GraphLinksSection.payload, 1).start;
  const unlinked: Unlinked[] = [];
  for (let entry = 0; entry < entries.count; entry++) {
    const at = entries.start + entry * LinksEntryColumn.width;
    const index = words[at + LinksEntryColumn.file] as number;
    const links = words[at + LinksEntryColumn.links] as number;
    const file = files[index];
    if (file === undefined) throw corrupt('links of a file that is not there');
    if (links === Layout.none) {
      const strings = sections.strings(GraphLinksSection.stringEnds);
      unlinked.push({ file, reason: strings.at(words[at + LinksEntryColumn.reason]) });
    } else {
      const base = payload + links;
      const imaged = withImage(bytes, base, imageOf(bytes, base, linksLength(bytes, base)));
      await inPieces(new LinksApplication(file, imaged, base), slices);
    }
    files[index] = undefined;
  }
  return unlinked;
}

/** The paths in `pieces`, in order; gives way as {@link decodeBatch} does. */
export async function decodePaths(pieces: readonly Buffer[], slices: Slices): Promise<string[]> {
  const paths: string[] = [];
  for (const piece of pieces) {
    const strings = new Sections(bytesOf(piece), 0, Magic.paths, PathsSection.count).strings(PathsSection.pathEnds);
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

function atOnce(work: Pieces): DecodedFile {
  for (;;) {
    const file = work.advance(Number.POSITIVE_INFINITY);
    if (file !== undefined) return file;
  }
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

function readProgress(sections: Sections): Processed {
  const { start, count } = sections.rows(BatchSection.progress, ProgressColumn.width);
  if (count !== 1) throw corrupt('progress');
  const word = (column: ProgressColumn): number => sections.words[start + column] as number;
  const processedFiles = word(ProgressColumn.processedFiles);
  const totalFiles = word(ProgressColumn.totalFiles);
  return {
    progress: totalFiles === 0 ? 100 : (processedFiles / totalFiles) * 100,
    processedFiles,
    totalFiles,
    batchIndex: word(ProgressColumn.batchIndex),
    totalBatches: word(ProgressColumn.totalBatches),
  };
}
