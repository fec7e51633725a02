/** Encoded links (`src/graph/links/encode.rs`) into the objects of their file. */

import { CallLinking, LINK_WIDTH, type LinkColumns, UnreadCalls } from './calls.js';
import { corrupt } from './failures.js';
import type { DecodedFile } from './record.js';
import { type Bytes, type Rows, Sections, type StringTable } from './sections.js';

const MAGIC = 'CKGL';
const STRING_ENDS = 0;
const IMPORTS = 2;
const TYPES = 3;
const TYPE_KEYS = 4;
const CALLS = 5;
const CANDIDATE_ENDS = 6;
const CANDIDATES = 7;
const RENAMED_FUNCTIONS = 8;
const RENAMED_TYPES = 9;
const SECTIONS = 10;

const TYPE_WIDTH = 4;
const RENAMED_WIDTH = 2;

/** How many words the links take whose first word is `base`. */
export function linksLength(bytes: Bytes, base: number): number {
  return new Sections(bytes, base, MAGIC, SECTIONS).length;
}

/** The filling in of one file's imports, supertypes and calls, piece by piece. */
export class LinksApplication {
  readonly #file: DecodedFile;
  readonly #words: Uint32Array;
  readonly #strings: StringTable;
  /** Of a file whose calls have been decoded. */
  readonly #linking: CallLinking | undefined;

  /**
   * Imports, supertypes and keys are filled in at once.
   *
   * @param base the first word of the links in `bytes`
   * @throws Error with the code `ERR_RECORD_CORRUPT`, also if the links are not those of this file
   */
  constructor(file: DecodedFile, bytes: Bytes, base: number) {
    const sections = new Sections(bytes, base, MAGIC, SECTIONS);
    const { calls } = file;
    this.#file = file;
    this.#words = sections.words;
    this.#strings = sections.strings(STRING_ENDS);
    if (sections.rows(CALLS, LINK_WIDTH).count !== calls.length) throw corrupt('links of another file');
    const imports = sections.rows(IMPORTS, 1);
    file.fileAnalysis.imports = this.#texts(imports.start, imports.count);
    this.#applySupertypes(sections.rows(TYPES, TYPE_WIDTH), sections.rows(TYPE_KEYS, 1));
    this.#placeDisplaced(sections);
    if (calls.length === 0) return;
    const links: LinkColumns = {
      rows: sections.image(CALLS),
      stringEnds: sections.image(STRING_ENDS),
      strings: sections.text(STRING_ENDS + 1),
      candidateEnds: sections.image(CANDIDATE_ENDS),
      candidates: sections.image(CANDIDATES),
    };
    if (calls instanceof UnreadCalls) calls.link(links);
    else this.#linking = new CallLinking(calls, links);
  }

  /** Fills in about `rows` more calls and returns the file if these were the last. */
  advance(rows: number): DecodedFile | undefined {
    return this.#linking === undefined || this.#linking.advance(rows) ? this.#file : undefined;
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

  /** Puts what another file's key kept from its place under the key that linking gave it. */
  #placeDisplaced(sections: Sections): void {
    const { displaced, definitions } = this.#file;
    this.#place(sections.rows(RENAMED_FUNCTIONS, RENAMED_WIDTH), displaced?.functions, definitions.functions);
    this.#place(sections.rows(RENAMED_TYPES, RENAMED_WIDTH), displaced?.types, definitions.types);
    this.#file.displaced = undefined;
  }

  #place<Definition>(
    renamed: Rows,
    displaced: ReadonlyMap<number, Definition> | undefined,
    definitions: Map<string, Definition>,
  ): void {
    if (renamed.count !== (displaced?.size ?? 0)) throw corrupt('keys of another file');
    for (let at = renamed.start; at < renamed.start + renamed.count * RENAMED_WIDTH; at += RENAMED_WIDTH) {
      const definition = displaced?.get(this.#words[at] as number);
      const key = this.#strings.at(this.#words[at + 1]);
      if (definition === undefined || definitions.has(key)) throw corrupt('the key of a definition');
      definitions.set(key, definition);
    }
  }

  #texts(start: number, count: number): string[] {
    const texts = new Array<string>(count);
    for (let row = 0; row < count; row++) texts[row] = this.#strings.at(this.#words[start + row]);
    return texts;
  }
}
