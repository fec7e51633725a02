// What a declaration of TypeScript or JavaScript declares: the function with a body, and where that is named.

import { relative } from 'node:path';
import ts from 'typescript';
import { unwrap } from './callee.mjs';

export function unique(targets) {
  return [...new Map(targets.map((each) => [JSON.stringify(each), each])).values()];
}

/** Whether a file is one of the repository's own. */
export function isInside(path, root) {
  return path.startsWith(`${root}/`) && !path.includes('/node_modules/');
}

/** The declaration with a body that this one stands for: of an overload the implementation, of a variable its function. */
export function targetOf(declaration, root) {
  const bodied = bodyOf(declaration);
  const target = bodied ?? declaration;
  const named = nameOf(target);
  const source = target.getSourceFile();
  return {
    path: relative(root, source.fileName),
    at: (named ?? target).getStart(source) + (source.text.charCodeAt(0) === 0xfeff ? 1 : 0),
    hasBody: bodied !== undefined && named !== undefined,
  };
}

/** The function that a declaration declares, if it has a body. */
export function bodyOf(declaration) {
  // What an accessor gives is called, not the accessor.
  if (ts.isAccessor(declaration)) return undefined;
  if (ts.isFunctionLike(declaration)) {
    if (declaration.body) return declaration;
    return declaration.symbol?.declarations?.find((each) => ts.isFunctionLike(each) && each.body);
  }
  if (ts.isClassLike(declaration)) {
    return declaration.members.find((member) => ts.isConstructorDeclaration(member) && member.body);
  }
  const value = ts.isBinaryExpression(declaration.parent ?? declaration)
    ? declaration.parent.right
    : declaration.initializer;
  return value && functionWithin(value);
}

/** The function that an expression is, or the only one among the arguments of the call that it is. */
export function functionWithin(expression) {
  const value = unwrap(expression);
  if (ts.isFunctionExpression(value) || ts.isArrowFunction(value)) return value;
  if (!ts.isCallExpression(value)) return undefined;
  const functions = value.arguments.map(functionWithin).filter((each) => each !== undefined);
  return functions.length === 1 ? functions[0] : undefined;
}

/** What names a function: its own name, or that of the variable, property or export whose value it is, through calls. */
function nameOf(declaration) {
  if (ts.isConstructorDeclaration(declaration)) return declaration;
  if (!ts.isFunctionExpression(declaration) && !ts.isArrowFunction(declaration)) {
    return declaration.name ?? (declaration.modifiers ? declaration : undefined);
  }
  let holder = declaration.parent;
  while (isTransparent(holder) || (ts.isCallExpression(holder) && functionWithin(holder) === declaration)) {
    holder = holder.parent;
  }
  if (ts.isBinaryExpression(holder)) return holder.left;
  if (ts.isExportAssignment(holder)) return declaration;
  return holder.initializer === undefined ? declaration.name : holder.name;
}

function isTransparent(node) {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  );
}
