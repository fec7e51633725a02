//! What linking knows of a file's symbols beside what they lead to.
//!
//! In: the record as it is linked, and the supertypes. Out: the symbols that make instances, those that other files may name,
//! and the types that extend or implement something outside of the repository.

use super::edges::SymbolId;
use super::file::SEPARATOR;
use super::outline::Outline;
use crate::graph::Heritage;
use crate::record::symbols::{Class, ExportTarget, MemberValue};
use crate::record::{FileRecord, StringId};
use foldhash::HashSet;

/// What is known of a file's symbols; all of it sorted.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) constructors: Box<[SymbolId]>,
    pub(super) exported: Box<[SymbolId]>,
    /// The types with a supertype out of sight.
    pub(super) open: Box<[SymbolId]>,
}

/// What is in front of what other files may name, in one language or another.
const EXPORTING: [&str; 5] = ["export", "default", "pub", "public", "internal"];

impl Declared {
    pub(super) fn of(outline: &Outline, record: &FileRecord, heritage: &Heritage) -> Self {
        let of_class = |class: &Class| {
            let members = record.symbols.members[class.members.range()].iter();
            let constructor = class.constructor;
            members.filter(move |member| member.name == constructor && constructor != StringId::EMPTY)
        };
        let constructors = record.symbols.classes.iter().flat_map(of_class).filter_map(|member| match member.value {
            MemberValue::Method(signature) => record.symbols.signatures[signature.index()].function,
            _ => None,
        });
        let open = heritage.of_others().map(|ty| SymbolId::of_type(ty.index() as u32));
        Self {
            constructors: sorted(constructors.map(|row| SymbolId::function(row.index() as u32))),
            exported: exported(outline, record),
            open: sorted(open),
        }
    }

    pub(super) fn is_constructor(&self, function: SymbolId) -> bool {
        self.constructors.binary_search(&function).is_ok()
    }

    pub(super) fn is_exported(&self, symbol: SymbolId) -> bool {
        self.exported.binary_search(&symbol).is_ok()
    }

    pub(super) fn is_open(&self, ty: SymbolId) -> bool {
        self.open.binary_search(&ty).is_ok()
    }
}

fn sorted(symbols: impl Iterator<Item = SymbolId>) -> Box<[SymbolId]> {
    let mut symbols: Vec<_> = symbols.collect();
    symbols.sort_unstable();
    symbols.dedup();
    symbols.into()
}

fn exported(outline: &Outline, record: &FileRecord) -> Box<[SymbolId]> {
    let locals = record.symbols.exports.iter().map(|export| match export.target {
        ExportTarget::Local(name) => record.text(name),
        _ => record.text(export.name),
    });
    let names: HashSet<&str> = locals.collect();
    let text = |id: StringId| outline.strings.get(id);
    let is_exported = |symbol: &super::outline::Symbol| {
        let is_outermost = !text(symbol.key).contains(SEPARATOR);
        let mut modifiers = outline.lists[symbol.modifiers.range()].iter().map(|id| text(*id));
        is_outermost && names.contains(text(symbol.name))
            || modifiers.any(|modifier| EXPORTING.contains(&modifier) || modifier.starts_with("pub("))
    };
    let functions = (0..).map(SymbolId::function).zip(&outline.functions);
    let all = functions.chain((0..).map(SymbolId::of_type).zip(&outline.types));
    sorted(all.filter(|(_, symbol)| is_exported(symbol)).map(|(id, _)| id))
}
