/**
 * One encoded record (`src/record/encode.rs`) to the contract's plain objects.
 *
 * A file's nodes and calls, most of its objects, are decoded when they are first asked for, since few ask for all; see
 * `nodes.ts` and `calls.ts`.
 *
 * Each shape is made by one object literal in one place, so that V8 gives all of a kind one hidden class, and arrays
 * are made with their final length: what is allocated here is most of what a graph costs the JavaScript thread.
 * Texts are slices of a few long strings: who keeps a `text` or `fullText` keeps its file's source.
 */
import type { Call, FileAnalysis, FunctionAnalysis, Range, TypeAnalysis } from '../../index.js';
import { CALL_WIDTH, type CallColumns, CallDecoding, RunOfCalls, UnreadCalls } from './calls.js';
import { Deferral, Lazy, type Source } from './deferred.js';
import { corrupt } from './failures.js';
import { decodedNodes, ID_CHARACTERS, NODE_WIDTH, type NodeColumns, NodeDecoding, nodeType, rangeAt } from './nodes.js';
import { type Bytes, type Rows, Sections, type StringTable } from './sections.js';

const MAGIC = 'CKGR';
const HAS_SYNTAX_ERRORS = 1;

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

const FUNCTION_WIDTH = 20;
const TYPE_WIDTH = 8;

/** Nodes or calls that are decoded at once where they are asked for: about a millisecond of work. More are decoded before. */
const MOST_DEFERRED_ROWS = 4096;

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
  /** Those of `fileAnalysis`, which are not to be read while they wait for their links. */
  calls: Call[] | UnreadCalls;
  /** The file's types in the order of their rows. */
  types: TypeAnalysis[];
  /** Where its functions and types were put. */
  definitions: Definitions;
  /** Those, by row, whose key a file before it has: linking gives them one. Only of paths for which there may be any. */
  displaced: Displaced | undefined;
}

/** Functions and types without a key. */
export interface Displaced {
  functions: Map<number, FunctionAnalysis>;
  types: Map<number, TypeAnalysis>;
}

/** How many words the record takes whose first word is `base`. */
export function recordLength(bytes: Bytes, base: number): number {
  return new Sections(bytes, base, MAGIC, SECTIONS).length;
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
  readonly #functionRows: Rows;
  readonly #typeRows: Rows;
  readonly #lists: Rows;
  readonly #segments: Rows;
  readonly #fields: Rows;
  readonly #file: DecodedFile;
  /** Of a file with so many nodes that they are not left for later. */
  readonly #nodeDecoding: NodeDecoding | undefined;
  /** The same of calls. */
  readonly #callDecoding: CallDecoding | undefined;
  readonly #calls: Call[] | UnreadCalls;
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
    const callCount = sections.rows(CALLS, CALL_WIDTH).count;
    this.#functionRows = sections.rows(FUNCTIONS, FUNCTION_WIDTH);
    this.#typeRows = sections.rows(TYPES, TYPE_WIDTH);
    this.#lists = sections.rows(LISTS, 1);
    this.#segments = sections.rows(SCOPE_SEGMENTS, 2);
    this.#fields = sections.rows(FIELDS, 2);
    const identified = this.#nodeRows.count + callCount;
    if (identified * ID_CHARACTERS > this.#ids.length) throw corrupt('an id that is not there');
    const stringEnds = sections.image(STRING_ENDS);
    const texts = { strings: sections.text(STRING_ENDS + 1), ids: this.#ids };
    const nodes: NodeColumns = { rows: sections.image(NODES), stringEnds, ...texts, source: this.#source };
    const calls: CallColumns = { rows: sections.image(CALLS), stringEnds, ...texts, firstId: this.#nodeRows.count };
    this.#nodeDecoding = this.#nodeRows.count > MOST_DEFERRED_ROWS ? new NodeDecoding(nodes) : undefined;
    this.#callDecoding = callCount > MOST_DEFERRED_ROWS ? new CallDecoding(calls) : undefined;
    this.#calls = this.#callDecoding?.calls ?? new UnreadCalls(calls);
    this.#file = {
      filePath,
      normalizedPath,
      fileAnalysis: fileAnalysisOf(
        {
          defines: this.#stringRun(sections.rows(DEFINES, 1)),
          imports: [],
          className: this.#stringRun(sections.rows(CLASS_NAMES, 1)),
          language: sections.text(LANGUAGE),
          contentHash: sections.text(CONTENT_HASH),
          hasSyntaxErrors: (sections.flags & HAS_SYNTAX_ERRORS) !== 0,
        },
        this.#calls,
        this.#nodeDecoding?.nodes ?? new Lazy(() => decodedNodes(nodes)),
      ),
      calls: this.#calls,
      types: new Array(this.#typeRows.count),
      definitions,
      // A file has another's key only if its path goes on behind the other's with the separator of keys.
      displaced: normalizedPath.includes('::') ? { functions: new Map(), types: new Map() } : undefined,
    };
  }

  /** Decodes about `rows` more rows and returns the file if these were the last. */
  advance(rows: number): DecodedFile | undefined {
    let left = this.#nodeDecoding?.advance(rows) ?? rows;
    if (left > 0) left = this.#callDecoding?.advance(left) ?? left;
    if (left > 0) left = this.#decodeFunctions(left);
    if (left > 0) left = this.#decodeTypes(left);
    return left > 0 ? this.#file : undefined;
  }

  #decodeFunctions(rows: number): number {
    const words = this.#words;
    const strings = this.#strings;
    const { displaced, definitions } = this.#file;
    const { functions } = definitions;
    const before = functions.size + (displaced?.functions.size ?? 0);
    const first = this.#nextFunction;
    const end = Math.min(this.#functionRows.count, first + rows);
    let at = this.#functionRows.start + first * FUNCTION_WIDTH;
    for (let row = first; row < end; row++) {
      const node = this.#nodeOf(at);
      const firstRow = words[at + 14] as number;
      const lastRow = words[at + 15] as number;
      const definition = {
        nodeId: this.#idOf(node),
        position: this.#positionOf(node),
        file: this.#path,
        name: strings.at(words[at + 2]),
        params: this.#list(at + 6),
        lines: lastRow - firstRow + 1,
        returnType: strings.at(words[at + 4]),
      } as FunctionAnalysis;
      // In this order, as properties stand in the order they are made in.
      const calls = this.#callsAt(at + 18);
      if (Array.isArray(calls)) definition.calls = calls;
      else FUNCTION_CALLS.define(definition);
      definition.className = strings.at(words[at + 3]);
      definition.startLine = firstRow + 1;
      definition.endLine = lastRow + 1;
      definition.functionHash = this.#hashText.slice(words[at + 16], words[at + 17]);
      definition.signatureHash = strings.at(words[at + 5]);
      definition.fullText = this.#source.slice(words[at + 12], words[at + 13]);
      definition.paramTypes = this.#list(at + 8);
      definition.modifiers = this.#list(at + 10);
      if (!Array.isArray(calls)) FUNCTION_CALLS.keep(definition, calls);
      const key = this.#keyPrefix + strings.at(words[at + 1]);
      if (displaced !== undefined && functions.has(key)) displaced.functions.set(row, definition);
      else functions.set(key, definition);
      at += FUNCTION_WIDTH;
    }
    const placed = functions.size + (displaced?.functions.size ?? 0);
    if (placed !== before + end - first) throw corrupt('a key of two functions');
    this.#nextFunction = end;
    return rows - (end - first);
  }

  #decodeTypes(rows: number): number {
    const words = this.#words;
    const { displaced, definitions } = this.#file;
    const { types } = definitions;
    const before = types.size + (displaced?.types.size ?? 0);
    const first = this.#nextType;
    const end = Math.min(this.#typeRows.count, first + rows);
    let at = this.#typeRows.start + first * TYPE_WIDTH;
    for (let row = first; row < end; row++) {
      const node = this.#nodeOf(at);
      const type: TypeAnalysis = {
        nodeId: this.#idOf(node),
        position: this.#positionOf(node),
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
      const key = this.#keyPrefix + this.#strings.at(words[at + 2]);
      if (displaced !== undefined && types.has(key)) displaced.types.set(row, type);
      else types.set(key, type);
      at += TYPE_WIDTH;
    }
    const placed = types.size + (displaced?.types.size ?? 0);
    if (placed !== before + end - first) throw corrupt('a key of two types');
    this.#nextType = end;
    return rows - (end - first);
  }

  /** The row of the node that a function's or type's row begins with: they share its id and position. */
  #nodeOf(at: number): number {
    const node = this.#words[at] as number;
    if (node >= this.#nodeRows.count) throw corrupt('a node that is not there');
    return node;
  }

  #idOf(node: number): string {
    return this.#ids.slice(node * ID_CHARACTERS, (node + 1) * ID_CHARACTERS);
  }

  #positionOf(node: number): Range {
    return rangeAt(this.#words, this.#nodeRows.start + node * NODE_WIDTH + 3);
  }

  /** The calls of the function whose row has their run at `at`. */
  #callsAt(at: number): Call[] | Source<Call[]> {
    const start = this.#words[at] as number;
    const end = this.#words[at + 1] as number;
    const calls = this.#calls;
    if (start > end || end > calls.length) throw corrupt('calls of a function');
    if (start === end) return [];
    return calls instanceof UnreadCalls ? new RunOfCalls(calls, start, end) : calls.slice(start, end);
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

const FILE_CALLS = new Deferral<FileAnalysis, 'calls'>('calls');
const NODES_OF_FILE = new Deferral<FileAnalysis, 'nodes'>('nodes');
const FUNCTION_CALLS = new Deferral<FunctionAnalysis, 'calls'>('calls');

/** A file's analysis with its calls and nodes, or with where they come from when they are first read. */
function fileAnalysisOf(
  rest: Omit<FileAnalysis, 'calls' | 'nodes'>,
  calls: Call[] | Source<Call[]>,
  nodes: FileAnalysis['nodes'] | Source<FileAnalysis['nodes']>,
): FileAnalysis {
  // Step by step, as properties stand in the order they are made in.
  const file = { defines: rest.defines } as FileAnalysis;
  if (Array.isArray(calls)) file.calls = calls;
  else FILE_CALLS.define(file);
  file.imports = rest.imports;
  file.className = rest.className;
  if (nodes instanceof Map) file.nodes = nodes;
  else NODES_OF_FILE.define(file);
  file.language = rest.language;
  file.contentHash = rest.contentHash;
  file.hasSyntaxErrors = rest.hasSyntaxErrors;
  if (!Array.isArray(calls)) FILE_CALLS.keep(file, calls);
  if (!(nodes instanceof Map)) NODES_OF_FILE.keep(file, nodes);
  return file;
}

/** The rows of `table` from the row that word `at` names to before the row that the next word names. */
function runAt(words: Uint32Array, at: number, table: Rows, width: number): Rows {
  const start = words[at] as number;
  const end = words[at + 1] as number;
  if (start > end || end > table.count) throw corrupt('a list that is not there');
  return { start: table.start + start * width, count: end - start };
}
