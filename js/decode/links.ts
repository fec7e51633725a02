/** Encoded links (`src/graph/links/encode.rs`) into the objects of their file. */

import { CallLinking, type LinkColumns, UnreadCalls } from './calls.js';
import {
  CallLinkColumn,
  LinksSection,
  Magic,
  ReferenceLinkColumn,
  RenamedFunctionColumn,
  RenamedTypeColumn,
  SupertypeCountsColumn,
} from './columns.js';
import { corrupt } from './failures.js';
import type { DecodedFile } from './record.js';
import { type Bytes, type Rows, Sections, type StringTable } from './sections.js';

/** How many words the links take whose first word is `base`. */
export function linksLength(bytes: Bytes, base: number): number {
  return new Sections(bytes, base, Magic.links, LinksSection.count).length;
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
    const sections = new Sections(bytes, base, Magic.links, LinksSection.count);
    const { calls } = file;
    this.#file = file;
    this.#words = sections.words;
    this.#strings = sections.strings(LinksSection.stringEnds);
    const linked = sections.rows(LinksSection.calls, CallLinkColumn.width);
    if (linked.count !== calls.length) throw corrupt('links of another file');
    const imports = sections.rows(LinksSection.imports, 1);
    file.fileAnalysis.imports = this.#texts(imports.start, imports.count);
    this.#applySupertypes(
      sections.rows(LinksSection.types, SupertypeCountsColumn.width),
      sections.rows(LinksSection.typeKeys, 1),
    );
    this.#placeDisplaced(sections);
    this.#linkReferences(sections);
    if (calls.length === 0) return;
    const links: LinkColumns = {
      rows: sections.image(LinksSection.calls),
      stringEnds: sections.image(LinksSection.stringEnds),
      strings: sections.text(LinksSection.strings),
      candidateEnds: sections.image(LinksSection.candidateEnds),
      candidates: sections.image(LinksSection.candidates),
    };
    if (calls instanceof UnreadCalls) calls.link(links);
    else this.#linking = new CallLinking(calls, links);
  }

  /** Fills in about `rows` more calls and returns the file if these were the last. */
  advance(rows: number): DecodedFile | undefined {
    return this.#linking === undefined || this.#linking.advance(rows) ? this.#file : undefined;
  }

  #linkReferences(sections: Sections): void {
    if (sections.rows(LinksSection.references, ReferenceLinkColumn.width).count === 0) return;
    this.#file.references.link({
      rows: sections.image(LinksSection.references),
      stringEnds: sections.image(LinksSection.stringEnds),
      strings: sections.text(LinksSection.strings),
    });
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
      const at = counts.start + row * SupertypeCountsColumn.width;
      const type = types[row];
      if (type === undefined) throw corrupt('links of another file');
      type.extends = take(words[at + SupertypeCountsColumn.extends] as number);
      type.implements = take(words[at + SupertypeCountsColumn.implements] as number);
      type.extendedBy = take(words[at + SupertypeCountsColumn.extendedBy] as number);
      type.implementedBy = take(words[at + SupertypeCountsColumn.implementedBy] as number);
    }
  }

  /** Puts what another file's key kept from its place under the key that linking gave it. */
  #placeDisplaced(sections: Sections): void {
    const words = this.#words;
    const { displaced, definitions } = this.#file;
    const functions = sections.rows(LinksSection.renamedFunctions, RenamedFunctionColumn.width);
    const types = sections.rows(LinksSection.renamedTypes, RenamedTypeColumn.width);
    const are = { functions: displaced?.functions.size ?? 0, types: displaced?.types.size ?? 0 };
    if (functions.count !== are.functions || types.count !== are.types) throw corrupt('keys of another file');
    for (let row = 0; row < functions.count; row++) {
      const at = functions.start + row * RenamedFunctionColumn.width;
      const definition = displaced?.functions.get(words[at + RenamedFunctionColumn.function] as number);
      this.#place(definition, words[at + RenamedFunctionColumn.key], definitions.functions);
    }
    for (let row = 0; row < types.count; row++) {
      const at = types.start + row * RenamedTypeColumn.width;
      const definition = displaced?.types.get(words[at + RenamedTypeColumn.ty] as number);
      this.#place(definition, words[at + RenamedTypeColumn.key], definitions.types);
    }
    this.#file.displaced = undefined;
  }

  #place<Definition>(
    definition: Definition | undefined,
    key: number | undefined,
    definitions: Map<string, Definition>,
  ): void {
    const text = this.#strings.at(key);
    if (definition === undefined || definitions.has(text)) throw corrupt('the key of a definition');
    definitions.set(text, definition);
  }

  #texts(start: number, count: number): string[] {
    const texts = new Array<string>(count);
    for (let row = 0; row < count; row++) texts[row] = this.#strings.at(this.#words[start + row]);
    return texts;
  }
}
