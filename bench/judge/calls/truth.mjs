// What the TypeScript compiler knows about a repository's calls: for each call expression, `new`, tagged template and
// JSX element of a component, the files that declare what is called.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describeCallee } from './callee.mjs';

/**
 * Yields `{ file, start, end, name, kind, line, text, declaredIn, signedIn, inRepository }` for each call: offsets in
 * UTF-16 units, `kind` the shape of the callee and its receiver. `declaredIn`: the files of the repository that declare
 * the called name or its signature, two places for a value of a function type. `signedIn`: the file of the signature
 * alone, or `null`. `inRepository` is `null` where no declaration is known at all, as for packages not installed.
 */
export async function* compilerCalls({ root, files }) {
  const program = ts.createProgram({ rootNames: files, options: compilerOptions(root) });
  const checker = program.getTypeChecker();
  const ours = new Set(files);
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (!source) continue;
    // The compiler's text begins after a byte-order mark; the package counts it.
    const shift = (await readFile(file, 'utf8')).startsWith('\uFEFF') ? 1 : 0;
    for (const call of callsIn(source)) {
      const signature = checker.getResolvedSignature(call)?.declaration;
      const declarations = [...(symbolOf(checker, call)?.declarations ?? []), ...(signature ? [signature] : [])];
      const declaredIn = new Set(declarations.map(fileOf).filter((each) => ours.has(each)));
      const start = call.getStart(source);
      yield {
        ...describeCallee(checker, call),
        file,
        start: start + shift,
        end: call.end + shift,
        line: source.getLineAndCharacterOfPosition(start).line + 1,
        text: source.text.slice(start, call.end).replace(/\s+/g, ' ').slice(0, 100),
        declaredIn,
        signedIn: signature && ours.has(fileOf(signature)) ? fileOf(signature) : null,
        inRepository: declarations.length === 0 ? null : declaredIn.size > 0,
      };
    }
  }
}

/** The options of the repository's tsconfig.json as far as it can be read, over sensible ones. */
function compilerOptions(root) {
  const path = join(root, 'tsconfig.json');
  const config = existsSync(path) ? (ts.readConfigFile(path, ts.sys.readFile).config ?? {}) : {};
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  return {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.Preserve,
    ...options,
    allowJs: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
}

function callsIn(source) {
  const calls = [];
  const pending = [source];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isCall(node)) calls.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return calls.sort((a, b) => a.pos - b.pos || a.end - b.end);
}

function isCall(node) {
  if (ts.isCallExpression(node)) return node.expression.kind !== ts.SyntaxKind.ImportKeyword;
  if (ts.isJsxSelfClosingElement(node) || ts.isJsxOpeningElement(node)) return !/^[a-z]/.test(node.tagName.getText());
  return ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node);
}

function fileOf(declaration) {
  return declaration.getSourceFile().fileName;
}

/** What the called name stands for, imports followed. */
function symbolOf(checker, call) {
  const callee = call.tag ?? call.tagName ?? call.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const symbol = checker.getSymbolAtLocation(name);
  if (!symbol || symbol.name === 'unknown') return undefined;
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return target.declarations ? target : undefined; // an import that leads nowhere says nothing about the callee
}
