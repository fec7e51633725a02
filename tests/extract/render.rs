//! A record as text for people: one line a fact, rows referred to by name instead of by index.

use code_knowledge_graph::record::symbols::{
    Binding, BindingTarget, ClassId, ExportTarget, Expr, ExprId, Member, MemberValue, ObjectId, Package, SignatureId,
    Symbols, WildcardSource,
};
use code_knowledge_graph::record::{CallForm, FileRecord, FunctionRow, NodeRow, Run, Span, StringId, TypeRow};
use code_knowledge_graph::resolve::NAME_MARK;
use std::cell::RefCell;
use std::fmt::Write;

/// Deeper parts of an expression are shown as `…`.
const EXPRESSION_DEPTH: usize = 6;
/// More of a hash is counted, not shown.
const HASH_LENGTH: usize = 200;

/// Everything a record says, but its source, ids and content hash.
pub fn record(record: &FileRecord) -> String {
    let page = Page { record, open: RefCell::default() };
    let mut out = String::new();
    writeln!(out, "language: {}", record.language.name()).unwrap();
    writeln!(out, "syntax errors: {}", record.has_syntax_errors).unwrap();
    writeln!(out, "imports: {}", page.names(&record.imports)).unwrap();
    writeln!(out, "defines: {}", page.names(&record.defines)).unwrap();
    writeln!(out, "className: {}", page.names(&record.class_names)).unwrap();
    section(&mut out, "functions", record.functions.iter().map(|row| page.function(row)));
    section(&mut out, "types", record.types.iter().map(|row| page.type_row(row)));
    section(&mut out, "nodes", page.nodes());
    section(
        &mut out,
        "calls",
        record.calls.iter().map(|call| {
            let form = match call.form {
                CallForm::Plain => "plain",
                CallForm::Member => "member",
                CallForm::Construct => "construct",
            };
            format!(
                "{} {} ({form}): {} in scope {}",
                place(&call.span),
                page.text(call.function),
                page.expr(call.callee),
                call.scope.row()
            )
        }),
    );
    section(
        &mut out,
        "exports",
        record.symbols.exports.iter().map(|export| {
            let target = match export.target {
                ExportTarget::Local(name) => page.text(name).to_string(),
                ExportTarget::From { specifier, imported } => {
                    format!("{} from '{}'", page.text(imported), page.text(specifier))
                }
                ExportTarget::Expression(expr) => format!("= {}", page.expr(expr)),
            };
            let package = export.package.map(|package| format!(" in {}", page.package(package)));
            format!("{}: {target}{}", page.text(export.name), package.unwrap_or_default())
        }),
    );
    section(
        &mut out,
        "extensions",
        record.symbols.extensions.iter().map(|extension| {
            let supertypes = page.exprs(extension.supertypes).join(", ");
            let members = page.members(extension.members, EXPRESSION_DEPTH - 2);
            format!("{} as [{supertypes}] {{ {members} }}", page.expr(extension.of))
        }),
    );
    section(
        &mut out,
        "wildcards",
        record.symbols.wildcards.iter().map(|wildcard| {
            let source = match wildcard.source {
                WildcardSource::Module(specifier) => format!("module '{}'", page.text(specifier)),
                WildcardSource::Package(package) => page.package(package),
                WildcardSource::Members(class) => format!("members of {}", page.expr(class)),
            };
            format!("{source} in scope {}", wildcard.scope.row())
        }),
    );
    section(&mut out, "bindings of the file", page.file_bindings());
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        write!(out, "\n{title}:\n").unwrap();
    }
    for line in lines.iter().flat_map(|entry| entry.lines()) {
        writeln!(out, "  {line}").unwrap();
    }
}

/// `row:column-row:column`, rows and columns from 0, in UTF-16 units.
fn place(span: &Span) -> String {
    format!("{}:{}-{}:{}", span.start_row, span.start_column, span.end_row, span.end_column)
}

struct Page<'record> {
    record: &'record FileRecord,
    /// The classes that are being written: within its own members one is named alone.
    open: RefCell<Vec<ClassId>>,
}

impl<'record> Page<'record> {
    fn symbols(&self) -> &'record Symbols {
        &self.record.symbols
    }

    fn text(&self, id: StringId) -> &'record str {
        self.record.text(id)
    }

    fn names(&self, ids: &[StringId]) -> String {
        ids.iter().map(|id| self.text(*id).replace(NAME_MARK, " : ")).collect::<Vec<_>>().join(", ")
    }

    fn list(&self, run: Run) -> &'record [StringId] {
        &self.record.lists[run.range()]
    }

    fn function(&self, row: &FunctionRow) -> String {
        let params: Vec<String> = self
            .list(row.params)
            .iter()
            .zip(self.list(row.param_types))
            .map(|(name, ty)| match self.text(*ty) {
                "" => self.text(*name).to_string(),
                ty => format!("{}: {ty}", self.text(*name)),
            })
            .collect();
        let mut out = format!("{}\n", self.text(row.key));
        let modifiers = self.names(self.list(row.modifiers));
        writeln!(
            out,
            "  {}({}) -> {}{}",
            self.text(row.name),
            params.join(", "),
            self.text(row.return_type),
            if modifiers.is_empty() { String::new() } else { format!(" [{modifiers}]") }
        )
        .unwrap();
        if row.class_name != StringId::EMPTY {
            writeln!(out, "  className: {}", self.text(row.class_name)).unwrap();
        }
        writeln!(
            out,
            "  body: rows {}-{}, {:?}",
            row.body_start_row,
            row.body_end_row,
            first_line(&self.slice(row.body_start, row.body_end))
        )
        .unwrap();
        writeln!(out, "  hash: {}", self.hash(row)).unwrap();
        let calls: Vec<&str> =
            self.record.calls[row.calls.range()].iter().map(|call| self.text(call.function)).collect();
        if !calls.is_empty() {
            writeln!(out, "  calls: {}", calls.join(", ")).unwrap();
        }
        let returns = self.exprs(self.symbols().signatures[row.signature.index()].returns);
        if !returns.is_empty() {
            writeln!(out, "  returns: {}", returns.join(" | ")).unwrap();
        }
        out
    }

    fn hash(&self, row: &FunctionRow) -> String {
        let hash = &self.record.hash_text[row.hash.range()];
        match hash.get(..HASH_LENGTH) {
            Some(head) if hash.len() > HASH_LENGTH => format!("{head}… ({} characters)", hash.len()),
            _ => hash.to_string(),
        }
    }

    fn type_row(&self, row: &TypeRow) -> String {
        let scope: Vec<String> = self.record.scope_segments[row.scope.range()]
            .iter()
            .map(|segment| format!("{} {}", segment.kind.as_str(), self.text(segment.name)))
            .collect();
        let mut out = format!("{} {} in [{}]\n", row.kind.as_str(), self.text(row.key), scope.join(", "));
        for (title, run) in [("extends", row.extends), ("implements", row.implements)] {
            for supertype in &self.record.supertypes[run.range()] {
                let expression = self.expr(supertype.expression);
                writeln!(out, "  {title} {} = {expression}", self.text(supertype.name)).unwrap();
            }
        }
        for field in &self.record.fields[row.fields.range()] {
            writeln!(out, "  {}: {}", self.text(field.name), self.text(field.type_text)).unwrap();
        }
        out
    }

    fn nodes(&self) -> impl Iterator<Item = String> {
        let mut children = 0;
        self.record.nodes.iter().map(move |node| {
            let indent = if children > 0 { "  " } else { "" };
            children = if children > 0 { children - 1 } else { node.children };
            format!("{indent}{}", self.node(node))
        })
    }

    fn node(&self, node: &NodeRow) -> String {
        let text = self.slice(node.span.start, node.span.end);
        format!("{} {:?} {} {:?}", node.kind.as_str(), self.text(node.name), place(&node.span), first_line(&text))
    }

    fn file_bindings(&self) -> impl Iterator<Item = String> {
        let is_of_file = |binding: &&Binding| binding.scope == Symbols::FILE_SCOPE;
        self.symbols().bindings.iter().filter(is_of_file).map(|binding| self.binding(binding))
    }

    fn binding(&self, binding: &Binding) -> String {
        let target = match binding.target {
            BindingTarget::Function(signature) => self.signature(signature, 0),
            BindingTarget::Class(class) => self.class(class),
            BindingTarget::Alias(expr) => format!("alias of {}", self.expr(expr)),
            BindingTarget::Variable { ty, value } => format!("variable {}", self.field(ty, value, 0)),
            BindingTarget::Import { specifier, imported } => {
                format!("import {} from '{}'", self.text(imported), self.text(specifier).replace(NAME_MARK, " : "))
            }
            BindingTarget::Namespace(scope) => {
                let names = self.symbols().bindings.iter().filter(|inner| inner.scope == scope);
                format!("namespace {{ {} }}", names.map(|inner| self.text(inner.name)).collect::<Vec<_>>().join(", "))
            }
            BindingTarget::TypeParameter { bound, default: ExprId::UNKNOWN } => {
                format!("type parameter {}", self.expr(bound))
            }
            BindingTarget::TypeParameter { bound, default } => {
                format!("type parameter {} = {}", self.expr(bound), self.expr(default))
            }
        };
        format!("{}: {target}", self.text(binding.name))
    }

    fn package(&self, package: Package) -> String {
        match package {
            Package::Named(name) => format!("package '{}'", self.text(name)),
            Package::Folder => "package of the folder".to_string(),
            Package::OutsideTests => "package of the folder's tests from outside".to_string(),
        }
    }

    fn slice(&self, start: u32, end: u32) -> String {
        let units: Vec<u16> =
            self.record.source.encode_utf16().skip(start as usize).take((end - start) as usize).collect();
        String::from_utf16_lossy(&units)
    }

    fn exprs(&self, run: Run) -> Vec<String> {
        self.symbols().expr_lists[run.range()].iter().map(|expr| self.expr(*expr)).collect()
    }

    fn expr(&self, id: ExprId) -> String {
        self.expr_at(id, 0)
    }

    fn expr_at(&self, id: ExprId, depth: usize) -> String {
        if depth > EXPRESSION_DEPTH {
            return "…".to_string();
        }
        let part = |id: ExprId| self.expr_at(id, depth + 1);
        let parts =
            |run: Run| -> Vec<String> { self.symbols().expr_lists[run.range()].iter().map(|id| part(*id)).collect() };
        match self.symbols().expr(id) {
            Expr::Unknown => "?".to_string(),
            Expr::Name { name, scope } => format!("{}@{}", self.text(name), scope.row()),
            Expr::Bare { name, scope, class } => {
                format!("{}@{} or of {}", self.text(name), scope.row(), self.class_name(Some(class)))
            }
            Expr::This(class) => format!("this<{}>", self.class_name(class)),
            Expr::ThisClass(class) => format!("class of this<{}>", self.class_name(Some(class))),
            Expr::Super(class) => format!("super<{}>", self.class_name(class)),
            Expr::SuperClass(class) => format!("class of super<{}>", self.class_name(Some(class))),
            Expr::Member { object, name } => format!("{}.{}", part(object), self.text(name)),
            Expr::Index(object) => format!("{}[…]", part(object)),
            Expr::Element(iterable) => format!("element of {}", part(iterable)),
            Expr::Call { callee, args } => format!("{}({})", part(callee), parts(args).join(", ")),
            Expr::New { class, args } if args.range().is_empty() => format!("new {}", part(class)),
            Expr::New { class, args } => format!("new {}({})", part(class), parts(args).join(", ")),
            Expr::Await(promise) => format!("await {}", part(promise)),
            Expr::Function(signature) => self.signature(signature, depth + 1),
            Expr::Wrapped { call, function } => {
                format!("{} around {}", part(call), self.signature(function, depth + 1))
            }
            Expr::Class(class) => self.class(class),
            Expr::Object(object) => self.object(object, depth + 1),
            Expr::Array(first) => format!("[{}]", part(first)),
            Expr::Either(one, other) => format!("({} or {})", part(one), part(other)),
            Expr::Cast(ty) => format!("cast to {}", part(ty)),
            Expr::ByReference(of) => format!("variable {}", part(of)),
            Expr::Module { specifier, is_promise } => {
                format!("{}'{}'", if is_promise { "promise of module " } else { "module " }, self.text(specifier))
            }
            Expr::CallbackParam { callee, argument, parameter } => {
                format!("parameter {parameter} of argument {argument} of {}", part(callee))
            }
            Expr::Parameter { of, place } => format!("parameter {place} of {}", part(of)),
            Expr::Asked { call, argument, context: ExprId::UNKNOWN } => {
                format!("argument {argument} of {}", part(call))
            }
            Expr::Asked { call, argument, context } => {
                format!("argument {argument} of {} as {}", part(call), part(context))
            }
            Expr::Sum(one, other) => format!("({} + {})", part(one), part(other)),
            Expr::Language(name) => self.text(name).to_owned(),
            Expr::Literal => "literal".to_string(),
            Expr::TypeName { name, scope } => format!("type {}@{}", self.text(name), scope.row()),
            Expr::TypeMember { object, name } => format!("{}.{}", part(object), self.text(name)),
            Expr::Generic { base, args } => format!("{}<{}>", part(base), parts(args).join(", ")),
            Expr::ArrayType(element) => format!("{}[]", part(element)),
            Expr::TupleType(elements) => format!("[{}]", parts(elements).join(", ")),
            Expr::Union(members) => format!("({})", parts(members).join(" | ")),
            Expr::Intersection(members) => format!("({})", parts(members).join(" & ")),
            Expr::FunctionType(signature) => self.signature(signature, depth + 1),
            Expr::ObjectType(object) => format!("type {}", self.object(object, depth + 1)),
            Expr::TypeOf(value) => format!("typeof {}", part(value)),
            Expr::IndexedType { object, name } => format!("{}['{}']", part(object), self.text(name)),
            Expr::Primitive => "primitive".to_string(),
            Expr::Parameterized { params, body } => format!("<{}> {}", parts(params).join(", "), part(body)),
            Expr::Mapped { params, template } => format!("{{ [{}]: {} }}", parts(params).join(", "), part(template)),
            Expr::Conditional(branches) => format!("conditional({})", parts(branches).join(", ")),
            Expr::Lookup { object, index } => format!("{}[{}]", part(object), part(index)),
            Expr::KeyOf(of) => format!("keyof {}", part(of)),
            Expr::Text(text) => format!("'{}'", self.text(text)),
            Expr::Predicate { place, ty } => format!("parameter {place} is {}", part(ty)),
            Expr::Narrowed { value, test, holds } => {
                format!("{} where it is {}{}", part(value), if holds { "" } else { "not " }, part(test))
            }
            Expr::Guard { callee, place } => format!("what {} tells of argument {place}", part(callee)),
            Expr::Affixed { before, after, is_capital } => {
                let name = if is_capital { "Name" } else { "name" };
                format!("{}{name}{}", self.text(before), self.text(after))
            }
        }
    }

    fn signature(&self, id: SignatureId, depth: usize) -> String {
        let signature = &self.symbols().signatures[id.index()];
        let head = match (signature.is_async, signature.is_generator) {
            (false, false) => "function",
            (true, false) => "async function",
            (false, true) => "function*",
            (true, true) => "async function*",
        };
        if let Some(function) = signature.function {
            return format!("{head} {}", self.text(self.record.functions[function.index()].key));
        }
        let parts = |run: Run| -> Vec<String> {
            self.symbols().expr_lists[run.range()].iter().map(|expr| self.expr_at(*expr, depth + 1)).collect()
        };
        let result = match signature.return_type {
            ExprId::UNKNOWN => parts(signature.returns).join(" | "),
            declared => self.expr_at(declared, depth + 1),
        };
        format!("{head}({}) -> {result}", parts(signature.params).join(", ")).trim_end().to_string()
    }

    fn class(&self, id: ClassId) -> String {
        if self.open.borrow().contains(&id) {
            return format!("class '{}'", self.class_name(Some(id)));
        }
        self.open.borrow_mut().push(id);
        let class = &self.symbols().classes[id.index()];
        let params = &self.symbols().name_lists[class.type_params.range()];
        let params = if params.is_empty() { String::new() } else { format!("<{}>", self.names(params)) };
        let extends = self.exprs(class.extends);
        let implements = self.exprs(class.implements);
        let mut out = format!("class '{}'{params}", self.text(class.name));
        for (title, supertypes) in [("extends", extends), ("implements", implements)] {
            if !supertypes.is_empty() {
                write!(out, " {title} {}", supertypes.join(", ")).unwrap();
            }
        }
        write!(out, " {{ {} }}", self.members(class.members, EXPRESSION_DEPTH - 2)).unwrap();
        self.open.borrow_mut().pop();
        out
    }

    fn class_name(&self, class: Option<ClassId>) -> &'record str {
        class.map_or("", |class| self.text(self.symbols().classes[class.index()].name))
    }

    fn object(&self, id: ObjectId, depth: usize) -> String {
        let object = &self.symbols().objects[id.index()];
        let spreads = &self.symbols().expr_lists[object.spreads.range()];
        let mut out: Vec<String> =
            spreads.iter().map(|spread| format!("...{}", self.expr_at(*spread, depth))).collect();
        out.push(self.members(object.members, depth));
        out.retain(|part| !part.is_empty());
        format!("{{ {} }}", out.join("; "))
    }

    fn members(&self, run: Run, depth: usize) -> String {
        let members = &self.symbols().members[run.range()];
        members.iter().map(|member| self.member(member, depth)).collect::<Vec<_>>().join("; ")
    }

    fn member(&self, member: &Member, depth: usize) -> String {
        let head = if member.is_static { "static " } else { "" };
        let value = match member.value {
            MemberValue::Method(signature) => self.signature(signature, depth + 1),
            MemberValue::Getter(signature) => format!("get {}", self.signature(signature, depth + 1)),
            MemberValue::Setter(signature) => format!("set {}", self.signature(signature, depth + 1)),
            MemberValue::Field { ty, value } => self.field(ty, value, depth + 1),
        };
        format!("{head}{}: {value}", self.text(member.name))
    }

    fn field(&self, ty: ExprId, value: ExprId, depth: usize) -> String {
        let value = (value != ExprId::UNKNOWN).then(|| format!(" = {}", self.expr_at(value, depth)));
        format!("{}{}", self.expr_at(ty, depth), value.unwrap_or_default())
    }
}

fn first_line(text: &str) -> &str {
    text.split(['\n', '\r']).next().unwrap_or_default()
}
