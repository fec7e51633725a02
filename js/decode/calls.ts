/** A record's calls with what linking says of them: decoded when they are first asked for. */
import type { Call } from '../../index.js';
import { CallColumn, CallLinkColumn, Layout } from './columns.js';
import type { Source } from './deferred.js';
import { corrupt } from './failures.js';
import { RESOLUTIONS } from './node-type.js';
import { rangeAt } from './nodes.js';
import { memberAt, StringTable, wordsOf } from './sections.js';

/** What calls are decoded from; nothing of it is a part of the buffer they came in, which is freed before. */
export interface CallColumns {
  /** Images of words: the calls' rows, and where strings end. */
  rows: string;
  stringEnds: string;
  strings: string;
  ids: string;
  /** The number of the first call's id. */
  firstId: number;
}

/** What links of calls are decoded from. */
export interface LinkColumns extends Pick<CallColumns, 'rows' | 'stringEnds' | 'strings'> {
  /** Images of words: where each list of candidates ends, and their keys. */
  candidateEnds: string;
  candidates: string;
}

/** The decoding of a file's calls, piece by piece. */
export class CallDecoding {
  /** Filled as decoding goes on. */
  readonly calls: Call[];
  readonly #rows: Uint32Array;
  readonly #strings: StringTable;
  readonly #ids: string;
  readonly #firstId: number;
  #next = 0;

  constructor({ rows, stringEnds, strings, ids, firstId }: CallColumns) {
    this.#rows = wordsOf(rows);
    this.#strings = new StringTable(wordsOf(stringEnds), strings);
    this.#ids = ids;
    this.#firstId = firstId;
    this.calls = new Array(this.#rows.length / CallColumn.width);
  }

  /**
   * Decodes about `rows` more calls, and returns how many of these were not needed.
   *
   * @throws Error with the code `ERR_RECORD_CORRUPT`
   */
  advance(rows: number): number {
    const { calls } = this;
    const words = this.#rows;
    const ids = this.#ids;
    const first = this.#next;
    const end = Math.min(calls.length, first + rows);
    let at = first * CallColumn.width;
    let id = (this.#firstId + first) * Layout.idCharacters;
    for (let row = first; row < end; row++) {
      calls[row] = {
        nodeId: ids.slice(id, id + Layout.idCharacters),
        function: this.#strings.at(words[at + CallColumn.function]),
        file: '',
        caller: '',
        position: rangeAt(words, at + CallColumn.spanStart),
        targetKey: null,
        resolution: 'unresolved',
        candidates: [],
        receiverType: null,
      };
      at += CallColumn.width;
      id += Layout.idCharacters;
    }
    this.#next = end;
    return rows - (end - first);
  }
}

/** The filling in of what linking says of calls, piece by piece. */
export class CallLinking {
  readonly #calls: readonly Call[];
  readonly #rows: Uint32Array;
  readonly #strings: StringTable;
  readonly #candidateEnds: Uint32Array;
  readonly #candidates: Uint32Array;
  #next = 0;

  /** @throws Error with the code `ERR_RECORD_CORRUPT` if the links are not those of these calls */
  constructor(calls: readonly Call[], links: LinkColumns) {
    if (links.rows.length !== calls.length * CallLinkColumn.width * 4) throw corrupt('links of another file');
    this.#calls = calls;
    this.#rows = wordsOf(links.rows);
    this.#strings = new StringTable(wordsOf(links.stringEnds), links.strings);
    this.#candidateEnds = wordsOf(links.candidateEnds);
    this.#candidates = wordsOf(links.candidates);
  }

  /** Fills in about `rows` more calls, and returns whether these were the last. */
  advance(rows: number): boolean {
    const words = this.#rows;
    const strings = this.#strings;
    const first = this.#next;
    const end = Math.min(this.#calls.length, first + rows);
    let at = first * CallLinkColumn.width;
    for (let row = first; row < end; row++) {
      const call = this.#calls[row] as Call;
      const target = words[at + CallLinkColumn.targetKey] as number;
      const name = words[at + CallLinkColumn.function] as number;
      call.file = strings.at(words[at + CallLinkColumn.file]);
      call.caller = strings.at(words[at + CallLinkColumn.caller]);
      if (target !== Layout.none) call.targetKey = strings.at(target);
      call.resolution = memberAt(RESOLUTIONS, words[at + CallLinkColumn.resolution], 'resolution');
      if (name !== Layout.none) call.function = strings.at(name);
      const list = words[at + CallLinkColumn.candidates] as number;
      if (list !== Layout.none) call.candidates = this.#candidatesAt(list);
      const receiver = words[at + CallLinkColumn.receiverType] as number;
      if (receiver !== Layout.none) call.receiverType = strings.at(receiver);
      at += CallLinkColumn.width;
    }
    this.#next = end;
    return end === this.#calls.length;
  }

  /** A list of its own for each call, as callers may change what they are given. */
  #candidatesAt(list: number): string[] {
    const end = this.#candidateEnds[list];
    const start = list === 0 ? 0 : (this.#candidateEnds[list - 1] as number);
    if (end === undefined || end < start || end > this.#candidates.length) throw corrupt('candidates of a call');
    return Array.from(this.#candidates.subarray(start, end), (key) => this.#strings.at(key));
  }
}

/** The calls of a file that nobody has asked for yet. */
export class UnreadCalls implements Source<Call[]> {
  /** How many there are. */
  readonly length: number;
  #columns: CallColumns | undefined;
  #links: LinkColumns | undefined;
  #calls: Call[] = [];

  constructor(columns: CallColumns) {
    this.length = columns.rows.length / 4 / CallColumn.width;
    this.#columns = columns;
  }

  /** Adds what linking says of them. */
  link(links: LinkColumns): void {
    this.#links = links;
  }

  /** The calls, the same ones each time. */
  get value(): Call[] {
    if (this.#columns !== undefined) {
      const decoding = new CallDecoding(this.#columns);
      decoding.advance(Number.POSITIVE_INFINITY);
      if (this.#links !== undefined) new CallLinking(decoding.calls, this.#links).advance(Number.POSITIVE_INFINITY);
      this.#calls = decoding.calls;
      this.#columns = undefined;
      this.#links = undefined;
    }
    return this.#calls;
  }
}

/** Some of a file's calls: those of a function. */
export class RunOfCalls implements Source<Call[]> {
  #calls: UnreadCalls | Call[];
  readonly #start: number;
  readonly #end: number;

  constructor(calls: UnreadCalls, start: number, end: number) {
    this.#calls = calls;
    this.#start = start;
    this.#end = end;
  }

  get value(): Call[] {
    if (this.#calls instanceof UnreadCalls) this.#calls = this.#calls.value.slice(this.#start, this.#end);
    return this.#calls;
  }
}
