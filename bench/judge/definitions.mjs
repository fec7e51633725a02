// Holds definitions and imports to what an independent parser of the language finds. In: the judge's answers, one line
// of JSON a file (path, definitions with kind, name and line, imports with the file or folder each leads to), and the
// folder they are about. Out: agreement, and of each kind of difference the first ones. The line is that of a definition's
// first token, or with `at: 'name'` that of its name; with `bodies: false` what stands in a function counts on neither side.
//
//   node bench/judge/definitions.mjs ANSWERS FOLDER [how many differences]

import { readFile, realpath } from 'node:fs/promises';
import { buildGraphStreaming } from '../../index.mjs';

const [answers, folder, shown = '20'] = process.argv.slice(2);
const root = await realpath(folder);
const KINDS = {
  NODE_TYPE_CLASS: 'class',
  NODE_TYPE_INTERFACE: 'interface',
  NODE_TYPE_ENUM: 'enum',
  NODE_TYPE_TYPE_ALIAS: 'alias',
  NODE_TYPE_FUNCTION: 'function',
};

/** The line that a definition begins in, or that its name is in. */
function lineOf({ name, text, position, children }, at) {
  const first = position.startPosition.row + 1;
  if (at !== 'name') return first;
  const named = children.find((child) => child.name === name);
  if (named) return named.position.startPosition.row + 1;
  // Types have no children.
  const introduced = new RegExp(`\\b(?:class|struct|interface|enum|delegate\\s[^;{]*?)\\s+${name}\\b`).exec(text);
  return first + text.slice(0, introduced.index + introduced[0].length).split('\n').length - 1;
}

/** Without those in the bodies of others. */
function outsideOfBodies(nodes) {
  let end = 0;
  return nodes
    .toSorted((a, b) => a.position.startIndex - b.position.startIndex)
    .filter(({ type, position: { startIndex, endIndex } }) => {
      const isOutside = startIndex >= end;
      if (isOutside && type === 'NODE_TYPE_FUNCTION') end = endIndex;
      return isOutside;
    });
}

const graph = await buildGraphStreaming(root);
const counts = { files: 0, broken: 0, definitions: [0, 0, 0], imports: [0, 0, 0] };
const differences = [];

/** Counts what both have, what only the judge has and what only the graph has. */
function compare(what, path, expected, actual) {
  const left = new Map();
  for (const one of actual) left.set(one, (left.get(one) ?? 0) + 1);
  for (const one of expected) {
    if (left.get(one) > 0) {
      counts[what][0] += 1;
      left.set(one, left.get(one) - 1);
    } else {
      counts[what][1] += 1;
      differences.push(`missing ${what} ${one} in ${path}`);
    }
  }
  for (const [one, number] of left) {
    counts[what][2] += number;
    if (number > 0) differences.push(`only ours ${what} ${one} in ${path}`);
  }
}

for (const line of (await readFile(answers, 'utf8')).split('\n').filter(Boolean)) {
  const judged = JSON.parse(line);
  const analysis = graph.files.get(judged.path);
  if (analysis === undefined) continue;
  counts.files += 1;
  if (judged.broken) {
    counts.broken += 1;
    continue;
  }
  const all = [...analysis.nodes.values()].filter((node) => node.type in KINDS);
  const nodes = judged.bodies === false ? outsideOfBodies(all) : all;
  const ours = nodes.map((node) => `${KINDS[node.type]} ${node.name}:${lineOf(node, judged.at)}`);
  const theirs = judged.definitions.map(({ kind, name, line }) => `${kind} ${name}:${line}`);
  compare('definitions', judged.path, theirs, ours);
  // The judge does not know the place of every file, and so not what its imports mean.
  if (judged.imports === null) continue;
  const inside = (path) => path === root || path.startsWith(`${root}/`);
  const imported = new Set(Object.values(judged.imports).filter(inside));
  compare('imports', judged.path, imported, new Set(analysis.imports.filter(inside)));
}

const share = ([both, theirs, ours]) => `${((100 * both) / Math.max(1, both + theirs + ours)).toFixed(3)} %`;
console.log(JSON.stringify(counts));
console.log(`definitions ${share(counts.definitions)}, imports in the repository ${share(counts.imports)}`);
for (const difference of differences.slice(0, Number(shown))) console.log(difference);
