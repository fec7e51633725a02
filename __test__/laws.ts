// Laws that hold for the analysis of any file of any repository. Each function returns what breaks them, in
// words, so that one assertion covers a repository and says everything that is wrong with it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type {
  AnalysisNode,
  Call,
  CodeGraph,
  FileAnalysis,
  FunctionAnalysis,
  Point,
  Range,
  TypeAnalysis,
} from '../index.mjs';

/** A whole graph: every file against its source on disk, ids and call targets across files. */
export async function breaksOfGraph(graph: CodeGraph): Promise<string[]> {
  const breaks: string[] = [];
  const functions = groupByFile(graph.functions);
  const types = groupByFile(graph.types);
  const ids = new Map<string, string>();
  for (const [path, file] of graph.files) {
    const source = await sourceOf(path);
    breaks.push(...breaksOfFile(path, source, file, functions.get(path) ?? new Map(), types.get(path) ?? new Map()));
    for (const [id, place] of idsOf(path, file)) {
      if (ids.has(id)) breaks.push(`${place}: its id ${id} is also that of ${ids.get(id)}`);
      if (!/^[\w-]{21,22}$/.test(id)) breaks.push(`${place}: its id ${id} is not 21 or 22 URL-safe characters`);
      ids.set(id, place);
    }
    for (const call of file.calls) {
      if (call.targetKey !== null && !graph.functions.has(call.targetKey)) {
        breaks.push(`${path}: ${call.function} has the target ${call.targetKey}, which is no function`);
      }
    }
  }
  for (const [key, type] of graph.types) breaks.push(...breaksOfLinks(graph, key, type));
  for (const [path] of [...functions, ...types]) {
    if (!graph.files.has(path)) breaks.push(`${path}: has functions or types, but is no file of the graph`);
  }
  return breaks;
}

/** One file's analysis against its source. */
export function breaksOfFile(
  path: string,
  source: string,
  file: FileAnalysis,
  functions: Map<string, FunctionAnalysis>,
  types: Map<string, TypeAnalysis>,
): string[] {
  const breaks: string[] = [];
  const pointOf = pointsOf(source);
  const says = (what: string) => breaks.push(`${path}: ${what}`);
  const checkRange = (what: string, { startIndex, endIndex, startPosition, endPosition }: Range) => {
    if (!(0 <= startIndex && startIndex <= endIndex && endIndex <= source.length))
      says(`${what} is outside of the file`);
    if (!samePoint(startPosition, pointOf(startIndex))) says(`${what} starts in another row or column`);
    if (!samePoint(endPosition, pointOf(endIndex))) says(`${what} ends in another row or column`);
  };
  const checkNode = (node: AnalysisNode) => {
    checkRange(`node ${node.name}`, node.position);
    if (source.slice(node.position.startIndex, node.position.endIndex) !== node.text) {
      says(`node ${node.name} has another text than its position`);
    }
  };
  const checkCall = (call: Call) => {
    checkRange(`call ${call.function}`, call.position);
    const text = source.slice(call.position.startIndex, call.position.endIndex);
    if (call.function !== 'constructor' && !text.includes(call.function)) says(`call ${call.function} is ${text}`);
  };

  for (const [id, node] of file.nodes) {
    if (id !== node.id) says(`node ${node.name} is stored under another id`);
    checkNode(node);
    for (const child of node.children) {
      checkNode(child);
      if (child.children.length > 0) says(`a child of ${node.name} has children`);
    }
  }
  for (const call of file.calls) checkCall(call);
  const callIds = new Set(file.calls.map((call) => call.nodeId));
  for (const [key, definition] of functions) {
    checkRange(key, definition.position);
    if (!samePlace(file.nodes.get(definition.nodeId), definition.position)) says(`${key} has no node at its position`);
    for (const what of breaksOfFunction(key, definition, functions, source)) says(what);
    for (const call of definition.calls) {
      if (!callIds.has(call.nodeId)) says(`${key} calls ${call.function}, which is no call of the file`);
    }
  }
  for (const [key, type] of types) {
    checkRange(key, type.position);
    if (!samePlace(file.nodes.get(type.nodeId), type.position)) says(`${key} has no node at its position`);
    // A number is there where another file has the key.
    if (!key.replace(/#\d+$/, '').endsWith(`::${type.name}`) && !key.endsWith(`::${type.name}`))
      says(`${key} is named ${type.name}`);
    if (!(type.fields instanceof Map)) says(`the fields of ${key} are no Map`);
  }
  if (!/^[0-9a-f]{64}$/.test(file.contentHash)) says(`${file.contentHash} is no content hash`);
  for (const list of ['defines', 'imports'] as const) {
    if (new Set(file[list]).size !== file[list].length) says(`a name stands twice in ${list}`);
  }
  return breaks;
}

function breaksOfFunction(
  key: string,
  definition: FunctionAnalysis,
  functions: Map<string, FunctionAnalysis>,
  source: string,
): string[] {
  const breaks: string[] = [];
  const { position, fullText, lines, startLine, endLine, params, paramTypes, returnType, calls } = definition;
  if (!key.startsWith(`${definition.file}::`)) breaks.push(`${key} is not a key of ${definition.file}`);
  if (!source.slice(position.startIndex, position.endIndex).includes(fullText))
    breaks.push(`${key} does not hold its body`);
  if (fullText.split('\n').length !== lines) breaks.push(`${key} has another number of lines than its body`);
  if (endLine - startLine + 1 !== lines || startLine < 1) breaks.push(`${key} has lines ${startLine} to ${endLine}`);
  if (params.length !== paramTypes.length) breaks.push(`${key} has not one type for each parameter`);
  const signature = `(${params.map(() => 'any').join(',')})=>${returnType}`;
  if (createHash('sha256').update(signature).digest('hex') !== definition.signatureHash) {
    breaks.push(`${key} has another signatureHash than ${signature}`);
  }
  for (const call of calls) {
    if (call.position.startIndex < position.startIndex || call.position.endIndex > position.endIndex) {
      breaks.push(`${key} does not hold its call of ${call.function}`);
    }
  }
  const outer = functions.get(key.slice(0, key.lastIndexOf('::')));
  if (outer?.fullText.includes(source.slice(position.startIndex, position.endIndex))) {
    if (!outer.functionHash.includes(definition.functionHash))
      breaks.push(`the hash of ${key} is not part of its outer’s`);
  }
  return breaks;
}

function breaksOfLinks(graph: CodeGraph, key: string, type: TypeAnalysis): string[] {
  const breaks: string[] = [];
  for (const [up, down] of [
    ['extends', 'extendedBy'],
    ['implements', 'implementedBy'],
  ] as const) {
    for (const supertype of type[up]) {
      const other = graph.types.get(supertype);
      if (other && !other[down].includes(key)) breaks.push(`${supertype} is not ${down} ${key}`);
    }
    for (const subtype of type[down]) {
      if (!graph.types.get(subtype)?.[up].includes(key))
        breaks.push(`${key} is ${down} ${subtype}, which does not know`);
    }
    if (new Set(type[down]).size !== type[down].length) breaks.push(`${key} lists a type twice in ${down}`);
  }
  return breaks;
}

/** The text of a file as JavaScript reads it, with its byte-order mark. */
export async function sourceOf(path: string): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readFile(path));
}

/** Every id of a file with words for what bears it. */
export function* idsOf(path: string, file: FileAnalysis): Generator<[id: string, place: string]> {
  for (const node of file.nodes.values()) {
    yield [node.id, `${path}, node ${node.name}`];
    for (const child of node.children) yield [child.id, `${path}, ${child.name} in ${node.name}`];
  }
  for (const call of file.calls) yield [call.nodeId, `${path}, call of ${call.function}`];
}

/** Any result as JSON, Maps as lists of entries: equal text means equal results, order included. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Map ? ['Map', ...inner] : inner));
}

function groupByFile<Value extends { file: string }>(entries: Map<string, Value>): Map<string, Map<string, Value>> {
  const groups = new Map<string, Map<string, Value>>();
  for (const [key, value] of entries) {
    const group = groups.get(value.file) ?? new Map<string, Value>();
    groups.set(value.file, group.set(key, value));
  }
  return groups;
}

/** Rows and columns of a text, recomputed: a line feed alone ends a row. */
function pointsOf(source: string): (index: number) => Point {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return { row: low, column: index - (starts[low] as number) };
  };
}

function samePoint(one: Point, other: Point): boolean {
  return one.row === other.row && one.column === other.column;
}

function samePlace(node: AnalysisNode | undefined, { startIndex, endIndex }: Range): boolean {
  return node !== undefined && node.position.startIndex === startIndex && node.position.endIndex === endIndex;
}
