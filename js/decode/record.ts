/**
 * One encoded record (`src/record/encode.rs`) to the contract's plain objects.
 *
 * Each shape is made by one object literal in one place, so that V8 gives all of a kind one hidden class, and arrays
 * are made with their final length: what is allocated here is most of what a graph costs the JavaScript thread.
 * Texts are slices of a few long strings: who keeps a `text` or `fullText` keeps its file's source.
 */
import type { AnalysisNode, Call, FileAnalysis, FunctionAnalysis, NodeType, Range, TypeAnalysis } from '../../index.js';
import { corrupt } from '../errors.js';
import { NODE_TYPES } from '../node-type.js';
import { type Bytes, memberAt, type Rows, Sections, type StringTable } from './sections.js';

const MAGIC = 'CKGR';
const HAS_SYNTAX_ERRORS = 1;
const ID_CHARACTERS = 22;

const LANGUAGE = 0;
const CONTENT_HASH = 1;
const SOURCE = 2;
const HASH_TEXT = 3;
const STRING_ENDS = 4;
const IDS = 6;
const NODES = 7;
const FUNCTIONS = 8;
const TYPES = 9;
const CALLS = 10;
const DEFINES = 11;
const CLASS_NAMES = 12;
const LISTS = 13;
const SCOPE_SEGMENTS = 14;
const FIELDS = 15;
const SECTIONS = 16;

const NODE_WIDTH = 9;
const FUNCTION_WIDTH = 20;
const TYPE_WIDTH = 8;
const CALL_WIDTH = 7;

/** Functions and types by key: those of one file, or of a whole graph. */
export interface Definitions {
  functions: Map<string, FunctionAnalysis>;
  types: Map<string, TypeAnalysis>;
}

/** A file without its links: `LinksApplication` fills in imports and supertypes, and what its calls mean. */
export interface DecodedFile {
  filePath: string;
  normalizedPath: string;
  fileAnalysis: FileAnalysis;
  /** The file's types in the order of their rows. */
  types: TypeAnalysis[];
  /** Where its functions and types were put. */
  definitions: Definitions;
}

/** The decoding of one record, piece by piece. */
export class RecordDecoding {
  readonly #words: Uint32Array;
  readonly #path: string;
  readonly #keyPrefix: string;
  readonly #source: string;
  readonly #hashText: string;
  readonly #strings: StringTable;
  readonly #ids: string;
  readonly #nodeRows: Rows;
  readonly #callRows: Rows;
  readonly #functionRows: Rows;
  readonly #typeRows: Rows;
  readonly #lists: Rows;
  readonly #segments: Rows;
  readonly #fields: Rows;
  /** By row; rows of children stay empty. */
  readonly #nodes: (AnalysisNode | undefined)[];
  readonly #file: DecodedFile;
  #nextNode = 0;
  #nextCall = 0;
  #nextFunction = 0;
  #nextType = 0;

  /**
   * @param base the first word of the record in `bytes`
   * @param definitions where the file's functions and types are put
   * @throws Error with the code `ERR_RECORD_CORRUPT`
   */
  constructor(bytes: Bytes, base: number, filePath: string, normalizedPath: string, definitions: Definitions) {
    const sections = new Sections(bytes, base, MAGIC, SECTIONS);
    this.#words = sections.words;
    this.#path = normalizedPath;
    // A key is absolute here and relative in the record, which does not know where the repository lies.
    this.#keyPrefix = `${normalizedPath}::`;
    this.#source = sections.text(SOURCE);
    this.#hashText = sections.text(HASH_TEXT);
    this.#strings = sections.strings(STRING_ENDS);
    this.#ids = sections.text(IDS);
    this.#nodeRows = sections.rows(NODES, NODE_WIDTH);
    this.#callRows = sections.rows(CALLS, CALL_WIDTH);
    this.#functionRows = sections.rows(FUNCTIONS, FUNCTION_WIDTH);
    this.#typeRows = sections.rows(TYPES, TYPE_WIDTH);
    this.#lists = sections.rows(LISTS, 1);
    this.#segments = sections.rows(SCOPE_SEGMENTS, 2);
    this.#fields = sections.rows(FIELDS, 2);
    const identified = this.#nodeRows.count + this.#callRows.count;
    if (identified * ID_CHARACTERS > this.#ids.length) throw corrupt('an id that is not there');
    this.#nodes = new Array(this.#nodeRows.count);
    this.#file = {
      filePath,
      normalizedPath,
      fileAnalysis: {
        defines: this.#stringRun(sections.rows(DEFINES, 1)),
        calls: new Array(this.#callRows.count),
        imports: [],
        className: this.#stringRun(sections.rows(CLASS_NAMES, 1)),
        nodes: new Map(),
        language: sections.text(LANGUAGE),
        contentHash: sections.text(CONTENT_HASH),
        hasSyntaxErrors: (sections.flags & HAS_SYNTAX_ERRORS) !== 0,
      },
      types: new Array(this.#typeRows.count),
      definitions,
    };
  }

  /** Decodes about `rows` more rows and returns the file if these were the last. */
  advance(rows: number): DecodedFile | undefined {
    let left = this.#decodeNodes(rows);
    if (left > 0) left = this.#decodeCalls(left);
    if (left > 0) left = this.#decodeFunctions(left);
    if (left > 0) left = this.#decodeTypes(left);
    return left > 0 ? this.#file : undefined;
  }

  #decodeNodes(rows: number): number {
    const words = this.#words;
    const { start, count } = this.#nodeRows;
    const { nodes } = this.#file.fileAnalysis;
    const first = this.#nextNode;
    const end = Math.min(count, first + rows);
    let row = first;
    while (row < end) {
      const childCount = words[start + row * NODE_WIDTH + 2] as number;
      if (childCount > count - row - 1) throw corrupt('children of a node');
      const node = this.#node(row, childCount);
      this.#nodes[row++] = node;
      for (let child = 0; child < childCount; child++) node.children[child] = this.#node(row++, 0);
      nodes.set(node.id, node);
    }
    this.#nextNode = row;
    return rows - (row - first);
  }

  #node(row: number, childCount: number): AnalysisNode {
    const words = this.#words;
    const at = this.#nodeRows.start + row * NODE_WIDTH;
    const name = this.#strings.at(words[at]);
    const start = words[at + 3] as number;
    const end = words[at + 4] as number;
    const isItsName = end - start === name.length && this.#source.startsWith(name, start);
    return {
      id: this.#ids.slice(row * ID_CHARACTERS, (row + 1) * ID_CHARACTERS),
      name,
      type: nodeType(words[at + 1]),
      text: isItsName ? name : this.#source.slice(start, end),
      position: rangeAt(words, at + 3),
      children: childCount === 0 ? [] : new Array(childCount),
    };
  }

  #decodeCalls(rows: number): number {
    const words = this.#words;
    const strings = this.#strings;
    const ids = this.#ids;
    const { calls } = this.#file.fileAnalysis;
    const first = this.#nextCall;
    const end = Math.min(this.#callRows.count, first + rows);
    let at = this.#callRows.start + first * CALL_WIDTH;
    let id = (this.#nodeRows.count + first) * ID_CHARACTERS;
    for (let row = first; row < end; row++) {
      calls[row] = {
        nodeId: ids.slice(id, id + ID_CHARACTERS),
        function: strings.at(words[at]),
        file: '',
        caller: '',
        position: rangeAt(words, at + 1),
        targetKey: null,
        resolution: 'unresolved',
      };
      at += CALL_WIDTH;
      id += ID_CHARACTERS;
    }
    this.#nextCall = end;
    return rows - (end - first);
  }

  #decodeFunctions(rows: number): number {
    const words = this.#words;
    const strings = this.#strings;
    const { functions } = this.#file.definitions;
    const before = functions.size;
    const first = this.#nextFunction;
    const end = Math.min(this.#functionRows.count, first + rows);
    let at = this.#functionRows.start + first * FUNCTION_WIDTH;
    for (let row = first; row < end; row++) {
      const { id, position } = this.#nodeOf(at);
      const firstRow = words[at + 14] as number;
      const lastRow = words[at + 15] as number;
      functions.set(this.#keyPrefix + strings.at(words[at + 1]), {
        nodeId: id,
        position,
        file: this.#path,
        name: strings.at(words[at + 2]),
        params: this.#list(at + 6),
        lines: lastRow - firstRow + 1,
        returnType: strings.at(words[at + 4]),
        calls: this.#callsAt(at + 18),
        className: strings.at(words[at + 3]),
        startLine: firstRow + 1,
        endLine: lastRow + 1,
        functionHash: this.#hashText.slice(words[at + 16], words[at + 17]),
        signatureHash: strings.at(words[at + 5]),
        fullText: this.#source.slice(words[at + 12], words[at + 13]),
        paramTypes: this.#list(at + 8),
        modifiers: this.#list(at + 10),
      });
      at += FUNCTION_WIDTH;
    }
    if (functions.size !== before + end - first) throw corrupt('a key of two functions');
    this.#nextFunction = end;
    return rows - (end - first);
  }

  #decodeTypes(rows: number): number {
    const words = this.#words;
    const { types } = this.#file.definitions;
    const before = types.size;
    const first = this.#nextType;
    const end = Math.min(this.#typeRows.count, first + rows);
    let at = this.#typeRows.start + first * TYPE_WIDTH;
    for (let row = first; row < end; row++) {
      const { id, position } = this.#nodeOf(at);
      const type: TypeAnalysis = {
        nodeId: id,
        position,
        name: this.#strings.at(words[at + 3]),
        extends: [],
        implements: [],
        fields: this.#fieldsAt(at + 6),
        extendedBy: [],
        implementedBy: [],
        scope: this.#scopeAt(at + 4),
        file: this.#path,
        type: nodeType(words[at + 1]),
      };
      this.#file.types[row] = type;
      types.set(this.#keyPrefix + this.#strings.at(words[at + 2]), type);
      at += TYPE_WIDTH;
    }
    if (types.size !== before + end - first) throw corrupt('a key of two types');
    this.#nextType = end;
    return rows - (end - first);
  }

  /** The node a function's or type's row begins with: they share its id and position. */
  #nodeOf(at: number): AnalysisNode {
    const node = this.#nodes[this.#words[at] as number];
    if (node === undefined) throw corrupt('a node that is not there');
    return node;
  }

  #callsAt(at: number): Call[] {
    const start = this.#words[at] as number;
    const end = this.#words[at + 1] as number;
    const { calls } = this.#file.fileAnalysis;
    if (start > end || end > calls.length) throw corrupt('calls of a function');
    return start === end ? [] : calls.slice(start, end);
  }

  #fieldsAt(at: number): Map<string, string> {
    const { start, count } = runAt(this.#words, at, this.#fields, 2);
    const fields = new Map<string, string>();
    for (let field = start; field < start + count * 2; field += 2) {
      fields.set(this.#strings.at(this.#words[field]), this.#strings.at(this.#words[field + 1]));
    }
    return fields;
  }

  #scopeAt(at: number): TypeAnalysis['scope'] {
    const { start, count } = runAt(this.#words, at, this.#segments, 2);
    const scope: TypeAnalysis['scope'] = new Array(count);
    for (let segment = 0; segment < count; segment++) {
      const from = start + segment * 2;
      scope[segment] = { name: this.#strings.at(this.#words[from]), type: nodeType(this.#words[from + 1]) };
    }
    return scope;
  }

  #list(at: number): string[] {
    return this.#words[at] === this.#words[at + 1] ? [] : this.#stringRun(runAt(this.#words, at, this.#lists, 1));
  }

  #stringRun({ start, count }: Rows): string[] {
    const strings = new Array<string>(count);
    for (let row = 0; row < count; row++) strings[row] = this.#strings.at(this.#words[start + row]);
    return strings;
  }
}

/** The rows of `table` from the row that word `at` names to before the row that the next word names. */
function runAt(words: Uint32Array, at: number, table: Rows, width: number): Rows {
  const start = words[at] as number;
  const end = words[at + 1] as number;
  if (start > end || end > table.count) throw corrupt('a list that is not there');
  return { start: table.start + start * width, count: end - start };
}

function rangeAt(words: Uint32Array, at: number): Range {
  return {
    startIndex: words[at] as number,
    endIndex: words[at + 1] as number,
    startPosition: { row: words[at + 2] as number, column: words[at + 3] as number },
    endPosition: { row: words[at + 4] as number, column: words[at + 5] as number },
  };
}

function nodeType(number: number | undefined): NodeType {
  return memberAt(NODE_TYPES, number, 'node kind');
}
