/** The buffers the native stream yields (`src/binding/handover.rs`): a batch of records, or the links of a graph. */
import type { FileFailure, StreamProgress } from '../../index.js';
import { corrupt } from '../errors.js';
import type { Slices } from '../slices.js';
import { applyLinks } from './links.js';
import { type DecodedFile, decodeRecord } from './record.js';
import { type Bytes, bytesOf, Sections, stringAt } from './sections.js';

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
const LINK_ENTRIES = 0;
const LINK_PAYLOAD = 1;
const LINKS_SECTIONS = 2;

/** One batch, decoded. In a graph the files still wait for their links. */
export interface DecodedBatch {
  files: DecodedFile[];
  failures: FileFailure[];
  progress: StreamProgress;
}

/** Whether a buffer holds the links of a graph; else it holds a batch. */
export function holdsLinks(buffer: Buffer): boolean {
  return buffer.toString('latin1', 0, LINKS_MAGIC.length) === LINKS_MAGIC;
}

/** Decodes a batch, and gives way to other work between files. */
export async function decodeBatch(buffer: Buffer, slices: Slices): Promise<DecodedBatch> {
  const bytes = bytesOf(buffer);
  const sections = new Sections(bytes, 0, BATCH_MAGIC, BATCH_SECTIONS);
  const { words } = sections;
  const progress = readProgress(sections);
  const strings = sections.strings(STRING_ENDS);
  const entries = sections.rows(ENTRIES, ENTRY_WIDTH);
  const payload = sections.rows(PAYLOAD, 1).start;
  const files: DecodedFile[] = [];
  const failures: FileFailure[] = [];
  for (let entry = 0; entry < entries.count; entry++) {
    await slices.giveWay();
    const at = entries.start + entry * ENTRY_WIDTH;
    const filePath = stringAt(strings, words[at + 1]);
    if (words[at] === ENTRY_FAILURE) {
      const code = stringAt(strings, words[at + 2]);
      failures.push({ filePath, code, message: stringAt(strings, words[at + 3]) });
    } else {
      const normalizedPath = stringAt(strings, words[at + 2]);
      files.push(decodeEntry(bytes, payload, words, at, filePath, normalizedPath));
    }
  }
  return { files, failures, progress };
}

/** Applies the links of a whole graph to its files, in the order they came, and gives way between files. */
export async function applyGraphLinks(files: readonly DecodedFile[], buffer: Buffer, slices: Slices): Promise<void> {
  const bytes = bytesOf(buffer);
  const sections = new Sections(bytes, 0, LINKS_MAGIC, LINKS_SECTIONS);
  const { words } = sections;
  const entries = sections.rows(LINK_ENTRIES, 2);
  const payload = sections.rows(LINK_PAYLOAD, 1).start;
  for (let entry = 0; entry < entries.count; entry++) {
    await slices.giveWay();
    const at = entries.start + entry * 2;
    const file = files[words[at] as number];
    if (file === undefined) throw corrupt('links of a file that is not there');
    applyLinks(file, bytes, payload + (words[at + 1] as number));
  }
}

function decodeEntry(
  bytes: Bytes,
  payload: number,
  words: Uint32Array,
  at: number,
  filePath: string,
  normalizedPath: string,
): DecodedFile {
  const record = words[at + 3] as number;
  const links = words[at + 4] as number;
  const decoded = decodeRecord(bytes, payload + record, filePath, normalizedPath);
  if (links !== NO_LINKS) applyLinks(decoded, bytes, payload + links);
  return decoded;
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
