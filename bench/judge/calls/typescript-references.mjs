// What the TypeScript compiler knows about names that are not called: functions, classes and enums as values, decorators
// without arguments, types in signatures, fields and variables.

import { relative } from 'node:path';
import ts from 'typescript';
import { unwrap } from './callee.mjs';
import { isInside, targetOf, unique } from './typescript-declarations.mjs';

const { SyntaxKind } = ts;

/** Yields a truth (see `references.mjs`) for each name of a file that is used as a value or type of the repository. */
export function* referencesOf(source, checker, root, mark) {
  for (const name of namesIn(source)) {
    const used = useOf(name);
    if (used === undefined) continue;
    const to = used.reference === 'type' ? typesNamed(checker, name, root) : valuesNamed(checker, name, root);
    if (to.length === 0) continue;
    yield {
      ...used,
      path: relative(root, source.fileName),
      start: name.getStart(source) + mark,
      end: name.end + mark,
      name: name.text,
      to,
    };
  }
}

function namesIn(source) {
  const names = [];
  const pending = [source];
  while (pending.length > 0) {
    const node = pending.pop();
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push(node);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return names.sort((a, b) => a.pos - b.pos);
}

/** How a name is used, `{ reference, kind }`; `undefined` where it declares something, is called or only led through. */
function useOf(name) {
  if (isTypeName(name)) return isInAnnotation(name) ? { reference: 'type', kind: typeShape(name) } : undefined;
  const expression = expressionOf(name);
  if (expression === undefined) return undefined;
  if (ts.isDecorator(expression.parent)) return { reference: 'decorator', kind: '@name' };
  const outer = outermost(expression);
  return isValue(outer) ? { reference: 'value', kind: valueShape(name, outer) } : undefined;
}

function isTypeName(name) {
  const { parent } = name;
  if (ts.isTypeReferenceNode(parent)) return true;
  return ts.isQualifiedName(parent) && parent.right === name && ts.isTypeReferenceNode(parent.parent);
}

/** Whether a type stands in the type of a parameter, variable, field or function, however deep. */
function isInAnnotation(name) {
  let node = name.parent;
  while (ts.isTypeNode(node) || ts.isQualifiedName(node) || ts.isTypeElement(node) || isPartOfType(node)) {
    const { parent } = node;
    if (parent.type === node && isAnnotated(parent)) return true;
    node = parent;
  }
  return false;
}

function isPartOfType(node) {
  const isSignature = (ts.isParameter(node) || ts.isTypeParameterDeclaration(node)) && ts.isTypeNode(node.parent);
  return isSignature || (ts.isParameter(node) && ts.isTypeElement(node.parent)) || ts.isNamedTupleMember(node);
}

function isAnnotated(node) {
  if (ts.isFunctionTypeNode(node) || ts.isConstructorTypeNode(node)) return false;
  return (
    ts.isParameter(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isIndexSignatureDeclaration(node) ||
    ts.isMappedTypeNode(node) ||
    ts.isFunctionLike(node)
  );
}

function typeShape(name) {
  if (ts.isQualifiedName(name.parent)) return 'a.T';
  return ts.isTypeReferenceNode(name.parent.parent) || ts.isArrayTypeNode(name.parent.parent) ? 'U<T>' : 'T';
}

/** The expression that a name stands for: itself, or what is asked for it. `undefined` where it names no value. */
function expressionOf(name) {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name ? parent : name;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === name ? name : parent.objectAssignmentInitializer;
  return isExpression(name) ? name : undefined;
}

function isExpression(name) {
  const { parent } = name;
  if (ts.isTypeNode(parent) && !ts.isExpressionWithTypeArguments(parent)) return false;
  if (ts.isQualifiedName(parent) || ts.isJsxAttribute(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isNamespaceExport(parent)) return false;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent)) return false;
  if (parent.name === name || parent.propertyName === name || parent.parameterName === name) return false;
  return !ts.isModuleDeclaration(parent);
}

/** Around parentheses and casts. */
function outermost(expression) {
  let outer = expression;
  while (outer.parent.expression === outer && unwrap(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}

/** Whether an expression is used for itself: not called, asked for a member, assigned to or inherited from. */
function isValue(expression) {
  const { parent } = expression;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'bind';
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === expression;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== expression;
  if (ts.isTaggedTemplateExpression(parent) || ts.isExpressionWithTypeArguments(parent)) return false;
  if (ts.isJsxOpeningElement(parent) || ts.isJsxSelfClosingElement(parent) || ts.isJsxClosingElement(parent))
    return false;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return false;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator !== SyntaxKind.PlusPlusToken && parent.operator !== SyntaxKind.MinusMinusToken;
  }
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return parent.left !== expression || kind < SyntaxKind.FirstAssignment || kind > SyntaxKind.LastAssignment;
  }
  // `({ f = g } = …)`
  if (ts.isShorthandPropertyAssignment(parent) && parent.objectAssignmentInitializer === expression) return true;
  return !isAssignedTo(expression);
}

/** `[f] = …`, `({ f } = …)`: what stands there is given a value. */
function isAssignedTo(expression) {
  let node = expression.parent;
  let inner = expression;
  while (
    ts.isArrayLiteralExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isShorthandPropertyAssignment(node) ||
    ts.isPropertyAssignment(node)
  ) {
    inner = node;
    node = node.parent;
  }
  if (inner === expression) return false;
  return ts.isBinaryExpression(node) && node.left === inner && node.operatorToken.kind === SyntaxKind.EqualsToken;
}

function valueShape(name, { parent }) {
  const shape = ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? 'a.f' : 'f';
  return `${shape} in ${SyntaxKind[parent.kind]}`;
}

/** The classes, interfaces, enums and aliases that a name in a type names; `'unknown'` where a library declares it, too. */
function typesNamed(checker, name, root) {
  const symbol = resolved(checker, checker.getSymbolAtLocation(name));
  if (symbol?.declarations === undefined) return 'unknown';
  // The type of an enum's member is the enum.
  const declarations = (symbol?.declarations ?? []).map((each) => (ts.isEnumMember(each) ? each.parent : each));
  const types = declarations.filter(isTypeDeclaration);
  const places = placesOf(types, root);
  return places.length > 0 && places.length < types.length ? 'unknown' : places;
}

function isTypeDeclaration(node) {
  const isNamed = ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return isNamed || ts.isClassLike(node);
}

/** The functions, classes and enums that a name in an expression names; `'unknown'` where it may hold one of another name. */
function valuesNamed(checker, name, root) {
  const isShort = ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name;
  const named = isShort ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name);
  const { declarations } = resolved(checker, named) ?? {};
  if (declarations === undefined) return 'unknown';
  const inside = declarations.filter((each) => isInside(each.getSourceFile().fileName, root));
  if (inside.length === 0) return [];
  if (inside.some((each) => ts.isClassLike(each) || ts.isEnumDeclaration(each))) {
    return placesOf(
      inside.filter((each) => ts.isClassLike(each) || ts.isEnumDeclaration(each)),
      root,
    );
  }
  const targets = unique(inside.map((each) => targetOf(each, root)).filter(({ hasBody }) => hasBody));
  if (targets.length === 0 || !inside.some(isWrapped)) return targets.map(({ path, at }) => ({ path, at }));
  const type = checker.getTypeAtLocation(name);
  if ((type.flags & ts.TypeFlags.Any) !== 0) return 'unknown';
  const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()];
  return signatures.length > 0 ? targets : [];
}

/** Whether what a declaration is given is a call that a function is passed to. */
function isWrapped({ initializer }) {
  const value = initializer && unwrap(initializer);
  return value !== undefined && ts.isCallExpression(value);
}

function resolved(checker, symbol) {
  return symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

function placesOf(declarations, root) {
  return declarations
    .filter((each) => isInside(each.getSourceFile().fileName, root))
    .map((each) => {
      const source = each.getSourceFile();
      const at = (each.name ?? each).getStart(source) + (source.text.charCodeAt(0) === 0xfeff ? 1 : 0);
      return { path: relative(root, source.fileName), at, isType: true };
    });
}
