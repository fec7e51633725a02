/** A record's nodes: decoded when they are first asked for, or piece by piece before if there are very many. */
import type { AnalysisNode, FileAnalysis, NodeType, Range } from '../../index.js';
import { Layout, NodeColumn, SpanColumn } from './columns.js';
import { corrupt } from './failures.js';
import { NODE_TYPES } from './node-type.js';
import { memberAt, StringTable, wordsOf } from './sections.js';

type Nodes = FileAnalysis['nodes'];

/** What nodes are decoded from; nothing of it is a part of the buffer they came in, which is freed before. */
export interface NodeColumns {
  /** Images of words: the nodes' rows, and where strings end. */
  rows: string;
  stringEnds: string;
  strings: string;
  ids: string;
  source: string;
}

/** The decoding of a file's nodes, piece by piece. */
export class NodeDecoding {
  /** Filled as decoding goes on. */
  readonly nodes: Nodes = new Map();
  readonly #rows: Uint32Array;
  readonly #strings: StringTable;
  readonly #ids: string;
  readonly #source: string;
  readonly #count: number;
  #next = 0;

  constructor({ rows, stringEnds, strings, ids, source }: NodeColumns) {
    this.#rows = wordsOf(rows);
    this.#strings = new StringTable(wordsOf(stringEnds), strings);
    this.#ids = ids;
    this.#source = source;
    this.#count = this.#rows.length / NodeColumn.width;
  }

  /**
   * Decodes about `rows` more rows, and returns how many of these were not needed.
   *
   * @throws Error with the code `ERR_RECORD_CORRUPT`
   */
  advance(rows: number): number {
    const first = this.#next;
    const end = Math.min(this.#count, first + rows);
    let row = first;
    while (row < end) {
      const childCount = this.#rows[row * NodeColumn.width + NodeColumn.children] as number;
      if (childCount > this.#count - row - 1) throw corrupt('children of a node');
      const node = this.#node(row++, childCount);
      for (let child = 0; child < childCount; child++) node.children[child] = this.#node(row++, 0);
      this.nodes.set(node.id, node);
    }
    this.#next = row;
    return rows - (row - first);
  }

  #node(row: number, childCount: number): AnalysisNode {
    const rows = this.#rows;
    const source = this.#source;
    const at = row * NodeColumn.width;
    const name = this.#strings.at(rows[at + NodeColumn.name]);
    const start = rows[at + NodeColumn.spanStart] as number;
    const end = rows[at + NodeColumn.spanEnd] as number;
    const isItsName = end - start === name.length && source.startsWith(name, start);
    return {
      id: this.#ids.slice(row * Layout.idCharacters, (row + 1) * Layout.idCharacters),
      name,
      type: nodeType(rows[at + NodeColumn.kind]),
      text: isItsName ? name : source.slice(start, end),
      position: rangeAt(rows, at + NodeColumn.spanStart),
      children: childCount === 0 ? [] : new Array(childCount),
    };
  }
}

/** All nodes at once. */
export function decodedNodes(columns: NodeColumns): Nodes {
  const decoding = new NodeDecoding(columns);
  decoding.advance(Number.POSITIVE_INFINITY);
  return decoding.nodes;
}

/** The range in the six words from `at` on. */
export function rangeAt(words: Uint32Array, at: number): Range {
  return {
    startIndex: words[at + SpanColumn.start] as number,
    endIndex: words[at + SpanColumn.end] as number,
    startPosition: {
      row: words[at + SpanColumn.startRow] as number,
      column: words[at + SpanColumn.startColumn] as number,
    },
    endPosition: { row: words[at + SpanColumn.endRow] as number, column: words[at + SpanColumn.endColumn] as number },
  };
}

/** The kind with this number. */
export function nodeType(number: number | undefined): NodeType {
  return memberAt(NODE_TYPES, number, 'node kind');
}
