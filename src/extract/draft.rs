//! A record in the making: what the language modules push rows into while one syntax tree is walked.
//!
//! In: places in the text and names, in source order. Out: a [`FileRecord`] with strings interned, offsets in
//! UTF-16 units, ids made, repeated keys numbered; `types` unites merged declarations. Knows no language.

mod references;
mod types;

use crate::languages::{Facts, LanguageId};
use crate::record::signature_hash::signature_hash;
use crate::record::symbols::{ExprId, ScopeId, SignatureId, Symbols};
use crate::record::{
    CallForm, CallRow, FileRecord, FunctionRow, FunctionRowId, IdRole, IdSource, NodeId, NodeKind, NodeRow, NodeRowId,
    Run, ScopeSegment, Span, StringId,
};
use crate::source::positions::Positions;
use crate::syntax::flat::FlatNode;
use references::ReferenceDraft;
use rustc_hash::{FxHashMap, FxHashSet};
use types::TypeDrafts;

/// A record in the making.
pub struct RecordDraft<'source> {
    positions: Positions<'source>,
    relative_path: Box<str>,
    ids: IdSource,
    record: FileRecord,
    types: TypeDrafts,
    function_keys: FxHashMap<StringId, u32>,
    call_ranges: Vec<(u32, u32)>,
    references: Vec<ReferenceDraft>,
    segments: Vec<ScopeSegment>,
    prefix: String,
    prefix_lengths: Vec<usize>,
    copies_left: usize,
    signature_hashes: FxHashMap<(usize, StringId), StringId>,
    seen_imports: FxHashSet<StringId>,
}

/// How long a key's enclosing scopes may get, in bytes; a scope that does not fit is left out of the key. Without a
/// limit the keys of n functions nested in each other would take n² bytes.
const MAX_KEY_PREFIX: usize = 2048;

/// From how many bytes on a text may hold others that are kept as well: a pattern with functions in it that have
/// patterns of their own takes n² bytes when each is kept.
const LONG_TEXT: usize = 256;

/// How many bytes of keys' scopes and of long texts are kept a byte of source, and in any case. Repositories that
/// nobody made for it stay below 2. Behind that, keys are without their scopes and long texts end early.
const COPIES_PER_BYTE: usize = 32;
const MIN_COPIES: usize = 64 * 1024;

/// A function as its language sees it. See [`RecordDraft::push_function`].
pub struct FunctionParts {
    /// The whole definition: its position and text.
    pub definition: FlatNode,
    /// Its name.
    pub name: StringId,
    /// Parameter names.
    pub params: Vec<StringId>,
    /// Texts of the parameters' types, as many as `params`.
    pub param_types: Vec<StringId>,
    /// Modifiers as written.
    pub modifiers: Vec<StringId>,
    /// Text of the return type, or `unknown`.
    pub return_type: StringId,
    /// The innermost enclosing class, else interface or enum, else `''`.
    pub class_name: StringId,
    /// The body.
    pub body: FlatNode,
    /// For linking.
    pub signature: SignatureId,
}

/// Where a node stands, in UTF-16 units.
pub(super) fn span_of(node: FlatNode, positions: &Positions<'_>) -> Span {
    let (start, end) = (positions.of(node.start_byte()), positions.of(node.end_byte()));
    Span {
        start: start.offset,
        end: end.offset,
        start_row: start.row,
        start_column: start.column,
        end_row: end.row,
        end_column: end.column,
    }
}

impl<'source> RecordDraft<'source> {
    /// An empty draft of this language for `text`, which stands at `relative_path` (`/`-separated, relative to the root); `kind_names`
    /// are its grammar's kinds by number.
    #[must_use]
    pub fn new(language: LanguageId, text: &'source str, relative_path: &str, kind_names: &'static [Box<str>]) -> Self {
        Self {
            positions: Positions::new(text),
            ids: IdSource::new(relative_path),
            relative_path: relative_path.into(),
            record: FileRecord { kind_names: kind_names.into(), ..FileRecord::new(language) },
            types: TypeDrafts::default(),
            function_keys: FxHashMap::default(),
            call_ranges: Vec::new(),
            references: Vec::new(),
            segments: Vec::new(),
            prefix: String::new(),
            prefix_lengths: Vec::new(),
            copies_left: MIN_COPIES.saturating_add(text.len().saturating_mul(COPIES_PER_BYTE)),
            signature_hashes: FxHashMap::default(),
            seen_imports: FxHashSet::default(),
        }
    }

    /// Its language.
    #[must_use]
    pub const fn language(&self) -> LanguageId {
        self.record.language
    }

    /// What is known of its language.
    #[must_use]
    pub fn facts(&self) -> &'static Facts {
        self.record.language.facts()
    }

    /// The symbol tables, to read and to push to.
    pub fn symbols(&mut self) -> &mut Symbols {
        &mut self.record.symbols
    }

    /// The whole source text.
    #[must_use]
    pub const fn text(&self) -> &'source str {
        self.positions.text()
    }

    /// The source text of a node.
    #[must_use]
    pub fn text_of(&self, node: FlatNode) -> &'source str {
        self.text().get(node.byte_range()).unwrap_or_default()
    }

    /// Interns a string; only its beginning if the file is one that is made of texts within texts.
    pub fn intern(&mut self, text: &str) -> StringId {
        let is_whole = text.len() <= LONG_TEXT || self.affords(text.len());
        let length = if is_whole { text.len() } else { text.floor_char_boundary(LONG_TEXT) };
        self.record.strings.intern(&text[..length])
    }

    /// Interns a node's source text, as [`RecordDraft::intern`] does.
    pub fn intern_node(&mut self, node: FlatNode) -> StringId {
        self.intern(self.text_of(node))
    }

    /// Whether so many more bytes may be kept.
    fn affords(&mut self, bytes: usize) -> bool {
        let left = self.copies_left.checked_sub(bytes);
        self.copies_left = left.unwrap_or(self.copies_left);
        left.is_some()
    }

    /// The string with this id.
    #[must_use]
    pub fn string(&self, id: StringId) -> &str {
        self.record.strings.get(id)
    }

    /// The UTF-16 offset of a byte offset.
    #[must_use]
    pub fn offset(&self, byte: usize) -> u32 {
        self.positions.offset(byte)
    }

    /// Where a node stands, in UTF-16 units.
    #[must_use]
    pub fn span(&self, node: FlatNode) -> Span {
        span_of(node, &self.positions)
    }

    /// The file's path relative to the root, `/`-separated.
    #[must_use]
    pub fn relative_path(&self) -> &str {
        &self.relative_path
    }

    /// Enters a scope of keys: what is defined until the matching [`RecordDraft::leave_key_scope`] is keyed under it.
    pub fn enter_key_scope(&mut self, name: StringId, kind: NodeKind) {
        self.prefix_lengths.push(self.prefix.len());
        let text = self.record.strings.get(name);
        if self.prefix.len() + text.len() <= MAX_KEY_PREFIX {
            self.prefix.push_str(text);
            self.prefix.push_str("::");
            self.segments.push(ScopeSegment { name, kind });
        }
    }

    /// Leaves the innermost scope of keys.
    pub fn leave_key_scope(&mut self) {
        if let Some(length) = self.prefix_lengths.pop()
            && length < self.prefix.len()
        {
            self.prefix.truncate(length);
            self.segments.pop();
        }
    }

    /// The key of a name here.
    pub fn key(&mut self, name: StringId) -> StringId {
        let is_scoped = self.affords(self.prefix.len());
        self.key_of(name, is_scoped)
    }

    /// A name's key; that in no scope if its scopes may not be kept again.
    fn key_of(&mut self, name: StringId, is_scoped: bool) -> StringId {
        if !is_scoped {
            return name;
        }
        let length = self.prefix.len();
        self.prefix.push_str(self.record.strings.get(name));
        let key = self.record.strings.intern(&self.prefix);
        self.prefix.truncate(length);
        key
    }

    /// Adds a node of the graph with its children (name and place of each) and answers its row.
    pub fn push_node(
        &mut self,
        kind: NodeKind,
        name: StringId,
        node: FlatNode,
        children: impl ExactSizeIterator<Item = (StringId, FlatNode)>,
    ) -> NodeRowId {
        let span = self.span(node);
        let (id, syntax) = self.id(IdRole::Node, node, span);
        let row = NodeRow { id, syntax, name, kind, children: children.len() as u32, span };
        let row = NodeRowId::push(&mut self.record.nodes, row);
        for (name, child) in children {
            let span = self.span(child);
            let (id, syntax) = self.id(IdRole::Child, child, span);
            self.record.nodes.push(NodeRow { id, syntax, name, kind: NodeKind::Unspecified, children: 0, span });
        }
        row
    }

    /// The id of a node, with the number of its kind.
    fn id(&self, role: IdRole, node: FlatNode, span: Span) -> (NodeId, u16) {
        // By number: tree-sitter measures a name and checks it for UTF-8 each time it is asked for.
        let kind = node.kind_id();
        (self.ids.id(role, span, self.record.kind_name(kind).as_bytes()), kind)
    }

    /// Adds an import's specifier to the file's imports, once.
    pub fn push_import(&mut self, specifier: StringId) {
        if self.seen_imports.insert(specifier) {
            self.record.imports.push(specifier);
        }
    }

    /// Adds a function in the current key scope and answers its row.
    pub fn push_function(
        &mut self,
        parts: FunctionParts,
        children: impl ExactSizeIterator<Item = (StringId, FlatNode)>,
    ) -> FunctionRowId {
        let node = self.push_node(NodeKind::Function, parts.name, parts.definition, children);
        let is_scoped = self.affords(self.prefix.len());
        let plain_key = self.key_of(parts.name, is_scoped);
        let key = self.distinct_key(plain_key);
        let signature_hash = self.signature_hash(parts.params.len(), parts.return_type);
        let body = self.span(parts.body);
        let row = FunctionRow {
            node,
            key,
            name: parts.name,
            class_name: parts.class_name,
            return_type: parts.return_type,
            signature_hash,
            params: self.push_list(&parts.params),
            param_types: self.push_list(&parts.param_types),
            modifiers: self.push_list(&parts.modifiers),
            body_start: body.start,
            body_end: body.end,
            body_start_row: body.start_row,
            body_end_row: body.end_row,
            hash: Run::default(),
            calls: Run::default(),
            references: Run::default(),
            signature: parts.signature,
        };
        let span = self.record.nodes[node.index()].span;
        self.call_ranges.push((span.start, span.end));
        FunctionRowId::push(&mut self.record.functions, row)
    }

    /// The name of the function of the graph that has this shape, if one has.
    #[must_use]
    pub fn function_name(&self, signature: SignatureId) -> Option<StringId> {
        let row = self.record.symbols.signatures[signature.index()].function?;
        self.record.functions.get(row.index()).map(|function| function.name)
    }

    /// `key`, or `key#2`, `key#3`, … where functions of that key were there before.
    fn distinct_key(&mut self, key: StringId) -> StringId {
        let mut number = *self.function_keys.entry(key).and_modify(|count| *count += 1).or_insert(1);
        if number == 1 {
            return key;
        }
        loop {
            let numbered = format!("{}#{number}", self.record.strings.get(key));
            let numbered = self.record.strings.intern(&numbered);
            if self.function_keys.insert(numbered, 1).is_none() {
                self.function_keys.insert(key, number);
                return numbered;
            }
            number += 1;
        }
    }

    /// Where in the hash text the `functionHash` of a function stands.
    pub fn set_function_hash(&mut self, function: FunctionRowId, hash: Run) {
        if let Some(row) = self.record.functions.get_mut(function.index()) {
            row.hash = hash;
        }
    }

    fn signature_hash(&mut self, params: usize, return_type: StringId) -> StringId {
        if let Some(hash) = self.signature_hashes.get(&(params, return_type)) {
            return *hash;
        }
        let hash = signature_hash(params, self.record.strings.get(return_type));
        let hash = self.record.strings.intern(&hash);
        self.signature_hashes.insert((params, return_type), hash);
        hash
    }

    fn push_list(&mut self, strings: &[StringId]) -> Run {
        let start = self.record.lists.len() as u32;
        self.record.lists.extend_from_slice(strings);
        Run { start, end: self.record.lists.len() as u32 }
    }

    /// Adds a call, which begins with `first`. `name_byte` is where the called name begins.
    #[expect(clippy::too_many_arguments, reason = "a row's columns")]
    pub fn push_call(
        &mut self,
        first: FlatNode,
        call: FlatNode,
        function: StringId,
        name_byte: usize,
        form: CallForm,
        callee: ExprId,
        scope: ScopeId,
    ) {
        let mut span = self.span(call);
        if first.start_byte() != call.start_byte() {
            let Span { start, start_row, start_column, .. } = self.span(first);
            span = Span { start, start_row, start_column, ..span };
        }
        let (id, syntax) = self.id(IdRole::Call, call, span);
        let name_offset = self.offset(name_byte);
        let arguments = None;
        let row = CallRow { id, syntax, function, callee, form, name_offset, scope, span, arguments };
        self.record.calls.push(row);
    }

    /// Says what the call that was added last passes, as a run of [`Symbols::expr_lists`].
    pub fn set_arguments(&mut self, arguments: Run) {
        if let Some(call) = self.record.calls.last_mut() {
            call.arguments = Some(arguments);
        }
    }

    /// The finished record; `hash_text` is what the runs of [`RecordDraft::set_function_hash`] refer to.
    #[must_use]
    pub fn finish(mut self, hash_text: String) -> FileRecord {
        self.record.hash_text = hash_text;
        self.record.calls.sort_by_key(|call| call.name_offset);
        self.finish_references();
        for (function, (start, end)) in self.record.functions.iter_mut().zip(&self.call_ranges) {
            let first = self.record.calls.partition_point(|call| call.name_offset < *start);
            let last = self.record.calls.partition_point(|call| call.name_offset < *end).max(first);
            // In broken code a function may stand where the name of the call around it belongs.
            let is_around = |call: &&CallRow| call.span.start < *start || call.span.end > *end;
            let around = self.record.calls[first..last].iter().take_while(is_around).count();
            function.calls = Run { start: (first + around) as u32, end: last as u32 };
            let first = self.record.references.partition_point(|reference| reference.start < *start);
            let last = self.record.references.partition_point(|reference| reference.start < *end).max(first);
            function.references = Run { start: first as u32, end: last as u32 };
        }
        self.finish_types();
        self.record
    }
}
