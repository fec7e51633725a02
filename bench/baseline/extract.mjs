// Syntax tree to analysis, for the baseline: the shapes of the package's interface, filled the way code over node
// tree-sitter usually is, by recursion over `namedChildren` and `childForFieldName`. It follows the compatibility rules
// only as far as the amount of work is comparable; nobody reads its answers.

import { createHash, randomBytes } from 'node:crypto';

const FUNCTION_NODES = new Set([
  'function_declaration',
  'generator_function_declaration',
  'method_definition',
  'arrow_function',
  'function_expression',
  'generator_function',
]);
const TYPE_NODES = {
  class_declaration: 'NODE_TYPE_CLASS',
  abstract_class_declaration: 'NODE_TYPE_CLASS',
  class: 'NODE_TYPE_CLASS',
  interface_declaration: 'NODE_TYPE_INTERFACE',
  enum_declaration: 'NODE_TYPE_ENUM',
  type_alias_declaration: 'NODE_TYPE_TYPE_ALIAS',
};
const IMPORT_NODES = new Set(['import_statement', 'export_statement']);

/** The analysis of one file. `resolveImport(file, specifier)` gives a file or the specifier. */
export function extract(file, text, root, resolveImport) {
  const extraction = new Extraction(file, text, resolveImport);
  extraction.visit(root, [], null);
  return extraction.finish();
}

class Extraction {
  constructor(file, text, resolveImport) {
    this.file = file;
    this.text = text;
    this.resolveImport = resolveImport;
    this.importedFrom = new Map(); // local name -> resolved file or package
    this.functions = new Map();
    this.types = new Map();
    this.fileAnalysis = { defines: [], calls: [], imports: [], className: [], nodes: new Map() };
  }

  textOf(node) {
    return this.text.slice(node.startIndex, node.endIndex);
  }

  visit(node, scopes, owner) {
    let inner = scopes;
    let innerOwner = owner;
    if (TYPE_NODES[node.type]) inner = this.type(node, scopes);
    else if (FUNCTION_NODES.has(node.type)) {
      const made = this.function(node, scopes);
      if (made) {
        inner = made.scopes;
        innerOwner = made.analysis;
      }
    } else if (IMPORT_NODES.has(node.type)) this.import(node);
    else if (node.type === 'call_expression' || node.type === 'new_expression') this.call(node, owner);
    for (const child of node.namedChildren) this.visit(child, inner, innerOwner);
  }

  type(node, scopes) {
    const name = this.nameOf(node) ?? 'default';
    const kind = TYPE_NODES[node.type];
    const scope = [...scopes, { name, type: kind }];
    const { extended, implemented } = this.supertypes(node);
    const analysis = {
      nodeId: id(),
      position: range(node),
      name,
      extends: extended,
      implements: implemented,
      fields: this.fields(node),
      extendedBy: [],
      implementedBy: [],
      scope,
      file: this.file,
      type: kind,
    };
    this.types.set(key(this.file, scope), analysis);
    this.fileAnalysis.defines.push(name);
    if (kind !== 'NODE_TYPE_TYPE_ALIAS') this.fileAnalysis.className.push(name);
    this.addNode(node, name, kind, analysis.nodeId, []);
    return scope;
  }

  supertypes(node) {
    const extended = [];
    const implemented = [];
    const collect = (clause, into) => {
      for (const type of clause.namedChildren) {
        if (type.type === 'type_arguments') continue;
        const name = this.textOf(type).replace(/<.*/s, '');
        into.push(`${this.importedFrom.get(name) ?? this.file}::${name}`);
      }
    };
    const search = (parent) => {
      for (const child of parent.namedChildren) {
        if (child.type === 'class_heritage') search(child);
        else if (child.type === 'extends_clause' || child.type === 'extends_type_clause') collect(child, extended);
        else if (child.type === 'implements_clause') collect(child, implemented);
      }
    };
    search(node);
    return { extended, implemented };
  }

  fields(node) {
    const fields = new Map();
    const body = node.childForFieldName('body') ?? node.childForFieldName('value');
    for (const member of body?.namedChildren ?? []) {
      const nameNode = member.childForFieldName('name');
      if (!nameNode) continue;
      const parameters = member.childForFieldName('parameters');
      if (parameters) {
        const names = this.parameters(parameters).map((parameter) => parameter.name);
        fields.set(this.textOf(nameNode), `(${names.join(', ')}):${this.returnType(member)}`);
      } else {
        const type = member.childForFieldName('type');
        fields.set(this.textOf(nameNode), type ? this.textOf(type).replace(/^:\s*/, '') : 'unknown');
      }
    }
    return fields;
  }

  function(node, scopes) {
    const body = node.childForFieldName('body');
    const name = this.nameOf(node) ?? this.boundName(node);
    if (!body || !name) return null;
    const scope = [...scopes, { name, type: 'NODE_TYPE_FUNCTION' }];
    const parameterList = node.childForFieldName('parameters');
    const parameters = parameterList ? this.parameters(parameterList) : [];
    const returnType = this.returnType(node);
    const signature = `(${parameters.map(() => 'any').join(',')})=>${returnType}`;
    const className = scopes.findLast((each) => each.type === 'NODE_TYPE_CLASS')?.name ?? '';
    const analysis = {
      nodeId: id(),
      position: range(node),
      file: this.file,
      name,
      params: parameters.map((parameter) => parameter.name),
      lines: body.endPosition.row - body.startPosition.row + 1,
      returnType,
      calls: [],
      className,
      startLine: body.startPosition.row + 1,
      endLine: body.endPosition.row + 1,
      functionHash: treeAsText(body),
      signatureHash: createHash('sha256').update(signature).digest('hex'),
      fullText: this.textOf(body),
      paramTypes: parameters.map((parameter) => parameter.type),
    };
    this.functions.set(key(this.file, scope), analysis);
    if (className) this.fileAnalysis.defines.push(name);
    const parts = [node.childForFieldName('name'), parameterList, node.childForFieldName('return_type'), body];
    this.addNode(node, name, 'NODE_TYPE_FUNCTION', analysis.nodeId, parts);
    return { scopes: scope, analysis };
  }

  parameters(list) {
    return list.namedChildren
      .filter((parameter) => parameter.type !== 'comment')
      .map((parameter) => {
        const pattern = parameter.childForFieldName('pattern') ?? parameter;
        const type = parameter.childForFieldName('type');
        return { name: this.textOf(pattern), type: type ? this.textOf(type).replace(/^:\s*/, '') : '' };
      });
  }

  returnType(node) {
    const type = node.childForFieldName('return_type');
    return type ? this.textOf(type).replace(/^:\s*/, '') : 'unknown';
  }

  import(node) {
    const source = node.childForFieldName('source');
    if (!source) return;
    const specifier = this.textOf(source).slice(1, -1);
    const target = this.imported(specifier);
    if (node.type !== 'import_statement') return;
    const names = node.descendantsOfType(['import_specifier', 'namespace_import', 'import_clause']);
    for (const name of names) {
      const local =
        name.childForFieldName('alias') ??
        name.childForFieldName('name') ??
        name.namedChildren.find((child) => child.type === 'identifier');
      if (local) this.importedFrom.set(this.textOf(local), target);
    }
    const specifiers = names.filter((name) => name.type === 'import_specifier');
    this.addNode(node, specifier, 'NODE_TYPE_IMPORT', id(), [source, ...specifiers]);
  }

  imported(specifier) {
    const target = this.resolveImport(this.file, specifier);
    if (!this.fileAnalysis.imports.includes(target)) this.fileAnalysis.imports.push(target);
    return target;
  }

  /** `require('…')` and `import('…')`: the names bound to the result come from the module. */
  require(node) {
    const specifier = node.childForFieldName('arguments')?.namedChildren[0];
    if (specifier?.type !== 'string') return;
    const target = this.imported(this.textOf(specifier).slice(1, -1));
    const binding = node.parent?.type === 'variable_declarator' ? node.parent.childForFieldName('name') : null;
    const names = binding?.type === 'object_pattern' ? binding.namedChildren : [binding];
    for (const name of names) if (name) this.importedFrom.set(this.textOf(name), target);
  }

  call(node, owner) {
    const callee = node.childForFieldName('function') ?? node.childForFieldName('constructor');
    if (!callee) return;
    if (callee.type === 'import' || this.textOf(callee) === 'require') this.require(node);
    const constructed = node.type === 'new_expression';
    const member = callee.type === 'member_expression' ? callee : null;
    const receiver = member ? this.textOf(member.childForFieldName('object')).replace(/^this\./, '') : '';
    const name = this.textOf(member?.childForFieldName('property') ?? callee);
    const call = {
      nodeId: id(),
      function: constructed ? 'constructor' : name,
      file: this.importedFrom.get(receiver || name) ?? this.file,
      caller: constructed ? name : receiver,
      position: range(node),
    };
    this.fileAnalysis.calls.push(call);
    owner?.calls.push(call);
  }

  addNode(node, name, type, nodeId, parts) {
    const children = parts
      .filter((part) => part !== null)
      .map((part) => ({
        id: id(),
        name: part.type,
        type,
        text: this.textOf(part),
        position: range(part),
        children: [],
      }));
    this.fileAnalysis.nodes.set(nodeId, {
      id: nodeId,
      name,
      type,
      text: this.textOf(node),
      position: range(node),
      children,
    });
  }

  nameOf(node) {
    const name = node.childForFieldName('name');
    return name ? this.textOf(name) : undefined;
  }

  /** The name of the variable, field or property whose value the function is. */
  boundName(node) {
    const parent = node.parent;
    const name = parent?.childForFieldName('name') ?? parent?.childForFieldName('key');
    return name ? this.textOf(name) : undefined;
  }

  finish() {
    return { fileAnalysis: this.fileAnalysis, functions: this.functions, types: this.types };
  }
}

/** The tree as `kind(child,child,…)`: identifiers, numbers and strings by what they are, comments dropped. */
function treeAsText(node) {
  const children = node.children;
  if (children.length === 0) {
    if (node.type === 'identifier' || node.type === 'number' || node.type === 'string') return node.type.toUpperCase();
    return node.type;
  }
  const parts = [];
  for (const child of children) if (child.type !== 'comment') parts.push(treeAsText(child));
  return `${node.type}(${parts.join(',')})`;
}

function key(file, scopes) {
  return [file, ...scopes.map((scope) => scope.name)].join('::');
}

function range({ startIndex, endIndex, startPosition, endPosition }) {
  return { startIndex, endIndex, startPosition, endPosition };
}

function id() {
  return randomBytes(16).toString('base64url');
}
