/** Encoded links (`src/graph/encode.rs`) into the objects of their file. */
import type { AnalyzedFile } from '../../index.js';
import { corrupt } from '../errors.js';
import { RESOLUTIONS } from '../node-type.js';
import type { DecodedFile } from './record.js';
import { type Bytes, memberAt, Sections, stringAt } from './sections.js';

const MAGIC = 'CKGL';
const STRING_ENDS = 0;
const IMPORTS = 2;
const TYPES = 3;
const TYPE_KEYS = 4;
const CALLS = 5;
const SECTIONS = 6;

const NO_TARGET = 0xffff_ffff;

/**
 * Fills in imports, calls and supertypes from the links that begin at word `base` of `bytes`, and returns the
 * finished file.
 *
 * @throws Error with the code `ERR_RECORD_CORRUPT`, also if the links are not those of this file
 */
export function applyLinks(decoded: DecodedFile, bytes: Bytes, base: number): AnalyzedFile {
  const sections = new Sections(bytes, base, MAGIC, SECTIONS);
  const { words } = sections;
  const strings = sections.strings(STRING_ENDS);
  const { fileAnalysis, functions, types } = decoded.file.analysis;

  const imports = sections.rows(IMPORTS, 1);
  for (let row = 0; row < imports.count; row++) {
    fileAnalysis.imports.push(stringAt(strings, words[imports.start + row]));
  }

  const calls = sections.rows(CALLS, 4);
  if (calls.count !== decoded.calls.length) throw corrupt('links of another file');
  let at = calls.start;
  for (const call of decoded.calls) {
    const target = words[at + 2] as number;
    call.file = stringAt(strings, words[at]);
    call.caller = stringAt(strings, words[at + 1]);
    call.targetKey = target === NO_TARGET ? null : stringAt(strings, target);
    call.resolution = memberAt(RESOLUTIONS, words[at + 3], 'resolution');
    at += 4;
  }
  fileAnalysis.calls = decoded.calls;
  let run = 0;
  for (const analysis of functions.values()) {
    analysis.calls = decoded.calls.slice(decoded.callRuns[run], decoded.callRuns[run + 1]);
    run += 2;
  }

  const counts = sections.rows(TYPES, 4);
  const keys = sections.rows(TYPE_KEYS, 1);
  // A file without supertypes may leave its types out.
  if (counts.count > types.size) throw corrupt('links of another file');
  let key = keys.start;
  const take = (count: number): string[] => {
    if (count > keys.start + keys.count - key) throw corrupt('keys of a type');
    const list: string[] = [];
    for (const end = key + count; key < end; key++) list.push(stringAt(strings, words[key]));
    return list;
  };
  at = counts.start;
  const end = counts.start + counts.count * 4;
  for (const type of types.values()) {
    if (at === end) break;
    type.extends = take(words[at] as number);
    type.implements = take(words[at + 1] as number);
    type.extendedBy = take(words[at + 2] as number);
    type.implementedBy = take(words[at + 3] as number);
    at += 4;
  }
  return decoded.file;
}
