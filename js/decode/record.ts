/**
 * One encoded record (`src/record/encode.rs`) to the contract's plain objects.
 *
 * A file's nodes, calls and references, most of its objects, are decoded when they are first asked for, since few ask for
 * all; see `nodes.ts`, `calls.ts` and `references.ts`.
 *
 * Each shape is made by one object literal in one place, so that V8 gives all of a kind one hidden class, and arrays
 * are made with their final length: what is allocated here is most of what a graph costs the JavaScript thread.
 * Texts are slices of a few long strings: who keeps a `text` or `fullText` keeps its file's source.
 */
import type { Call, FileAnalysis, FunctionAnalysis, Language, Range, Reference, TypeAnalysis } from '../../index.js';
import { type CallColumns, CallDecoding, RunOfCalls, UnreadCalls } from './calls.js';
import {
  CallColumn,
  FieldColumn,
  FunctionColumn,
  Layout,
  Magic,
  NodeColumn,
  RecordFlag,
  RecordSection,
  ReferenceColumn,
  ScopeSegmentColumn,
  TypeColumn,
} from './columns.js';
import { Deferral, Lazy, type Source } from './deferred.js';
import { corrupt } from './failures.js';
import { decodedNodes, type NodeColumns, NodeDecoding, nodeType, rangeAt } from './nodes.js';
import { RunOfReferences, UnreadReferences } from './references.js';
import { type Bytes, type Rows, Sections, type StringTable } from './sections.js';

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
  references: UnreadReferences;
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
  return new Sections(bytes, base, Magic.record, RecordSection.count).length;
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
  readonly #references: UnreadReferences;
  #nextFunction = 0;
  #nextType = 0;

  /**
   * @param base the first word of the record in `bytes`
   * @param definitions where the file's functions and types are put
   * @throws Error with the code `ERR_RECORD_CORRUPT`
   */
  constructor(bytes: Bytes, base: number, filePath: string, normalizedPath: string, definitions: Definitions) {
    const sections = new Sections(bytes, base, Magic.record, RecordSection.count);
    this.#words = sections.words;
    this.#path = normalizedPath;
    // A key is absolute here and relative in the record, which does not know where the repository lies.
    this.#keyPrefix = `${normalizedPath}::`;
    this.#source = sections.text(RecordSection.source);
    this.#hashText = sections.text(RecordSection.hashText);
    this.#strings = sections.strings(RecordSection.stringEnds);
    this.#ids = sections.text(RecordSection.ids);
    this.#nodeRows = sections.rows(RecordSection.nodes, NodeColumn.width);
    const callCount = sections.rows(RecordSection.calls, CallColumn.width).count;
    this.#functionRows = sections.rows(RecordSection.functions, FunctionColumn.width);
    this.#typeRows = sections.rows(RecordSection.types, TypeColumn.width);
    this.#lists = sections.rows(RecordSection.lists, 1);
    this.#segments = sections.rows(RecordSection.scopeSegments, ScopeSegmentColumn.width);
    this.#fields = sections.rows(RecordSection.fields, FieldColumn.width);
    const identified = this.#nodeRows.count + callCount;
    if (identified * Layout.idCharacters > this.#ids.length) throw corrupt('an id that is not there');
    const stringEnds = sections.image(RecordSection.stringEnds);
    const texts = { strings: sections.text(RecordSection.strings), ids: this.#ids };
    const nodes: NodeColumns = {
      rows: sections.image(RecordSection.nodes),
      stringEnds,
      ...texts,
      source: this.#source,
    };
    const calls: CallColumns = {
      rows: sections.image(RecordSection.calls),
      stringEnds,
      ...texts,
      firstId: this.#nodeRows.count,
    };
    sections.rows(RecordSection.references, ReferenceColumn.width);
    this.#references = new UnreadReferences({
      rows: sections.image(RecordSection.references),
      stringEnds,
      strings: texts.strings,
    });
    this.#nodeDecoding = this.#nodeRows.count > MOST_DEFERRED_ROWS ? new NodeDecoding(nodes) : undefined;
    this.#callDecoding = callCount > MOST_DEFERRED_ROWS ? new CallDecoding(calls) : undefined;
    this.#calls = this.#callDecoding?.calls ?? new UnreadCalls(calls);
    this.#file = {
      filePath,
      normalizedPath,
      fileAnalysis: fileAnalysisOf(
        {
          defines: this.#stringRun(sections.rows(RecordSection.defines, 1)),
          imports: [],
          className: this.#stringRun(sections.rows(RecordSection.classNames, 1)),
          language: sections.text(RecordSection.language) as Language,
          contentHash: sections.text(RecordSection.contentHash),
          hasSyntaxErrors: (sections.flags & RecordFlag.hasSyntaxErrors) !== 0,
        },
        this.#calls,
        this.#references,
        this.#nodeDecoding?.nodes ?? new Lazy(() => decodedNodes(nodes)),
      ),
      calls: this.#calls,
      references: this.#references,
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
    let at = this.#functionRows.start + first * FunctionColumn.width;
    for (let row = first; row < end; row++) {
      const node = this.#nodeOf(at + FunctionColumn.node);
      const firstRow = words[at + FunctionColumn.bodyStartRow] as number;
      const lastRow = words[at + FunctionColumn.bodyEndRow] as number;
      const definition = {
        nodeId: this.#idOf(node),
        position: this.#positionOf(node),
        file: this.#path,
        name: strings.at(words[at + FunctionColumn.name]),
        params: this.#list(at + FunctionColumn.paramsStart),
        lines: lastRow - firstRow + 1,
        returnType: strings.at(words[at + FunctionColumn.returnType]),
      } as FunctionAnalysis;
      // In this order, as properties stand in the order they are made in.
      const calls = this.#callsAt(at + FunctionColumn.callsStart);
      if (Array.isArray(calls)) definition.calls = calls;
      else FUNCTION_CALLS.define(definition);
      definition.className = strings.at(words[at + FunctionColumn.className]);
      definition.startLine = firstRow + 1;
      definition.endLine = lastRow + 1;
      definition.functionHash = this.#hashText.slice(
        words[at + FunctionColumn.hashStart],
        words[at + FunctionColumn.hashEnd],
      );
      definition.signatureHash = strings.at(words[at + FunctionColumn.signatureHash]);
      definition.fullText = this.#source.slice(
        words[at + FunctionColumn.bodyStart],
        words[at + FunctionColumn.bodyEnd],
      );
      const references = this.#referencesAt(at + FunctionColumn.referencesStart);
      if (Array.isArray(references)) definition.references = references;
      else FUNCTION_REFERENCES.define(definition);
      definition.paramTypes = this.#list(at + FunctionColumn.paramTypesStart);
      definition.modifiers = this.#list(at + FunctionColumn.modifiersStart);
      if (!Array.isArray(calls)) FUNCTION_CALLS.keep(definition, calls);
      if (!Array.isArray(references)) FUNCTION_REFERENCES.keep(definition, references);
      const key = this.#keyPrefix + strings.at(words[at + FunctionColumn.key]);
      if (displaced !== undefined && functions.has(key)) displaced.functions.set(row, definition);
      else functions.set(key, definition);
      at += FunctionColumn.width;
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
    let at = this.#typeRows.start + first * TypeColumn.width;
    for (let row = first; row < end; row++) {
      const node = this.#nodeOf(at + TypeColumn.node);
      const type: TypeAnalysis = {
        nodeId: this.#idOf(node),
        position: this.#positionOf(node),
        name: this.#strings.at(words[at + TypeColumn.name]),
        extends: [],
        implements: [],
        fields: this.#fieldsAt(at + TypeColumn.fieldsStart),
        extendedBy: [],
        implementedBy: [],
        scope: this.#scopeAt(at + TypeColumn.scopeStart),
        file: this.#path,
        type: nodeType(words[at + TypeColumn.kind]),
      };
      this.#file.types[row] = type;
      const key = this.#keyPrefix + this.#strings.at(words[at + TypeColumn.key]);
      if (displaced !== undefined && types.has(key)) displaced.types.set(row, type);
      else types.set(key, type);
      at += TypeColumn.width;
    }
    const placed = types.size + (displaced?.types.size ?? 0);
    if (placed !== before + end - first) throw corrupt('a key of two types');
    this.#nextType = end;
    return rows - (end - first);
  }

  /** The row of the node that a function's or type's row names at `at`: they share its id and position. */
  #nodeOf(at: number): number {
    const node = this.#words[at] as number;
    if (node >= this.#nodeRows.count) throw corrupt('a node that is not there');
    return node;
  }

  #idOf(node: number): string {
    return this.#ids.slice(node * Layout.idCharacters, (node + 1) * Layout.idCharacters);
  }

  #positionOf(node: number): Range {
    return rangeAt(this.#words, this.#nodeRows.start + node * NodeColumn.width + NodeColumn.spanStart);
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

  /** The same of references. */
  #referencesAt(at: number): Reference[] | Source<Reference[]> {
    const start = this.#words[at] as number;
    const end = this.#words[at + 1] as number;
    if (start > end || end > this.#references.length) throw corrupt('references of a function');
    return start === end ? [] : new RunOfReferences(this.#references, start, end);
  }

  #fieldsAt(at: number): Map<string, string> {
    const { start, count } = runAt(this.#words, at, this.#fields, FieldColumn.width);
    const fields = new Map<string, string>();
    for (let field = start; field < start + count * FieldColumn.width; field += FieldColumn.width) {
      const name = this.#strings.at(this.#words[field + FieldColumn.name]);
      fields.set(name, this.#strings.at(this.#words[field + FieldColumn.typeText]));
    }
    return fields;
  }

  #scopeAt(at: number): TypeAnalysis['scope'] {
    const { start, count } = runAt(this.#words, at, this.#segments, ScopeSegmentColumn.width);
    const scope: TypeAnalysis['scope'] = new Array(count);
    for (let segment = 0; segment < count; segment++) {
      const from = start + segment * ScopeSegmentColumn.width;
      const name = this.#strings.at(this.#words[from + ScopeSegmentColumn.name]);
      scope[segment] = { name, type: nodeType(this.#words[from + ScopeSegmentColumn.kind]) };
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
const REFERENCES_OF_FILE = new Deferral<FileAnalysis, 'references'>('references');
const FUNCTION_CALLS = new Deferral<FunctionAnalysis, 'calls'>('calls');
const FUNCTION_REFERENCES = new Deferral<FunctionAnalysis, 'references'>('references');

/** A file's analysis with its calls, references and nodes, or with where they come from when they are first read. */
function fileAnalysisOf(
  rest: Omit<FileAnalysis, 'calls' | 'references' | 'nodes'>,
  calls: Call[] | Source<Call[]>,
  references: UnreadReferences,
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
  if (references.length === 0) file.references = [];
  else REFERENCES_OF_FILE.define(file);
  file.language = rest.language;
  file.contentHash = rest.contentHash;
  file.hasSyntaxErrors = rest.hasSyntaxErrors;
  if (!Array.isArray(calls)) FILE_CALLS.keep(file, calls);
  if (!(nodes instanceof Map)) NODES_OF_FILE.keep(file, nodes);
  if (references.length > 0) REFERENCES_OF_FILE.keep(file, references);
  return file;
}

/** The rows of `table` from the row that word `at` names to before the row that the next word names. */
function runAt(words: Uint32Array, at: number, table: Rows, width: number): Rows {
  const start = words[at] as number;
  const end = words[at + 1] as number;
  if (start > end || end > table.count) throw corrupt('a list that is not there');
  return { start: table.start + start * width, count: end - start };
}
