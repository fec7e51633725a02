//! What leads from one symbol to another.

use super::outline::SEPARATOR;
use crate::graph::edges::{CallEdge, Edges, Place, Referent};
use crate::graph::links::ReferenceKind;
use crate::graph::{FileId, FunctionRef, Heritage, Program, TypeRef};
use crate::record::{CallForm, CallRow, FileRecord, TypeRowId};
use foldhash::HashMap;
use std::ops::Range;

/// A function or a type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(u32);

impl SymbolId {
    /// What marks types.
    const TYPE: u32 = 1 << 31;

    /// The function of this row.
    #[must_use]
    pub const fn function(row: u32) -> Self {
        Self(row)
    }

    /// The type of this row.
    #[must_use]
    pub const fn of_type(row: u32) -> Self {
        Self(row | Self::TYPE)
    }

    /// A number for it, small where its row is.
    pub(super) const fn number(self) -> u32 {
        (self.row() as u32) << 1 | self.is_type() as u32
    }

    /// The symbol with this [number](Self::number).
    pub(super) const fn of_number(number: u32) -> Self {
        if number & 1 == 0 { Self::function(number >> 1) } else { Self::of_type(number >> 1) }
    }

    /// Whether it is a type.
    #[must_use]
    pub const fn is_type(self) -> bool {
        self.0 & Self::TYPE != 0
    }

    /// Its row among the file's functions, or among its types.
    #[must_use]
    pub const fn row(self) -> usize {
        (self.0 & !Self::TYPE) as usize
    }
}

/// A function or a type of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolRef {
    /// The file that declares it.
    pub file: FileId,
    /// Which one of the file's.
    pub symbol: SymbolId,
}

impl From<FunctionRef> for SymbolRef {
    fn from(function: FunctionRef) -> Self {
        Self { file: function.file, symbol: SymbolId::function(function.row.index() as u32) }
    }
}

impl From<TypeRef> for SymbolRef {
    fn from(ty: TypeRef) -> Self {
        Self { file: ty.file, symbol: SymbolId::of_type(ty.row.index() as u32) }
    }
}

/// How one symbol leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum EdgeKind {
    /// It calls it.
    Call,
    /// It calls what this may run in the place of: an override, an implementation.
    Dispatch,
    /// It makes an instance of it, which no function of its own does.
    Construct,
    /// It names it as a value.
    Value,
    /// It is decorated with it.
    Decorator,
    /// It names it as a type.
    Type,
    /// It reads or writes it: an accessor.
    Access,
    /// It extends it.
    Extends,
    /// It implements it.
    Implements,
}

impl EdgeKind {
    /// All of them, by number.
    pub const ALL: [Self; 9] = [
        Self::Call,
        Self::Dispatch,
        Self::Construct,
        Self::Value,
        Self::Decorator,
        Self::Type,
        Self::Access,
        Self::Extends,
        Self::Implements,
    ];

    /// Its name for callers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Dispatch => "dispatch",
            Self::Construct => "construct",
            Self::Value => "value",
            Self::Decorator => "decorator",
            Self::Type => "type",
            Self::Access => "access",
            Self::Extends => "extends",
            Self::Implements => "implements",
        }
    }

    /// Whether the one runs the other, or makes an instance of it.
    #[must_use]
    pub const fn is_call(self) -> bool {
        matches!(self, Self::Call | Self::Dispatch | Self::Construct)
    }

    /// Whether the one names the other without running it.
    #[must_use]
    pub const fn is_reference(self) -> bool {
        matches!(self, Self::Value | Self::Decorator | Self::Type | Self::Access)
    }
}

/// Where in a file something stands that leads to a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Site {
    /// The innermost function that it stands in, or the type that has the supertype; none outside of any.
    pub from: Option<SymbolId>,
    /// The row it stands in, from 0.
    pub row: u32,
    /// Its column, in UTF-16 units from 0.
    pub column: u32,
}

/// What leads from a file to a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Where it leads.
    pub to: SymbolRef,
    /// What it [stands in](super::IndexedFile::site): a call, a reference or a type of the file, by number.
    pub site: u32,
    /// How it leads there.
    pub kind: EdgeKind,
}

/// The edges of a file: of its calls, of its references, of its types, each in source order.
pub(super) fn edges_of(edges: &Edges, heritage: &Heritage, program: &Program, id: FileId) -> Box<[Edge]> {
    let mut all = Vec::with_capacity(edges.calls.len());
    let mut constructed = Constructed { program, types: HashMap::default() };
    let rows = &program.record(id).calls;
    for (site, call) in (0..).zip(&edges.calls) {
        all.extend(call.function.map(|function| Edge { to: function.into(), site, kind: EdgeKind::Call }));
        if let Some(list) = call.candidates.and_then(|id| edges.candidates.get(id.0 as usize)) {
            let others = list.iter().filter(|candidate| Some(**candidate) != call.function);
            all.extend(others.map(|candidate| Edge { to: (*candidate).into(), site, kind: EdgeKind::Dispatch }));
        }
        let made = rows.get(site as usize).and_then(|row| constructed.by(id, row, call, edges));
        all.extend(made.map(|to| Edge { to, site, kind: EdgeKind::Construct }));
    }
    all.extend(edges.references.iter().map(|reference| {
        let to = match reference.to {
            Referent::Function(function) => function.into(),
            Referent::Type(ty) => ty.into(),
        };
        let kind = match reference.kind {
            ReferenceKind::Value => EdgeKind::Value,
            ReferenceKind::Decorator => EdgeKind::Decorator,
            ReferenceKind::Type => EdgeKind::Type,
            ReferenceKind::Access => EdgeKind::Access,
        };
        Edge { to, site: reference.reference.row(), kind }
    }));
    all.extend(heritage.of_graph().map(|(ty, is_implemented, supertype)| {
        let kind = if is_implemented { EdgeKind::Implements } else { EdgeKind::Extends };
        Edge { to: supertype.into(), site: ty.row(), kind }
    }));
    all.into()
}

/// Finds the types that calls make instances of.
struct Constructed<'p> {
    program: &'p Program,
    /// The types of files by their names; of several the first.
    types: HashMap<FileId, HashMap<&'p str, SymbolId>>,
}

impl<'p> Constructed<'p> {
    /// The type that a call makes an instance of, unless it calls a function of that type for it.
    fn by(&mut self, id: FileId, row: &CallRow, call: &CallEdge, edges: &Edges) -> Option<SymbolRef> {
        let is_construction = row.form == CallForm::Construct;
        let Place::File(file) = call.place else { return None };
        if !is_construction && (row.form != CallForm::Plain || call.function.is_some()) {
            return None;
        }
        let name = match edges.names.get(call.caller.0) {
            "" => self.program.record(id).text(row.function),
            name => name,
        };
        let types = self.types.entry(file).or_insert_with(|| {
            let record: &'p FileRecord = self.program.record(file);
            let all = TypeRowId::enumerate(&record.types).map(|(ty, of)| (record.text(of.name), ty));
            let mut types = HashMap::default();
            for (name, ty) in all {
                types.entry(name).or_insert(SymbolId::of_type(ty.index() as u32));
            }
            types
        });
        let symbol = *types.get(name)?;
        // By its key: what is kept of a record for linking has no more of what a function is in.
        let owner = |function: FunctionRef| {
            let record = self.program.record(function.file);
            let key = record.text(record.functions[function.row.index()].key);
            key.rsplit_once(SEPARATOR).and_then(|(around, _)| around.rsplit(SEPARATOR).next()) == Some(name)
        };
        (!call.function.is_some_and(owner)).then_some(SymbolRef { file, symbol })
    }
}

/// Where a file's calls stand, and where the names do that may be references.
pub(super) fn sites_of(record: &FileRecord) -> (Box<[Site]>, Box<[Site]>) {
    let functions = &record.functions;
    let callers = innermost(functions.len(), record.calls.len(), |row| functions[row].calls.range());
    let calls = record.calls.iter().zip(callers);
    let calls = calls.map(|(row, from)| Site { from, row: row.span.start_row, column: row.span.start_column });
    let referrers = innermost(functions.len(), record.references.len(), |row| functions[row].references.range());
    let references = record.references.iter().zip(referrers);
    let references = references.map(|(row, from)| Site { from, row: row.row, column: row.column });
    (calls.collect(), references.collect())
}

/// For each row of a table, the innermost function that it stands in. Functions stand in source order, an inner one behind
/// those around it, and what stands in it is a part of what stands in those.
fn innermost(functions: usize, rows: usize, of: impl Fn(usize) -> Range<usize>) -> Vec<Option<SymbolId>> {
    let mut functions = (0..functions).map(|row| (row as u32, of(row))).peekable();
    let mut around: Vec<(u32, usize)> = Vec::new();
    let innermost = |row: usize| {
        while let Some((function, within)) = functions.next_if(|(_, within)| within.start <= row) {
            around.push((function, within.end));
        }
        while around.pop_if(|(_, end)| *end <= row).is_some() {}
        around.last().map(|(function, _)| SymbolId::function(*function))
    };
    (0..rows).map(innermost).collect()
}
