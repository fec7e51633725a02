//! The types that every PHP program has: arrays have no members, closures do.

use crate::language::builtins::Shape::{Returned, This};
use crate::language::builtins::{BuiltinType, Builtins, Table, method};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    function: BuiltinType::new(&[], 0).members(&[method("call", Returned(&This))]),
    ..Table::new(&[])
});
