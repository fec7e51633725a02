// java-parser, the parser of Prettier's plugin for Java, on the definitions and imports of every Java file below a
// folder: the answers that ../definitions.mjs holds the graph to.
//
//   node bench/judge/java/judge.mjs FOLDER > answers.jsonl
//
// Definitions are methods and constructors with a body, lambdas bound to names, and types. An import leads to the file
// that declares the type or whose type has the static member, or to the folder that a package is in; of several to the
// nearest.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'java-parser';

const root = realpathSync(process.argv[2]);
const FIELDS = new Set(['fieldDeclaration', 'constantDeclaration']);
const skipped = /(^|\/)(node_modules|dist|build|coverage)(\/|$)/;

/** Every node of a concrete syntax tree, outer ones first, with those around it. */
function* nodesOf(node, around = []) {
  yield { node, around };
  const inside = [...around, node];
  for (const children of Object.values(node.children)) {
    for (const child of children) if (child.children) yield* nodesOf(child, inside);
  }
}

/** The node or token at the end of a path of rules, the first of each. */
const at = (node, ...path) => path.reduce((found, rule) => found?.children?.[rule]?.[0], node);
const names = (node) => (node?.children.Identifier ?? []).map(({ image }) => image);
const typeName = (node) => at(node, 'typeIdentifier', 'Identifier')?.image;

/** A declaration begins with the first of its modifiers, which a rule around it may hold. */
function lineOf(node, around) {
  const holder = around.at(-1);
  return (/Declaration$/.test(holder?.name) ? holder : node).location.startLine;
}

/** The only expression that a node is made of, if it is a lambda. */
function isLambda(node) {
  const expression = at(node, 'expression') ?? at(node, 'variableInitializer', 'expression');
  return expression?.children.lambdaExpression !== undefined;
}

function definitionOf(node, around) {
  const line = lineOf(node, around);
  switch (node.name) {
    case 'normalClassDeclaration':
    case 'recordDeclaration':
      return { kind: 'class', name: typeName(node), line };
    case 'normalInterfaceDeclaration':
    case 'annotationInterfaceDeclaration':
      return { kind: 'interface', name: typeName(node), line };
    case 'enumDeclaration':
      return { kind: 'enum', name: typeName(node), line };
    case 'methodDeclaration':
    case 'interfaceMethodDeclaration': {
      if (at(node, 'methodBody', 'block') === undefined) return undefined;
      const name = at(node, 'methodHeader', 'methodDeclarator', 'Identifier').image;
      return { kind: 'function', name, line: node.location.startLine };
    }
    case 'constructorDeclaration': {
      const name = at(node, 'constructorDeclarator', 'simpleTypeName', 'typeIdentifier', 'Identifier').image;
      return { kind: 'function', name, line: node.location.startLine };
    }
    case 'compactConstructorDeclaration': {
      const name = at(node, 'simpleTypeName', 'typeIdentifier', 'Identifier').image;
      return { kind: 'function', name, line: node.location.startLine };
    }
    case 'variableDeclarator': {
      if (!isLambda(node)) return undefined;
      const name = at(node, 'variableDeclaratorId', 'Identifier');
      // The declaration of a field begins with its annotations.
      const field = around.findLast(({ name }) => FIELDS.has(name) || name === 'block');
      const first = FIELDS.has(field?.name) ? field.location : name;
      return name && { kind: 'function', name: name.image, line: first.startLine };
    }
    default:
      return undefined;
  }
}

const files = readdirSync(root, { recursive: true })
  .filter((path) => path.endsWith('.java') && !skipped.test(path))
  .sort()
  .map((path) => {
    const found = { path: join(root, path), package: '', definitions: [], uses: [], declared: [] };
    try {
      for (const { node, around } of nodesOf(parse(readFileSync(found.path, 'utf8')))) {
        const definition = definitionOf(node, around);
        if (definition) found.definitions.push(definition);
        if (node.name === 'packageDeclaration') found.package = names(node).join('.');
        if (node.name === 'importDeclaration') {
          const parts = names(at(node, 'packageOrTypeName'));
          const { Static, Star } = node.children;
          found.uses.push({ parts, ofMember: Boolean(Static) && !Star, isPackage: Boolean(Star) && !Static });
        }
        if (definition && definition.kind !== 'function' && !around.some(({ name }) => /Body$/.test(name))) {
          found.declared.push(definition.name);
        }
      }
      return found;
    } catch {
      return { ...found, broken: true };
    }
  });

/** By full name: the files that declare a type, the folders that a package is in. */
const types = new Map();
const packages = new Map();
const add = (places, name, place) => places.set(name, (places.get(name) ?? new Set()).add(place));
for (const { path, package: name, declared } of files) {
  for (const type of declared) add(types, `${name}.${type}`, path);
  add(packages, name, dirname(path));
}

/** Steps from one path to another, up and down. */
const distance = (path, other) => relative(path, other).split(sep).length;

/** Of several places the one nearest to the importer: a repository may hold a library twice. */
function nearest(places, importer) {
  return Array.from(places ?? []).sort((a, b) => distance(importer, a) - distance(importer, b))[0];
}

/** Where an import leads to inside the repository; types within types are in the file of the outermost. */
function placeOf({ parts, ofMember, isPackage }, importer) {
  const folder = isPackage && nearest(packages.get(parts.join('.')), importer);
  if (folder) return folder;
  for (let end = ofMember ? parts.length - 1 : parts.length; end > 1; end -= 1) {
    const place = nearest(types.get(parts.slice(0, end).join('.')), importer);
    if (place) return place;
  }
  return undefined;
}

for (const { path, definitions, uses, broken } of files) {
  const imports = Object.fromEntries(
    uses.map((use) => [use.parts.join('.'), placeOf(use, path)]).filter(([, place]) => place),
  );
  console.log(JSON.stringify({ path, definitions, imports, broken }));
}
