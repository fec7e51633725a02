//! The types that every Go program has: none of them has members.

use crate::language::builtins::{Builtins, Table};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table::new(&[]));
