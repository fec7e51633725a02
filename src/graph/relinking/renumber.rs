//! New numbers for the same rows: an edit may move what other files' links lead to without changing what it is.
//!
//! In: the rows of a file before and after an edit. Out: links that lead to the rows it has now, wherever there is one of the
//! same key.

use foldhash::HashMap;

use crate::graph::links::edges::{Edges, Place, Referent};
use crate::graph::links::supertypes::{Heritage, Supertype};
use crate::graph::names::files::{FileId, FunctionRef, InFile, TypeRef};
use crate::record::{FileRecord, FunctionRowId, TypeRowId};

/// By file, the numbers that its functions and types have now.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<FileId, Moved>);

#[derive(Debug)]
struct Moved {
    functions: Vec<Option<FunctionRowId>>,
    types: Vec<Option<TypeRowId>>,
}

impl Numbers {
    /// Tells what became of the rows of a file, if any of them is another now.
    pub fn tell(&mut self, file: FileId, before: &FileRecord, after: &FileRecord) {
        let same = |one: &[_], other: &[_]| {
            one.iter().map(|key| before.text(*key)).eq(other.iter().map(|key| after.text(*key)))
        };
        let functions = |record: &FileRecord| record.functions.iter().map(|row| row.key).collect::<Vec<_>>();
        let types = |record: &FileRecord| record.types.iter().map(|row| row.key).collect::<Vec<_>>();
        let (functions, types) = ([before, after].map(functions), [before, after].map(types));
        if same(&functions[0], &functions[1]) && same(&types[0], &types[1]) {
            return;
        }
        let moved = |[one, other]: &[Vec<_>; 2]| -> Vec<Option<u32>> {
            let now: HashMap<&str, u32> = other.iter().map(|key| after.text(*key)).zip(0..).collect();
            one.iter().map(|key| now.get(before.text(*key)).copied()).collect()
        };
        let functions = moved(&functions).into_iter().map(|row| row.map(FunctionRowId::new)).collect();
        let types = moved(&types).into_iter().map(|row| row.map(TypeRowId::new)).collect();
        self.0.insert(file, Moved { functions, types });
    }

    /// The files whose rows have other numbers.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.0.keys().copied()
    }

    /// Gives edges of another file the numbers of now. Whether all that they lead to is there; what is not keeps its number.
    pub fn renumber_edges(&self, edges: &mut Edges) -> bool {
        let mut is_whole = true;
        let mut function = |function: &mut FunctionRef| is_whole &= self.function(function);
        edges.calls.iter_mut().filter_map(|call| call.function.as_mut()).for_each(&mut function);
        for list in &mut edges.candidates {
            if list.iter().any(|function| self.0.contains_key(&function.file)) {
                let mut all = list.to_vec();
                all.iter_mut().for_each(&mut function);
                *list = all.into();
            }
        }
        for reference in &mut edges.references {
            match &mut reference.to {
                Referent::Function(of) => function(of),
                Referent::Type(_) => {}
            }
        }
        for reference in &mut edges.references {
            if let Referent::Type(of) = &mut reference.to {
                is_whole &= self.ty(of);
            }
        }
        for of in edges.calls.iter_mut().filter_map(|call| call.receiver_type.as_mut()) {
            is_whole &= self.ty(of);
        }
        is_whole
    }

    /// The same of what a file says of its types' supertypes.
    pub fn renumber_heritage(&self, heritage: &mut Heritage) -> bool {
        let mut is_whole = true;
        for supertype in heritage.extends.iter_mut().chain(&mut heritage.implements).flatten() {
            match supertype {
                Supertype::Type(of) => is_whole &= self.ty(of),
                Supertype::Name(Place::File(_), _, Some(of)) => is_whole &= self.ty(of),
                Supertype::Name(..) => {}
            }
        }
        for (of, _) in &mut heritage.unnamed {
            is_whole &= self.ty(of);
        }
        heritage.unnamed.sort_unstable();
        is_whole
    }

    fn function(&self, InFile { file, row }: &mut FunctionRef) -> bool {
        let Some(moved) = self.0.get(file) else { return true };
        let now = moved.functions.get(row.index()).copied().flatten();
        *row = now.unwrap_or(*row);
        now.is_some()
    }

    fn ty(&self, InFile { file, row }: &mut TypeRef) -> bool {
        let Some(moved) = self.0.get(file) else { return true };
        let now = moved.types.get(row.index()).copied().flatten();
        *row = now.unwrap_or(*row);
        now.is_some()
    }
}
