// What the TypeScript compiler knows about the calls of TypeScript and JavaScript: of each call expression, `new`, tagged
// template and JSX element of a component, the declarations of what is called.

import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describeCallee, unwrap } from './callee.mjs';
import { isInside, targetOf, unique } from './typescript-declarations.mjs';
import { referencesOf } from './typescript-references.mjs';

const DEFAULTS = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
};

/** Yields a truth (see `score.mjs`) for each call of the files, and for each name that is not called. */
export async function* typescriptCalls({ root, files }) {
  for (const [config, group] of groupByConfig(root, files)) {
    const program = ts.createProgram({ rootNames: group, options: compilerOptions(config) });
    for (const file of group) {
      const source = program.getSourceFile(file);
      if (!source) continue;
      const mark = await markLength(file);
      yield* callsOf(source, program.getTypeChecker(), root, mark);
      yield* referencesOf(source, program.getTypeChecker(), root, mark);
    }
  }
}

/** The compiler's text begins after a byte-order mark; the package counts it. */
async function markLength(file) {
  return (await readFile(file, 'utf8')).startsWith('\uFEFF') ? 1 : 0;
}

function* callsOf(source, checker, root, mark) {
  for (const call of callsIn(source)) {
    const start = call.getStart(source);
    yield {
      ...describeCallee(checker, call),
      path: relative(root, source.fileName),
      start: start + mark,
      end: call.end + mark,
      to: calledBy(checker, call, root),
    };
  }
}

/** Files by the tsconfig.json or jsconfig.json nearest to each. */
function groupByConfig(root, files) {
  const nearest = new Map();
  const configOf = (folder) => {
    if (!nearest.has(folder)) {
      const own = ['tsconfig.json', 'jsconfig.json'].map((name) => join(folder, name)).find(ts.sys.fileExists);
      nearest.set(folder, own ?? (folder === root ? undefined : configOf(dirname(folder))));
    }
    return nearest.get(folder);
  };
  const groups = new Map();
  for (const file of files) {
    const config = configOf(dirname(file));
    groups.set(config, [...(groups.get(config) ?? []), file]);
  }
  return groups;
}

/** The options of a configuration as far as it can be read, over sensible ones. */
function compilerOptions(path) {
  const config = path ? (ts.readConfigFile(path, ts.sys.readFile).config ?? {}) : {};
  const folder = path ? dirname(path) : ts.sys.getCurrentDirectory();
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [], include: [] },
    ts.sys,
    folder,
    undefined,
    path,
  );
  return { ...DEFAULTS, ...options, allowJs: true, noEmit: true, skipLibCheck: true };
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

/**
 * Where the called name and the resolved signature are declared: `'unknown'` where the compiler knows neither, as for
 * packages that are not installed, `'outside'` where all of it is outside of the repository, `'value'` where it is a
 * parameter or the like, which holds a function that nobody can name.
 */
function calledBy(checker, call, root) {
  const callee = calleeOf(checker, call);
  if (isGivenBack(checker, callee)) return 'unknown';
  const signature = callee === calledExpression(call) ? checker.getResolvedSignature(call)?.declaration : undefined;
  const named = declarationsOf(checker, callee);
  const origins = named.flatMap((each) => originsOf(checker, each));
  const declarations = [...(signature ? [signature] : []), ...origins];
  if (declarations.length === 0) return 'unknown';
  const inside = declarations.filter((each) => isInside(each.getSourceFile().fileName, root));
  if (inside.length === 0) return 'outside';
  const targets = unique(inside.filter((each) => !isHolder(each)).map((each) => targetOf(each, root)));
  // A function type in the place of a parameter tells what a function looks like, not which it is; nor is it here where a
  // variable of the repository holds a function from outside.
  const isLent = signature !== undefined && !inside.includes(signature) && named.some(isVariable);
  const known = isLent || named.some(isHolder) ? targets.filter(({ hasBody }) => hasBody) : targets;
  return known.length > 0 ? known : 'value';
}

function calledExpression(call) {
  return unwrap(call.tag ?? call.tagName ?? call.expression);
}

/** What is called: of `f.call(…)` and `f.apply(…)` it is `f`. */
function calleeOf(checker, call) {
  const callee = calledExpression(call);
  if (!ts.isPropertyAccessExpression(callee) || !/^(call|apply)$/.test(callee.name.text)) return callee;
  const method = checker.getSymbolAtLocation(callee.name)?.declarations?.[0];
  return method && /^(Callable|Newable)?Function$/.test(method.parent?.name?.text) ? unwrap(callee.expression) : callee;
}

/** Whether the callee is the result of a call that, by its type, gives back what it was given: `wrapped(f)()`. */
function isGivenBack(checker, callee) {
  if (!ts.isCallExpression(callee)) return false;
  const { type, typeParameters = [] } = checker.getResolvedSignature(callee)?.declaration ?? {};
  return type !== undefined && typeParameters.some(({ name }) => name.text === type.getText());
}

/** What holds a value without saying which. */
function isHolder(declaration) {
  return (
    ts.isParameter(declaration) ||
    ts.isBindingElement(declaration) ||
    (ts.isVariableDeclaration(declaration) && ts.isCatchClause(declaration.parent)) ||
    (ts.isFunctionTypeNode(declaration) && ts.findAncestor(declaration, ts.isParameter) !== undefined)
  );
}

function isVariable(declaration) {
  return ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
}

/** What a name stands for, imports followed; of a choice all that may be chosen. */
function declarationsOf(checker, callee) {
  const expression = unwrap(callee);
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap((each) => declarationsOf(checker, each));
  }
  if (ts.isBinaryExpression(expression) && /^(\|\||\?\?)$/.test(expression.operatorToken.getText())) {
    return [expression.left, expression.right].flatMap((each) => declarationsOf(checker, each));
  }
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  let symbol = checker.getSymbolAtLocation(name);
  if (!symbol || symbol.name === 'unknown') return [];
  if ((symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol);
  return symbol.declarations ?? [];
}

/** The declaration and where its value is taken from: destructured from an object, another name for a function. */
function originsOf(checker, declaration, depth = 0) {
  if (depth > 4) return [declaration];
  if (ts.isShorthandPropertyAssignment(declaration)) {
    return checker.getShorthandAssignmentValueSymbol(declaration)?.declarations ?? [declaration];
  }
  if (ts.isBindingElement(declaration) && !ts.findAncestor(declaration, ts.isParameter)) {
    const name = declaration.propertyName ?? declaration.name;
    if (!ts.isObjectBindingPattern(declaration.parent) || !ts.isIdentifier(name)) return [declaration];
    const property = checker.getTypeAtLocation(declaration.parent).getProperty(name.text);
    return [declaration, ...(property?.declarations ?? [])];
  }
  const value = declaration.initializer && unwrap(declaration.initializer);
  const isName = value && /^(Identifier|PropertyAccess|Conditional|Binary)/.test(ts.SyntaxKind[value.kind]);
  if (!isName || !(isVariable(declaration) || ts.isPropertyAssignment(declaration))) return [declaration];
  const origins = declarationsOf(checker, value).filter((each) => each !== declaration);
  return [declaration, ...origins.flatMap((each) => originsOf(checker, each, depth + 1))];
}
