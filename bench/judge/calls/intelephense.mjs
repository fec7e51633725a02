// PHP's calls, as php-parser finds them and the language server Intelephense answers for them.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Engine } from 'php-parser';
import { getAllSourceFiles } from '../../../index.mjs';
import { callsByDefinition } from './definitions.mjs';
import { LanguageServer } from './lsp.mjs';

const PROGRAM = fileURLToPath(import.meta.resolve('intelephense'));
const SETTINGS = { intelephense: { telemetry: { enabled: false }, diagnostics: { enable: false } } };
const PARSER = { parser: { extractDoc: false, php8: true, version: '8.3' }, ast: { withPositions: true } };

const TYPES = new Set(['class', 'interface', 'trait', 'enum']);
const LOOKUPS = new Set(['propertylookup', 'nullsafepropertylookup', 'staticlookup']);
const RECEIVERS = {
  variable: ({ name }) => (name === 'this' ? '$this' : '$a'),
  propertylookup: ({ what }) => (what.kind === 'variable' && what.name === 'this' ? '$this->a' : '…->a'),
  call: () => 'f()',
  new: () => '(new X)',
  name: () => 'X',
};

export async function* phpCalls({ root, within }) {
  const files = new Map();
  for (const path of await getAllSourceFiles(root)) {
    const file = readFileOf(root, path, await readFile(path, 'utf8'));
    if (file) files.set(file.path, file);
  }
  const storagePath = await mkdtemp(join(tmpdir(), 'intelephense-'));
  try {
    const initializationOptions = { storagePath, globalStoragePath: storagePath, clearCache: true };
    const server = await LanguageServer.start(PROGRAM, root, { settings: SETTINGS, initializationOptions });
    await server.said(({ method }) => method === 'indexingEnded');
    for (const { path, text } of files.values()) {
      const uri = pathToFileURL(join(root, path)).href;
      server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'php', version: 1, text } });
    }
    yield* callsByDefinition({ server, root, files, within });
  } finally {
    await rm(storagePath, { recursive: true, force: true });
  }
}

/** The calls and declarations of a file; nothing if the parser does not understand it. */
function readFileOf(root, path, text) {
  const file = { path: relative(root, path), text, calls: [], declarations: [] };
  try {
    visit(new Engine(PARSER).parseCode(text, path), file);
  } catch {
    return undefined;
  }
  return file;
}

function visit(node, file) {
  if (Array.isArray(node)) {
    for (const child of node) visit(child, file);
  } else if (typeof node?.kind === 'string') {
    const call = callOf(node);
    if (call) file.calls.push({ ...call, ...rangeOf(call, file.text) });
    file.declarations.push(...declarationsOf(node));
    for (const [key, child] of Object.entries(node)) if (key !== 'loc') visit(child, file);
  }
}

/** The parser counts the semicolon of a statement to what it ends with, and forgets the parenthesis before a `new`. */
function rangeOf({ start, end, kind }, text) {
  const written = text.slice(start, end).replace(/[\s;]+$/, '');
  const isBare = kind !== 'new X' && /^new\b/.test(written);
  return { start: isBare ? text.lastIndexOf('(', start) : start, end: start + written.length };
}

function placeOf({ loc: { start } }) {
  return { line: start.line - 1, character: start.column, at: start.offset };
}

function callOf(node) {
  const { kind, what, loc } = node;
  const range = { start: loc?.start.offset, end: loc?.end.offset };
  if (kind === 'new') {
    if (what.kind === 'class') return undefined;
    const isNamed = ['name', 'selfreference', 'staticreference', 'parentreference'].includes(what.kind);
    return { ...range, name: '__construct', kind: 'new X', callee: isNamed ? placeOf(what) : null };
  }
  if (kind !== 'call') return undefined;
  if (!LOOKUPS.has(what.kind)) {
    const isNamed = what.kind === 'name' || (what.kind === 'variable' && typeof what.name === 'string');
    const shape = what.kind === 'variable' ? '$f()' : 'f()';
    return { ...range, name: isNamed ? what.name : '', kind: shape, callee: isNamed ? placeOf(what) : null };
  }
  const receiver = RECEIVERS[what.what.kind]?.(what.what) ?? what.what.raw ?? 'expression';
  const isNamed = what.offset.kind === 'identifier';
  return {
    ...range,
    name: isNamed ? what.offset.name : '',
    kind: `${receiver}${what.kind === 'staticlookup' ? '::' : '->'}m()`,
    callee: isNamed ? placeOf(what.offset) : null,
  };
}

function declarationsOf(node) {
  const { kind, name, loc } = node;
  if (kind === 'assign' && ['closure', 'arrowfunc'].includes(node.right.kind) && node.left.kind === 'variable') {
    return [{ ...placeOf(node.left), kind: 'function' }];
  }
  if (!name?.loc) return [];
  // The server counts the semicolon behind an abstract method to it.
  const isAbstract = kind === 'method' && !node.body;
  const end = { line: loc.end.line - 1, character: loc.end.column + (isAbstract ? 1 : 0) };
  const place = { ...placeOf(name), end };
  if (kind === 'function' || kind === 'method') return [{ ...place, kind: isAbstract ? 'abstract' : 'function' }];
  if (!TYPES.has(kind)) return [];
  const init = node.body?.find((member) => member.kind === 'method' && member.name.name === '__construct');
  const bases = kind === 'class' && node.extends ? [placeOf(node.extends)] : [];
  return [
    { ...place, kind: 'class', init: init && { at: placeOf(init.name).at, isCalled: Boolean(init.body) }, bases },
  ];
}
