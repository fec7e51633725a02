// php-parser, the parser of Glayzzle, on the definitions and imports of every PHP file below a folder: the answers that
// ../definitions.mjs holds the graph to.
//
//   node bench/judge/php/judge.mjs FOLDER > answers.jsonl
//
// Definitions are functions, methods with a body, closures bound to names, and types. An import is a `use` of a type: it leads to
// the file that declares it, where one file alone does.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from 'php-parser';

const TYPES = { class: 'class', interface: 'interface', trait: 'class', enum: 'enum' };
const CLOSURES = new Set(['closure', 'arrowfunc']);

const root = realpathSync(process.argv[2]);
const skipped = /(^|\/)(node_modules|dist|build|coverage)(\/|$)/;
const parser = new Engine({
  parser: { extractDoc: false, php8: true, version: '8.3' },
  ast: { withPositions: true },
});

/** Whatever of a syntax tree is a node, outer ones first, with the namespace each is in. */
function* nodesOf(node, namespace) {
  if (Array.isArray(node)) {
    for (const child of node) yield* nodesOf(child, namespace);
  } else if (node !== null && typeof node === 'object' && typeof node.kind === 'string') {
    const inside = node.kind === 'namespace' ? (node.name ?? '') : namespace;
    yield { node, namespace: inside };
    for (const [key, child] of Object.entries(node)) if (key !== 'loc') yield* nodesOf(child, inside);
  }
}

const nameOf = (name) => (typeof name === 'string' ? name : name?.name);
const bare = (name) => name.replace(/^\\/, '');

/** The definition that a node is or binds, if any. */
function definitionOf(node) {
  const line = (of) => of.loc.start.line;
  // A definition begins with its attributes.
  const named = (kind) => ({ kind, name: nameOf(node.name), line: line(node.attrGroups?.[0] ?? node) });
  if (node.kind in TYPES && node.name) return named(TYPES[node.kind]);
  if (node.kind === 'function' || (node.kind === 'method' && node.body)) return named('function');
  const isBound = node.kind === 'assign' && CLOSURES.has(node.right.kind);
  if (isBound && node.left.kind === 'variable' && typeof node.left.name === 'string') {
    return { kind: 'function', name: node.left.name, line: line(node.left) };
  }
  if (isBound && node.left.kind === 'propertylookup' && node.left.offset.kind === 'identifier') {
    return { kind: 'function', name: node.left.offset.name, line: line(node.left.offset) };
  }
  return undefined;
}

const files = readdirSync(root, { recursive: true })
  .filter((path) => path.endsWith('.php') && !skipped.test(path))
  .sort()
  .map((path) => {
    const found = { path: join(root, path), definitions: [], uses: [], declared: [] };
    try {
      const tree = parser.parseCode(readFileSync(found.path, 'utf8'), found.path);
      for (const { node, namespace } of nodesOf(tree, '')) {
        const definition = definitionOf(node);
        if (definition) found.definitions.push(definition);
        if (node.kind in TYPES && node.name) {
          found.declared.push([namespace, nameOf(node.name)].filter(Boolean).join('\\'));
        }
        if (node.kind === 'usegroup' && node.type === null) {
          const group = node.name ? `${bare(node.name)}\\` : '';
          found.uses.push(...node.items.filter(({ type }) => !type).map(({ name }) => group + bare(name)));
        }
      }
      return found;
    } catch {
      return { ...found, broken: true };
    }
  });

const places = new Map();
for (const { path, declared } of files) {
  for (const name of declared) places.set(name, places.has(name) && places.get(name) !== path ? undefined : path);
}
for (const { path, definitions, uses, broken } of files) {
  const imports = Object.fromEntries(uses.filter((name) => places.get(name)).map((name) => [name, places.get(name)]));
  console.log(JSON.stringify({ path, definitions, imports, broken }));
}
