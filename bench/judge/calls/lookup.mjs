// The graph as a judge asks it: what stands at a place, and what is declared at one.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Finds the graph's call and function for a judge's. */
export class Lookup {
  #graph;
  #root;
  #failed;
  #calls = new Map();
  #functions;
  #types;

  constructor(graph, root) {
    this.#graph = graph;
    this.#root = root;
    this.#failed = new Set(graph.failures.map(({ filePath }) => resolve(root, filePath)));
    this.#functions = byFile(graph.functions);
    this.#types = byFile(graph.types);
  }

  has(file) {
    return this.#graph.files.has(file);
  }

  holds(path) {
    return this.#graph.files.has(`${this.#root}/${path}`) || this.#failed.has(`${this.#root}/${path}`);
  }

  isAt(file, path) {
    return file === `${this.#root}/${path}`;
  }

  /** The line and the beginning of a call's text. */
  source({ path, start, end, line, name }) {
    if (start === undefined) return { line, text: name };
    const text = readFileSync(`${this.#root}/${path}`, 'utf8');
    return {
      line: text.slice(0, start).split('\n').length,
      text: text.slice(start, end).replace(/\s+/g, ' ').slice(0, 160),
    };
  }

  /** By its range; by line and name if these are one call, or calls that lead to one target. */
  call({ path, start, end, line, name }) {
    const calls = this.#callsOf(path);
    if (start !== undefined) return calls.get(`${start} ${end}`);
    const same = calls.get(`${line} ${name}`) ?? [];
    const differ = same.some(({ targetKey, file }) => targetKey !== same[0].targetKey || file !== same[0].file);
    return differ ? 'ambiguous' : same[0];
  }

  #callsOf(path) {
    if (this.#calls.has(path)) return this.#calls.get(path);
    const calls = new Map();
    for (const call of this.#graph.files.get(`${this.#root}/${path}`)?.calls ?? []) {
      const { startIndex, endIndex, startPosition, endPosition } = call.position;
      calls.set(`${startIndex} ${endIndex}`, call);
      for (const line of new Set([startPosition.row + 1, endPosition.row + 1])) {
        const place = `${line} ${call.function}`;
        calls.set(place, [...(calls.get(place) ?? []), call]);
      }
    }
    this.#calls.set(path, calls);
    return calls;
  }

  /** What a file refers to without calling it. */
  references(path) {
    return this.#graph.files.get(`${this.#root}/${path}`)?.references ?? [];
  }

  /** The key of the innermost type around the place. */
  typeAt({ path, at }) {
    return innermost(this.#types.get(`${this.#root}/${path}`), ({ position }) => isAround(position, at))?.key;
  }

  /** The key of the innermost function around the place, if the place is in its head. */
  keyAt({ path, at, line, name }) {
    const found = innermost(this.#functions.get(`${this.#root}/${path}`), (definition) =>
      at === undefined ? isOnLine(definition, line, name) : isAround(definition.position, at),
    );
    if (found === undefined || at === undefined) return found?.key;
    const { position, fullText } = found.definition;
    return at - position.startIndex <= lengthOf(found) - fullText.length ? found.key : undefined;
  }
}

function byFile(definitions) {
  const files = new Map();
  for (const [key, definition] of definitions) {
    const known = files.get(definition.file) ?? [];
    files.set(definition.file, known);
    known.push({ key, definition });
  }
  return files;
}

function lengthOf({ definition: { position } }) {
  return position.endIndex - position.startIndex;
}

/** Of a file's definitions the shortest that is meant. */
function innermost(definitions = [], isMeant) {
  return definitions
    .filter(({ definition }) => isMeant(definition))
    .reduce((inner, each) => (inner && lengthOf(inner) <= lengthOf(each) ? inner : each), undefined);
}

function isAround({ startIndex, endIndex }, at) {
  return startIndex <= at && at < endIndex;
}

function isOnLine({ name, position: { startPosition, endPosition } }, line, wanted) {
  return startPosition.row < line && line <= endPosition.row + 1 && (wanted === undefined || wanted === name);
}
