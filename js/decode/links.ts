/** Encoded links (`src/graph/encode.rs`) into the objects of their file. */
import { corrupt } from '../errors.js';
import { RESOLUTIONS } from '../node-type.js';
import type { DecodedFile } from './record.js';
import { type Bytes, memberAt, type Rows, Sections, type StringTable } from './sections.js';

const MAGIC = 'CKGL';
const STRING_ENDS = 0;
const IMPORTS = 2;
const TYPES = 3;
const TYPE_KEYS = 4;
const CALLS = 5;
const SECTIONS = 6;

const TYPE_WIDTH = 4;
const CALL_WIDTH = 5;

const NONE = 0xffff_ffff;

/** How many words the links take whose first word is `base`. */
export function linksLength(bytes: Bytes, base: number): number {
  return new Sections(bytes, base, MAGIC, SECTIONS).length;
}

/** The filling in of one file's imports, supertypes and calls, piece by piece. */
export class LinksApplication {
  readonly #file: DecodedFile;
  readonly #words: Uint32Array;
  readonly #strings: StringTable;
  readonly #calls: Rows;
  #nextCall = 0;

  /**
   * Imports and supertypes are filled in at once.
   *
   * @param base the first word of the links in `bytes`
   * @throws Error with the code `ERR_RECORD_CORRUPT`, also if the links are not those of this file
   */
  constructor(file: DecodedFile, bytes: Bytes, base: number) {
    const sections = new Sections(bytes, base, MAGIC, SECTIONS);
    this.#file = file;
    this.#words = sections.words;
    this.#strings = sections.strings(STRING_ENDS);
    this.#calls = sections.rows(CALLS, CALL_WIDTH);
    if (this.#calls.count !== file.fileAnalysis.calls.length) throw corrupt('links of another file');
    const imports = sections.rows(IMPORTS, 1);
    file.fileAnalysis.imports = this.#texts(imports.start, imports.count);
    this.#applySupertypes(sections.rows(TYPES, TYPE_WIDTH), sections.rows(TYPE_KEYS, 1));
  }

  /** Fills in about `rows` more calls and returns the file if these were the last. */
  advance(rows: number): DecodedFile | undefined {
    const words = this.#words;
    const strings = this.#strings;
    const { calls } = this.#file.fileAnalysis;
    const first = this.#nextCall;
    const end = Math.min(calls.length, first + rows);
    let at = this.#calls.start + first * CALL_WIDTH;
    for (let row = first; row < end; row++) {
      const call = calls[row];
      if (call === undefined) throw corrupt('links of another file');
      const target = words[at + 2] as number;
      call.file = strings.at(words[at]);
      call.caller = strings.at(words[at + 1]);
      if (target !== NONE) call.targetKey = strings.at(target);
      call.resolution = memberAt(RESOLUTIONS, words[at + 3], 'resolution');
      const name = words[at + 4] as number;
      if (name !== NONE) call.function = strings.at(name);
      at += CALL_WIDTH;
    }
    this.#nextCall = end;
    return end === calls.length ? this.#file : undefined;
  }

  #applySupertypes(counts: Rows, keys: Rows): void {
    const words = this.#words;
    const { types } = this.#file;
    // A file without supertypes may leave its types out.
    if (counts.count > types.length) throw corrupt('links of another file');
    let key = keys.start;
    const end = keys.start + keys.count;
    const take = (count: number): string[] => {
      if (count === 0) return [];
      if (count > end - key) throw corrupt('keys of a type');
      key += count;
      return this.#texts(key - count, count);
    };
    for (let row = 0; row < counts.count; row++) {
      const at = counts.start + row * TYPE_WIDTH;
      const type = types[row];
      if (type === undefined) throw corrupt('links of another file');
      type.extends = take(words[at] as number);
      type.implements = take(words[at + 1] as number);
      type.extendedBy = take(words[at + 2] as number);
      type.implementedBy = take(words[at + 3] as number);
    }
  }

  #texts(start: number, count: number): string[] {
    const texts = new Array<string>(count);
    for (let row = 0; row < count; row++) texts[row] = this.#strings.at(this.#words[start + row]);
    return texts;
  }
}
