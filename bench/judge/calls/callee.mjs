// The name of what is called, and its shape in words: the classes into which hits and misses are sorted.

import ts from 'typescript';

/** `{ name, kind }`, for instance `{ name: 'next', kind: 'this.field.m()' }`; a constructor is named `new X`. */
export function describeCallee(checker, call) {
  if (ts.isNewExpression(call)) return { name: `new ${lastName(call.expression)}`, kind: 'new X()' };
  if (ts.isTaggedTemplateExpression(call)) return { name: lastName(call.tag), kind: 'tag`…`' };
  if (!ts.isCallExpression(call)) return { name: lastName(call.tagName), kind: '<X/>' };
  const callee = unwrap(call.expression);
  const name = lastName(callee);
  if (callee.kind === ts.SyntaxKind.SuperKeyword) return { name: 'super', kind: 'super()' };
  if (ts.isPropertyAccessExpression(callee))
    return { name, kind: `${receiverShape(checker, unwrap(callee.expression))}.m()` };
  if (ts.isIdentifier(callee)) return { name, kind: `f(), f a ${bindingOf(checker, callee)}` };
  return { name, kind: 'another expression called' };
}

function lastName(expression) {
  const bare = unwrap(expression);
  return ts.isPropertyAccessExpression(bare) ? bare.name.text : bare.getText();
}

function receiverShape(checker, receiver) {
  if (receiver.kind === ts.SyntaxKind.ThisKeyword) return 'this';
  if (receiver.kind === ts.SyntaxKind.SuperKeyword) return 'super';
  if (ts.isIdentifier(receiver)) return `a (${bindingOf(checker, receiver)})`;
  if (ts.isCallExpression(receiver)) return 'call()';
  if (ts.isNewExpression(receiver)) return '(new X())';
  if (ts.isElementAccessExpression(receiver)) return 'a[…]';
  if (!ts.isPropertyAccessExpression(receiver)) return 'literal or operator';
  const inner = unwrap(receiver.expression);
  if (inner.kind === ts.SyntaxKind.ThisKeyword) return `this.field (${bindingOf(checker, receiver.name)})`;
  return ts.isIdentifier(inner) ? `a.b (a ${bindingOf(checker, inner)})` : 'longer chain';
}

/** How a name comes to be: what a linker has to look at to know its type. */
function bindingOf(checker, name) {
  const symbol = checker.getSymbolAtLocation(name);
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  if (!declaration) return 'unknown name';
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration)) return 'imported name';
  if (ts.isNamespaceImport(declaration)) return 'namespace import';
  if (ts.isParameter(declaration)) return declaration.type ? 'typed parameter' : 'parameter without type';
  if (ts.isBindingElement(declaration)) return 'destructured name';
  if (ts.isVariableDeclaration(declaration)) return `variable${origin(declaration)}`;
  if (ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration))
    return `property${origin(declaration)}`;
  if (ts.isFunctionLike(declaration)) return ts.isFunctionDeclaration(declaration) ? 'function' : 'method or accessor';
  if (ts.isClassLike(declaration)) return 'class';
  return 'other';
}

function origin({ type, initializer }) {
  if (type) return ' with type';
  if (!initializer) return ' without type or value';
  const value = unwrap(initializer);
  if (ts.isNewExpression(value)) return ' = new X()';
  if (ts.isCallExpression(value)) return ' = call()';
  if (ts.isAwaitExpression(value)) return ' = await …';
  if (ts.isFunctionLike(value)) return ' = function';
  return ' = other value';
}

/** Without parentheses, `!`, `as` and `satisfies`. */
export function unwrap(expression) {
  let bare = expression;
  while (
    ts.isParenthesizedExpression(bare) ||
    ts.isNonNullExpression(bare) ||
    ts.isAsExpression(bare) ||
    ts.isSatisfiesExpression(bare)
  ) {
    bare = bare.expression;
  }
  return bare;
}
