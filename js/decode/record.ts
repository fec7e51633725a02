/**
 * One encoded record (`src/record/encode.rs`) to the contract's plain objects.
 *
 * Each shape is made by one object literal in one place, so that V8 gives all of a kind one hidden class. Texts are
 * slices of a few long strings: who keeps a `text` or `fullText` keeps its file's source.
 */
import type { AnalysisNode, AnalyzedFile, Call, FunctionAnalysis, NodeType, Range, TypeAnalysis } from '../../index.js';
import { corrupt } from '../errors.js';
import { NODE_TYPES } from '../node-type.js';
import { type Bytes, memberAt, type Rows, Sections, stringAt } from './sections.js';

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

/** A file without its links: calls, imports and supertypes are filled in by `applyLinks`. */
export interface DecodedFile {
  file: AnalyzedFile;
  /** The file's calls in order; nothing in `file` refers to them yet. */
  calls: Call[];
  /** For each function, first and behind the last of its calls. */
  callRuns: number[];
}

/**
 * Decodes the record that begins at word `base` of `bytes`.
 *
 * @throws Error with the code `ERR_RECORD_CORRUPT`
 */
export function decodeRecord(bytes: Bytes, base: number, filePath: string, normalizedPath: string): DecodedFile {
  return new RecordReader(new Sections(bytes, base, MAGIC, SECTIONS), normalizedPath).read(filePath);
}

class RecordReader {
  readonly #sections: Sections;
  readonly #words: Uint32Array;
  readonly #path: string;
  readonly #source: string;
  readonly #strings: string[];
  readonly #ids: string;
  readonly #nodeRows: Rows;
  readonly #lists: string[];

  constructor(sections: Sections, normalizedPath: string) {
    this.#sections = sections;
    this.#words = sections.words;
    this.#path = normalizedPath;
    this.#source = sections.text(SOURCE);
    this.#strings = sections.strings(STRING_ENDS);
    this.#ids = sections.text(IDS);
    this.#nodeRows = sections.rows(NODES, NODE_WIDTH);
    this.#lists = this.#stringRows(LISTS);
  }

  read(filePath: string): DecodedFile {
    const sections = this.#sections;
    const calls = this.#calls();
    const callRuns: number[] = [];
    const file: AnalyzedFile = {
      filePath,
      normalizedPath: this.#path,
      analysis: {
        fileAnalysis: {
          defines: this.#stringRows(DEFINES),
          calls: [],
          imports: [],
          className: this.#stringRows(CLASS_NAMES),
          nodes: this.#nodes(),
          language: sections.text(LANGUAGE),
          contentHash: sections.text(CONTENT_HASH),
          hasSyntaxErrors: (sections.flags & HAS_SYNTAX_ERRORS) !== 0,
        },
        functions: this.#functions(calls.length, callRuns),
        types: this.#types(),
      },
    };
    return { file, calls, callRuns };
  }

  #nodes(): Map<string, AnalysisNode> {
    const { count } = this.#nodeRows;
    const nodes = new Map<string, AnalysisNode>();
    for (let row = 0; row < count; row++) {
      const node = this.#node(row);
      const childCount = this.#words[this.#nodeRow(row) + 2] as number;
      if (childCount > count - row - 1) throw corrupt('children of a node');
      for (let child = 0; child < childCount; child++) node.children.push(this.#node(++row));
      nodes.set(node.id, node);
    }
    return nodes;
  }

  #node(row: number): AnalysisNode {
    const words = this.#words;
    const at = this.#nodeRow(row);
    const start = words[at + 3] as number;
    const end = words[at + 4] as number;
    return {
      id: this.#id(row),
      name: this.#string(at),
      type: nodeType(words[at + 1]),
      text: this.#source.slice(start, end),
      position: this.#range(at + 3),
      children: [],
    };
  }

  #functions(callCount: number, callRuns: number[]): Map<string, FunctionAnalysis> {
    const { start, count } = this.#sections.rows(FUNCTIONS, FUNCTION_WIDTH);
    const words = this.#words;
    const hashText = this.#sections.text(HASH_TEXT);
    const functions = new Map<string, FunctionAnalysis>();
    for (let row = 0; row < count; row++) {
      const at = start + row * FUNCTION_WIDTH;
      const node = words[at] as number;
      const firstRow = words[at + 14] as number;
      const lastRow = words[at + 15] as number;
      const callsStart = words[at + 18] as number;
      const callsEnd = words[at + 19] as number;
      if (callsStart > callsEnd || callsEnd > callCount) throw corrupt('calls of a function');
      callRuns.push(callsStart, callsEnd);
      functions.set(this.#key(at + 1), {
        nodeId: this.#id(node),
        position: this.#range(this.#nodeRow(node) + 3),
        file: this.#path,
        name: this.#string(at + 2),
        params: this.#list(at + 6),
        lines: lastRow - firstRow + 1,
        returnType: this.#string(at + 4),
        calls: [],
        className: this.#string(at + 3),
        startLine: firstRow + 1,
        endLine: lastRow + 1,
        functionHash: hashText.slice(words[at + 16], words[at + 17]),
        signatureHash: this.#string(at + 5),
        fullText: this.#source.slice(words[at + 12], words[at + 13]),
        paramTypes: this.#list(at + 8),
        modifiers: this.#list(at + 10),
      });
    }
    if (functions.size !== count) throw corrupt('a key of two functions');
    return functions;
  }

  #types(): Map<string, TypeAnalysis> {
    const { start, count } = this.#sections.rows(TYPES, TYPE_WIDTH);
    const segments = this.#sections.rows(SCOPE_SEGMENTS, 2);
    const fields = this.#sections.rows(FIELDS, 2);
    const words = this.#words;
    const types = new Map<string, TypeAnalysis>();
    for (let row = 0; row < count; row++) {
      const at = start + row * TYPE_WIDTH;
      const node = words[at] as number;
      const type: TypeAnalysis = {
        nodeId: this.#id(node),
        position: this.#range(this.#nodeRow(node) + 3),
        name: this.#string(at + 3),
        extends: [],
        implements: [],
        fields: new Map(),
        extendedBy: [],
        implementedBy: [],
        scope: [],
        file: this.#path,
        type: nodeType(words[at + 1]),
      };
      const [firstSegment, endSegment] = this.#run(at + 4, segments.count);
      for (let segment = firstSegment; segment < endSegment; segment++) {
        const from = segments.start + segment * 2;
        type.scope.push({ name: this.#string(from), type: nodeType(words[from + 1]) });
      }
      const [firstField, endField] = this.#run(at + 6, fields.count);
      for (let field = firstField; field < endField; field++) {
        const from = fields.start + field * 2;
        type.fields.set(this.#string(from), this.#string(from + 1));
      }
      types.set(this.#key(at + 2), type);
    }
    if (types.size !== count) throw corrupt('a key of two types');
    return types;
  }

  #calls(): Call[] {
    const { start, count } = this.#sections.rows(CALLS, CALL_WIDTH);
    const calls: Call[] = [];
    for (let row = 0; row < count; row++) {
      const at = start + row * CALL_WIDTH;
      calls.push({
        nodeId: this.#id(this.#nodeRows.count + row),
        function: this.#string(at),
        file: '',
        caller: '',
        position: this.#range(at + 1),
        targetKey: null,
        resolution: 'unresolved',
      });
    }
    return calls;
  }

  /** A key is absolute here and relative in the record, which does not know where the repository lies. */
  #key(at: number): string {
    return `${this.#path}::${this.#string(at)}`;
  }

  #id(row: number): string {
    const begin = row * ID_CHARACTERS;
    if (begin + ID_CHARACTERS > this.#ids.length) throw corrupt('an id that is not there');
    return this.#ids.slice(begin, begin + ID_CHARACTERS);
  }

  #string(at: number): string {
    return stringAt(this.#strings, this.#words[at]);
  }

  #stringRows(section: number): string[] {
    const { start, count } = this.#sections.rows(section, 1);
    const strings: string[] = [];
    for (let row = 0; row < count; row++) strings.push(this.#string(start + row));
    return strings;
  }

  #list(at: number): string[] {
    const [start, end] = this.#run(at, this.#lists.length);
    return this.#lists.slice(start, end);
  }

  #run(at: number, length: number): [start: number, end: number] {
    const start = this.#words[at] as number;
    const end = this.#words[at + 1] as number;
    if (start > end || end > length) throw corrupt('a list that is not there');
    return [start, end];
  }

  #nodeRow(row: number): number {
    if (row >= this.#nodeRows.count) throw corrupt('a node that is not there');
    return this.#nodeRows.start + row * NODE_WIDTH;
  }

  #range(at: number): Range {
    const words = this.#words;
    return {
      startIndex: words[at] as number,
      endIndex: words[at + 1] as number,
      startPosition: { row: words[at + 2] as number, column: words[at + 3] as number },
      endPosition: { row: words[at + 4] as number, column: words[at + 5] as number },
    };
  }
}

function nodeType(number: number | undefined): NodeType {
  return memberAt(NODE_TYPES, number, 'node kind');
}
