/** Which of a record's names are references, by what linking says of them: decoded when they are first asked for. */
import type { Reference } from '../../index.js';
import { ReferenceColumn, ReferenceLinkColumn } from './columns.js';
import type { Source } from './deferred.js';
import { corrupt } from './failures.js';
import { REFERENCE_KINDS } from './node-type.js';
import { memberAt, StringTable, wordsOf } from './sections.js';

/** What rows of words and the strings they name are decoded from; nothing of it is a part of the buffer they came in. */
export interface ReferenceColumns {
  /** Images of words: the rows, and where strings end. */
  rows: string;
  stringEnds: string;
  strings: string;
}

/** The references of a file that nobody has asked for yet. */
export class UnreadReferences implements Source<Reference[]> {
  /** How many names there are that may be references. */
  readonly length: number;
  #columns: ReferenceColumns | undefined;
  #links: ReferenceColumns | undefined;
  #references: Reference[] = [];
  /** The row of each reference, in order. */
  #rows: number[] = [];

  constructor(columns: ReferenceColumns) {
    this.length = columns.rows.length / 4 / ReferenceColumn.width;
    this.#columns = columns;
  }

  /** Adds what linking says of them. */
  link(links: ReferenceColumns): void {
    this.#links = links;
  }

  /** The references, the same ones each time. */
  get value(): Reference[] {
    if (this.#columns !== undefined && this.#links !== undefined) this.#decode(this.#columns, this.#links);
    this.#columns = undefined;
    this.#links = undefined;
    return this.#references;
  }

  /** Those of a run of the names. */
  between(start: number, end: number): Reference[] {
    const references = this.value;
    return references.slice(firstFrom(this.#rows, start), firstFrom(this.#rows, end));
  }

  #decode(columns: ReferenceColumns, links: ReferenceColumns): void {
    const names = wordsOf(columns.rows);
    const nameStrings = new StringTable(wordsOf(columns.stringEnds), columns.strings);
    const words = wordsOf(links.rows);
    const strings = new StringTable(wordsOf(links.stringEnds), links.strings);
    const count = words.length / ReferenceLinkColumn.width;
    const references = new Array<Reference>(count);
    const rows = new Array<number>(count);
    let before = -1;
    for (let index = 0, link = 0; index < count; index++, link += ReferenceLinkColumn.width) {
      const row = words[link + ReferenceLinkColumn.reference] as number;
      if (row <= before || row >= this.length) throw corrupt('a reference that is not there');
      before = row;
      const at = row * ReferenceColumn.width;
      const name = nameStrings.at(names[at + ReferenceColumn.name]);
      const start = names[at + ReferenceColumn.start] as number;
      const line = names[at + ReferenceColumn.row] as number;
      const column = names[at + ReferenceColumn.column] as number;
      references[index] = {
        name,
        file: strings.at(words[link + ReferenceLinkColumn.file]),
        position: {
          startIndex: start,
          endIndex: start + name.length,
          startPosition: { row: line, column },
          endPosition: { row: line, column: column + name.length },
        },
        targetKey: strings.at(words[link + ReferenceLinkColumn.targetKey]),
        kind: memberAt(REFERENCE_KINDS, words[link + ReferenceLinkColumn.kind], 'kind of a reference'),
      };
      rows[index] = row;
    }
    this.#references = references;
    this.#rows = rows;
  }
}

/** Some of a file's references: those of a function. */
export class RunOfReferences implements Source<Reference[]> {
  #references: UnreadReferences | Reference[];
  readonly #start: number;
  readonly #end: number;

  constructor(references: UnreadReferences, start: number, end: number) {
    this.#references = references;
    this.#start = start;
    this.#end = end;
  }

  get value(): Reference[] {
    if (this.#references instanceof UnreadReferences) {
      this.#references = this.#references.between(this.#start, this.#end);
    }
    return this.#references;
  }
}

/** The place of the first row in a sorted list that is not before `row`. */
function firstFrom(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
