//! What names, expressions, signatures and classes are told by.
//!
//! In: a record. Out: the tokens of a [`Node`], with the nodes that it leads to, and the visible names that it names. Decides which
//! of what linking reads counts; what the tokens come to is for others to say.

use foldhash::{HashMap, HashSet};

use crate::graph::names::scopes::{Index, Meaning};
use crate::record::surface::Visible;
use crate::record::symbols::{
    BindingTarget, ClassId, Expr, ExprId, Member, MemberValue, ObjectId, Package, ScopeId, SignatureId, Symbols,
    WildcardSource,
};
use crate::record::{FileRecord, Run, StringId};

/// Something that has no visible name, with the rows it is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Node {
    /// An expression as a value, or as the type that it means.
    Value(ExprId),
    /// The same as a supertype.
    Supertype(ExprId),
    /// The same as what has types as members.
    Namespace(ExprId),
    Signature(SignatureId),
    /// A class without a key.
    Class(ClassId),
    Object(ObjectId),
    /// What a scope that is not the file's declares under a name: the first of its bindings.
    Bindings(u32),
    /// What a namespace declares.
    Scope(ScopeId),
    /// The wildcards of a scope that has some, and of those around it.
    Wildcards(ScopeId),
}

/// A part of what something is told by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'r> {
    Number(u32),
    Text(&'r str),
    Node(Node),
}

/// A visible name: its kind, what it is a member of, the name.
pub(super) type Key = (Visible, StringId, StringId);

/// The shapes of a record.
pub(super) struct Shapes<'r> {
    pub record: &'r FileRecord,
    pub symbols: &'r Symbols,
    pub index: Index,
    /// By type, its declarations.
    pub declarations: Vec<Vec<ClassId>>,
    /// By class, which of the declarations of its type it is.
    ordinals: Vec<u32>,
    /// By scope that a namespace is, the names it declares with the first binding of each.
    namespaces: HashMap<ScopeId, Vec<(StringId, u32)>>,
    asked: HashSet<Key>,
    /// Visible names that were asked for and are not told yet.
    pub left: Vec<Key>,
}

impl<'r> Shapes<'r> {
    pub fn new(record: &'r FileRecord) -> Self {
        let symbols = &record.symbols;
        let mut declarations = vec![Vec::new(); record.types.len()];
        let ordinals = ClassId::enumerate(&symbols.classes).map(|(id, class)| {
            let Some(row) = class.type_row else { return 0 };
            declarations[row.index()].push(id);
            declarations[row.index()].len() as u32 - 1
        });
        let ordinals = ordinals.collect();
        Self {
            record,
            symbols,
            index: Index::new(record),
            declarations,
            ordinals,
            namespaces: namespaces(record),
            asked: HashSet::default(),
            left: Vec::new(),
        }
    }

    /// Asks for a visible name, once.
    pub fn ask(&mut self, key: Key) {
        if self.asked.insert(key) {
            self.left.push(key);
        }
    }

    /// A class without its members.
    pub fn class(&mut self, id: ClassId, tokens: &mut Vec<Token<'r>>) {
        let class = &self.symbols.classes[id.index()];
        tokens.extend([self.text(class.name), self.text(class.constructor)]);
        for supertypes in [class.extends, class.implements] {
            self.list(supertypes, Node::Supertype, tokens);
        }
        let type_params = &self.symbols.name_lists[class.type_params.range()];
        tokens.push(Token::Number(type_params.len() as u32));
        tokens.extend(type_params.iter().map(|name| self.text(*name)));
        self.list(class.defaults, Node::Value, tokens);
        self.class_named(class.outer, tokens);
    }

    pub fn package(&self, package: Package, tokens: &mut Vec<Token<'r>>) {
        match package {
            Package::Named(name) => tokens.extend([Token::Number(0), self.text(name)]),
            Package::Folder => tokens.push(Token::Number(1)),
            Package::OutsideTests => tokens.push(Token::Number(2)),
        }
    }

    pub fn wildcard(&mut self, source: WildcardSource, tokens: &mut Vec<Token<'r>>) {
        match source {
            WildcardSource::Module(specifier) => {
                tokens.push(Token::Number(0));
                self.specifier(specifier, tokens);
            }
            WildcardSource::Package(package) => {
                tokens.push(Token::Number(1));
                self.package(package, tokens);
            }
            WildcardSource::Members(of) => tokens.extend([Token::Number(2), Token::Node(Node::Value(of))]),
        }
    }

    pub fn text(&self, id: StringId) -> Token<'r> {
        Token::Text(self.record.text(id))
    }

    pub fn list(&self, run: Run, node: impl Fn(ExprId) -> Node, tokens: &mut Vec<Token<'r>>) {
        let exprs = &self.symbols.expr_lists[run.range()];
        tokens.push(Token::Number(exprs.len() as u32));
        tokens.extend(exprs.iter().map(|expr| Token::Node(node(*expr))));
    }

    /// A class where it is named: by its key, if it has one.
    pub fn class_named(&mut self, class: Option<ClassId>, tokens: &mut Vec<Token<'r>>) {
        let Some(id) = class else { return tokens.push(Token::Number(0)) };
        match self.symbols.classes[id.index()].type_row {
            Some(row) => {
                let key = self.record.types[row.index()].key;
                self.ask((Visible::Type, StringId::EMPTY, key));
                tokens.extend([Token::Number(1), self.text(key), Token::Number(self.ordinals[id.index()])]);
            }
            None => tokens.extend([Token::Number(2), Token::Node(Node::Class(id))]),
        }
    }

    pub fn member(&self, member: &Member, tokens: &mut Vec<Token<'r>>) {
        tokens.push(Token::Number(u32::from(member.is_static)));
        match member.value {
            MemberValue::Method(signature) => {
                tokens.extend([Token::Number(0), Token::Node(Node::Signature(signature))])
            }
            MemberValue::Getter(signature) => {
                tokens.extend([Token::Number(1), Token::Node(Node::Signature(signature))])
            }
            MemberValue::Setter(signature) => {
                tokens.extend([Token::Number(2), Token::Node(Node::Signature(signature))])
            }
            MemberValue::Field { ty, value } => {
                tokens.extend([Token::Number(3), Token::Node(Node::Value(ty)), Token::Node(Node::Value(value))]);
            }
        }
    }

    /// The bindings of one name in one scope.
    pub fn bindings(&mut self, rows: &[u32], tokens: &mut Vec<Token<'r>>) {
        for row in rows {
            let binding = self.symbols.bindings[*row as usize];
            match binding.target {
                BindingTarget::Function(signature) => {
                    tokens.extend([Token::Number(0), Token::Node(Node::Signature(signature))]);
                }
                BindingTarget::Class(class) => {
                    tokens.push(Token::Number(1));
                    self.class_named(Some(class), tokens);
                }
                BindingTarget::Alias(ty) => {
                    // The key under which it is a supertype: that of the first alias of this name.
                    let alias = self.index.alias(binding.name).map(|row| self.record.types[row.index()].key);
                    let key = self.text(alias.unwrap_or(StringId::EMPTY));
                    tokens.extend([Token::Number(2), key, Token::Node(Node::Value(ty))]);
                }
                BindingTarget::Variable { ty, value } => {
                    tokens.extend([Token::Number(3), Token::Node(Node::Value(ty)), Token::Node(Node::Value(value))]);
                }
                BindingTarget::Import { specifier, imported } => {
                    let texts = [imported, binding.name].map(|id| self.text(id));
                    tokens.push(Token::Number(4));
                    self.specifier(specifier, tokens);
                    tokens.extend(texts);
                }
                BindingTarget::Namespace(scope) => tokens.extend([Token::Number(5), Token::Node(Node::Scope(scope))]),
                BindingTarget::TypeParameter { bound, default } => {
                    tokens.extend([Token::Number(6), self.text(binding.name)]);
                    tokens.extend([bound, default].map(|part| Token::Node(Node::Value(part))));
                }
            }
        }
    }

    /// A specifier, which may lead to a module within this very file.
    pub fn specifier(&mut self, specifier: StringId, tokens: &mut Vec<Token<'r>>) {
        tokens.push(self.text(specifier));
        let separator = self.record.language.facts().module_separator;
        let first = (!separator.is_empty()).then(|| self.record.text(specifier).split(separator).next()).flatten();
        if let Some(first) = first.and_then(|first| self.record.strings.find(first))
            && self.index.declared(first, Symbols::FILE_SCOPE).is_some()
        {
            self.ask((Visible::Declaration, StringId::EMPTY, first));
        }
    }

    /// What a name means in a scope; its text too if it is not declared, or not in this meaning.
    fn lookup(&mut self, name: StringId, scope: ScopeId, meaning: Meaning, tokens: &mut Vec<Token<'r>>) {
        let Some(first) = self.index.lookup(name, scope, meaning).and_then(|rows| rows.first().copied()) else {
            return self.undeclared(name, scope, tokens);
        };
        let declared_in = self.symbols.bindings[first as usize].scope;
        // A path that goes on within a file asks what a module declares itself, not what is declared around it.
        let is_path = !self.record.language.facts().module_separator.is_empty();
        tokens.push(Token::Number(u32::from(is_path && declared_in != scope)));
        if declared_in == Symbols::FILE_SCOPE {
            self.ask((Visible::Declaration, StringId::EMPTY, name));
            tokens.extend([Token::Number(1), self.text(name)]);
        } else {
            tokens.extend([Token::Number(2), Token::Node(Node::Bindings(first))]);
        }
    }

    /// A name that no scope declares: other files may.
    fn undeclared(&mut self, name: StringId, scope: ScopeId, tokens: &mut Vec<Token<'r>>) {
        tokens.extend([Token::Number(0), self.text(name)]);
        let separator = self.record.language.facts().separator;
        let first = Some(separator).filter(|separator| !separator.is_empty());
        let first = first.and_then(|separator| Some(self.record.text(name).split_once(separator)?.0));
        if let Some(first) = first.and_then(|first| self.record.strings.find(first))
            && self.index.lookup(first, scope, Meaning::Type).is_some()
        {
            self.lookup(first, scope, Meaning::Type, tokens);
        }
        match self.index.with_wildcards(scope) {
            Some(scope) => tokens.extend([Token::Number(1), Token::Node(Node::Wildcards(scope))]),
            None => tokens.push(Token::Number(0)),
        }
    }

    /// What a node is told by.
    pub fn tokens(&mut self, node: Node) -> Vec<Token<'r>> {
        let mut tokens = Vec::new();
        match node {
            Node::Value(expr) => self.value(expr, &mut tokens),
            Node::Supertype(expr) => self.supertype(expr, &mut tokens),
            Node::Namespace(expr) => self.namespace(expr, &mut tokens),
            Node::Signature(signature) => self.signature(signature, &mut tokens),
            Node::Class(class) => {
                self.class(class, &mut tokens);
                self.members(self.symbols.classes[class.index()].members, &mut tokens);
            }
            Node::Object(object) => {
                let object = self.symbols.objects[object.index()];
                self.members(object.members, &mut tokens);
                self.list(object.spreads, Node::Value, &mut tokens);
            }
            Node::Bindings(first) => {
                let binding = self.symbols.bindings[first as usize];
                let rows = self.index.declared(binding.name, binding.scope).unwrap_or_default().to_vec();
                self.bindings(&rows, &mut tokens);
            }
            Node::Scope(scope) => {
                for (name, row) in self.namespaces.get(&scope).cloned().unwrap_or_default() {
                    tokens.extend([self.text(name), Token::Node(Node::Bindings(row))]);
                }
                self.own_wildcards(scope, &mut tokens);
            }
            Node::Wildcards(scope) => self.wildcards(scope, &mut tokens),
        }
        tokens
    }

    fn members(&self, run: Run, tokens: &mut Vec<Token<'r>>) {
        for member in &self.symbols.members[run.range()] {
            tokens.push(self.text(member.name));
            self.member(member, tokens);
        }
    }

    fn own_wildcards(&mut self, scope: ScopeId, tokens: &mut Vec<Token<'r>>) {
        for (_, row) in self.index.wildcards(scope).to_vec() {
            self.wildcard(self.symbols.wildcards[row as usize].source, tokens);
        }
    }

    fn wildcards(&mut self, scope: ScopeId, tokens: &mut Vec<Token<'r>>) {
        self.own_wildcards(scope, tokens);
        let parent = self.symbols.scopes[scope.index()].parent;
        if let Some(outer) = self.index.with_wildcards(parent).filter(|_| parent != scope) {
            tokens.push(Token::Node(Node::Wildcards(outer)));
        }
    }

    fn signature(&self, id: SignatureId, tokens: &mut Vec<Token<'r>>) {
        let signature = &self.symbols.signatures[id.index()];
        if let Some(row) = signature.function {
            let function = &self.record.functions[row.index()];
            tokens.extend([self.text(function.key), self.text(function.name)]);
            let modifiers = &self.record.lists[function.modifiers.range()];
            tokens.push(Token::Number(modifiers.len() as u32));
            tokens.extend(modifiers.iter().map(|modifier| self.text(*modifier)));
        }
        if let Some(made) = self.index.made_by(id) {
            tokens.push(Token::Node(Node::Class(made)));
        }
        self.list(signature.type_variables, Node::Value, tokens);
        self.list(signature.params, Node::Value, tokens);
        tokens.push(Token::Node(Node::Value(signature.return_type)));
        // A body is looked into for what it returns only where that is not written down.
        if signature.return_type == ExprId::UNKNOWN {
            self.list(signature.returns, Node::Value, tokens);
        }
        let flags = [signature.is_async, signature.is_generator, signature.is_variadic].map(u32::from);
        tokens.extend(flags.map(Token::Number));
        tokens.push(Token::Number(u32::from(signature.optional_params)));
        tokens.push(Token::Number(u32::from(signature.type_params)));
    }

    /// An expression as a supertype: what it is, and the type that it names.
    fn supertype(&mut self, id: ExprId, tokens: &mut Vec<Token<'r>>) {
        tokens.push(Token::Node(Node::Value(id)));
        match self.symbols.expr(id) {
            Expr::Generic { base, .. } => tokens.push(Token::Node(Node::Supertype(base))),
            Expr::Name { name, scope } | Expr::TypeName { name, scope } => {
                tokens.push(self.text(name));
                self.lookup(name, scope, Meaning::Value, tokens);
                self.lookup(name, scope, Meaning::Type, tokens);
            }
            Expr::Member { object, .. } | Expr::TypeMember { object, .. } => {
                tokens.push(Token::Node(Node::Namespace(object)));
            }
            _ => {}
        }
    }

    /// An expression as what has types as members.
    fn namespace(&mut self, id: ExprId, tokens: &mut Vec<Token<'r>>) {
        match self.symbols.expr(id) {
            Expr::Name { name, scope } | Expr::TypeName { name, scope } => {
                self.lookup(name, scope, Meaning::Namespace, tokens);
            }
            Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                tokens.extend([Token::Node(Node::Namespace(object)), self.text(name)]);
            }
            _ => tokens.push(Token::Node(Node::Value(id))),
        }
    }

    fn value(&mut self, id: ExprId, tokens: &mut Vec<Token<'r>>) {
        let value = |expr: ExprId| Token::Node(Node::Value(expr));
        let expr = self.symbols.expr(id);
        match expr {
            Expr::Unknown => tokens.push(Token::Number(0)),
            Expr::Name { name, scope } => {
                tokens.push(Token::Number(1));
                self.lookup(name, scope, Meaning::Value, tokens);
            }
            Expr::Bare { name, scope, class } => {
                tokens.push(Token::Number(2));
                // What a scope declares is meant before any member of a class.
                if self.index.lookup(name, scope, Meaning::Value).is_none() {
                    self.class_named(Some(class), tokens);
                }
                self.lookup(name, scope, Meaning::Value, tokens);
            }
            Expr::This(class) => {
                tokens.push(Token::Number(3));
                self.class_named(class, tokens);
            }
            Expr::ThisClass(class) => {
                tokens.push(Token::Number(46));
                self.class_named(Some(class), tokens);
            }
            Expr::SuperClass(class) => {
                tokens.push(Token::Number(47));
                self.class_named(Some(class), tokens);
            }
            Expr::Super(class) => {
                tokens.push(Token::Number(4));
                self.class_named(class, tokens);
            }
            Expr::Member { object, name } => tokens.extend([Token::Number(5), value(object), self.text(name)]),
            Expr::Index(object) => tokens.extend([Token::Number(6), value(object)]),
            Expr::Element(iterable) => tokens.extend([Token::Number(7), value(iterable)]),
            Expr::Call { callee: of, args } | Expr::New { class: of, args } => {
                let sort = if matches!(expr, Expr::Call { .. }) { 8 } else { 9 };
                tokens.extend([Token::Number(sort), value(of)]);
                self.list(args, Node::Value, tokens);
            }
            Expr::Await(promise) => tokens.extend([Token::Number(10), value(promise)]),
            Expr::Function(signature) => tokens.extend([Token::Number(11), Token::Node(Node::Signature(signature))]),
            Expr::Class(class) => {
                tokens.push(Token::Number(12));
                self.class_named(Some(class), tokens);
            }
            Expr::Object(object) => tokens.extend([Token::Number(13), Token::Node(Node::Object(object))]),
            Expr::Array(element) => tokens.extend([Token::Number(14), value(element)]),
            Expr::Either(one, other) => tokens.extend([Token::Number(15), value(one), value(other)]),
            Expr::Cast(ty) => tokens.extend([Token::Number(16), value(ty)]),
            Expr::Module { specifier, is_promise } => {
                tokens.extend([Token::Number(17), self.text(specifier), Token::Number(u32::from(is_promise))]);
            }
            Expr::CallbackParam { callee, argument, parameter } => {
                let [argument, parameter] = [argument, parameter].map(|place| Token::Number(u32::from(place)));
                tokens.extend([Token::Number(18), value(callee), argument, parameter]);
            }
            Expr::Parameter { of, place } => {
                tokens.extend([Token::Number(35), value(of), Token::Number(u32::from(place))]);
            }
            Expr::Asked { call, argument, context } => {
                tokens.extend([Token::Number(36), value(call), Token::Number(u32::from(argument)), value(context)]);
            }
            Expr::Language(name) => tokens.extend([Token::Number(19), self.text(name)]),
            Expr::Sum(one, other) => tokens.extend([Token::Number(20), value(one), value(other)]),
            Expr::Literal => tokens.push(Token::Number(21)),
            Expr::TypeName { name, scope } => {
                tokens.extend([Token::Number(22), self.text(name)]);
                self.lookup(name, scope, Meaning::Type, tokens);
            }
            Expr::TypeMember { object, name } => {
                tokens.extend([Token::Number(23), Token::Node(Node::Namespace(object)), self.text(name)]);
            }
            Expr::Generic { base, args } => {
                tokens.extend([Token::Number(24), value(base)]);
                self.list(args, Node::Value, tokens);
            }
            Expr::ArrayType(element) => tokens.extend([Token::Number(25), value(element)]),
            Expr::TupleType(elements) => {
                tokens.push(Token::Number(26));
                self.list(elements, Node::Value, tokens);
            }
            Expr::Union(members) => {
                tokens.push(Token::Number(27));
                self.list(members, Node::Value, tokens);
            }
            Expr::Intersection(members) => {
                tokens.push(Token::Number(28));
                self.list(members, Node::Value, tokens);
            }
            Expr::FunctionType(signature) => {
                tokens.extend([Token::Number(29), Token::Node(Node::Signature(signature))])
            }
            Expr::ObjectType(object) => tokens.extend([Token::Number(30), Token::Node(Node::Object(object))]),
            Expr::TypeOf(of) => tokens.extend([Token::Number(31), value(of)]),
            Expr::IndexedType { object, name } => {
                tokens.extend([Token::Number(32), value(object), self.text(name)]);
            }
            Expr::Primitive => tokens.push(Token::Number(33)),
            Expr::Wrapped { call, function } => {
                tokens.extend([Token::Number(34), value(call), Token::Node(Node::Signature(function))]);
            }
            _ => self.further_value(expr, tokens),
        }
    }
}

impl<'r> Shapes<'r> {
    /// Expressions of types that are computed from others.
    fn further_value(&self, expr: Expr, tokens: &mut Vec<Token<'r>>) {
        let value = |expr: ExprId| Token::Node(Node::Value(expr));
        let at = |place: u16| Token::Number(u32::from(place));
        let mut listed = |number: u32, part: Option<ExprId>, list: Run| {
            tokens.push(Token::Number(number));
            tokens.extend(part.map(value));
            self.list(list, Node::Value, tokens);
        };
        match expr {
            Expr::Parameterized { params, body } => listed(37, Some(body), params),
            Expr::Mapped { params, template } => listed(38, Some(template), params),
            Expr::Conditional(parts) => listed(39, None, parts),
            Expr::Lookup { object, index } => tokens.extend([Token::Number(40), value(object), value(index)]),
            Expr::KeyOf(of) => tokens.extend([Token::Number(41), value(of)]),
            Expr::Text(text) => tokens.extend([Token::Number(42), self.text(text)]),
            Expr::Predicate { place, ty } => tokens.extend([Token::Number(43), at(place), value(ty)]),
            Expr::Narrowed { value: narrowed, test, holds } => {
                tokens.extend([Token::Number(44), value(narrowed), value(test), Token::Number(u32::from(holds))]);
            }
            Expr::ByReference(of) => tokens.extend([Token::Number(49), value(of)]),
            Expr::Guard { callee, place } => tokens.extend([Token::Number(45), value(callee), at(place)]),
            Expr::Affixed { before, after, is_capital } => {
                let texts = [self.text(before), self.text(after)];
                tokens.extend([Token::Number(48), Token::Number(u32::from(is_capital))]);
                tokens.extend(texts);
            }
            _ => {}
        }
    }
}

/// The names that namespaces declare, by their scopes.
fn namespaces(record: &FileRecord) -> HashMap<ScopeId, Vec<(StringId, u32)>> {
    let bindings = &record.symbols.bindings;
    let scopes = bindings.iter().filter_map(|binding| match binding.target {
        BindingTarget::Namespace(scope) => Some((scope, Vec::new())),
        _ => None,
    });
    let mut namespaces: HashMap<ScopeId, Vec<(StringId, u32)>> = scopes.collect();
    for (row, binding) in (0..).zip(bindings) {
        if let Some(names) = namespaces.get_mut(&binding.scope) {
            names.push((binding.name, row));
        }
    }
    for names in namespaces.values_mut() {
        names.sort_unstable_by_key(|(name, row)| (record.text(*name), *row));
        names.dedup_by_key(|(name, _)| *name);
    }
    namespaces
}
