//! The types every program has without declaring them: arrays, promises, maps, sets and the utility types.
//!
//! In: such a type and a member's name. Out: what calling it gives, what it hands to a callback. This is the
//! only place that knows their names.

use super::infer::Linker;
use super::members::MemberSearch;
use super::program::FileId;
use super::types::{Env, ListId, Type, TypeId};
use crate::record::symbols::{Expr, ExprId};

/// What an object's iterator or index gives, for names of the language.
fn is_iterable(name: &str) -> bool {
    matches!(
        name,
        "Array"
            | "ReadonlyArray"
            | "Set"
            | "ReadonlySet"
            | "Iterable"
            | "Iterator"
            | "IterableIterator"
            | "AsyncIterable"
            | "AsyncIterator"
            | "AsyncIterableIterator"
            | "Generator"
            | "AsyncGenerator"
            // .NET's, whose namespaces name no type that they bring.
            | "List"
            | "IList"
            | "IReadOnlyList"
            | "ICollection"
            | "IReadOnlyCollection"
            | "IEnumerable"
            | "IAsyncEnumerable"
            | "HashSet"
            | "ISet"
            | "Queue"
            | "Stack"
            | "Span"
            | "ReadOnlySpan"
    )
}

impl<'p> Linker<'p> {
    fn argument(&self, args: ListId, position: usize) -> TypeId {
        self.types.list(args).get(position).copied().unwrap_or(TypeId::UNKNOWN)
    }

    /// What indexing a value gives.
    pub fn indexed(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Global { name: "dict", args } => self.argument(args, 1),
            _ => self.element(ty),
        }
    }

    /// What iterating over a value gives.
    pub fn element(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Array(element) => element,
            // Which position is not known: a map's entries hold one type worth naming at most, as a rule.
            Type::Tuple(list) => {
                let elements = self.types.list(list).to_vec();
                self.types.union(&elements)
            }
            Type::Global { name, args } if is_iterable(name) => self.argument(args, 0),
            // A collection of a library, as far as anyone can say: of what its one type argument is.
            Type::Outside { args, .. } if self.types.list(args).len() == 1 => self.argument(args, 0),
            Type::Global { name: "Map" | "ReadonlyMap", args } => self.types.add(Type::Tuple(args)),
            Type::Global { name: "Record", args } => self.argument(args, 1),
            Type::Global { name: "dict", args } => self.argument(args, 0),
            // `type Orders []Order`, `class Orders extends Array<Order>`.
            Type::Instance { .. } => self.inherited_element(ty),
            Type::Union(list) => {
                let members = self.types.list(list).to_vec();
                let elements: Vec<_> = members
                    .into_iter()
                    .map(|member| self.deeper(|linker| linker.element(member)).unwrap_or(TypeId::UNKNOWN))
                    .collect();
                self.types.union(&elements)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    fn array_element(&mut self, ty: TypeId) -> Option<TypeId> {
        match self.types.get(ty) {
            Type::Array(element) => Some(element),
            Type::Tuple(_) => Some(self.element(ty)),
            Type::Global { name: "Array" | "ReadonlyArray", args } => Some(self.argument(args, 0)),
            _ => None,
        }
    }

    /// What `await` gives.
    pub fn awaited(&mut self, ty: TypeId) -> TypeId {
        if let Some(of) = self.types.promised(ty) {
            return self.deeper(|linker| linker.awaited(of)).unwrap_or(TypeId::UNKNOWN);
        }
        match self.types.get(ty) {
            Type::Union(list) => {
                let members = self.types.list(list).to_vec();
                let awaited: Vec<_> = members
                    .into_iter()
                    .map(|member| self.deeper(|linker| linker.awaited(member)).unwrap_or(TypeId::UNKNOWN))
                    .collect();
                self.types.union(&awaited)
            }
            _ => ty,
        }
    }

    /// What `Partial<T>`, `Awaited<T>` and their like mean; `None` if `name` is none of them.
    pub fn utility_type(&mut self, name: &str, args: &[TypeId]) -> Option<TypeId> {
        let first = args.first().copied()?;
        Some(match name {
            "Partial" | "Readonly" | "Required" | "NonNullable" | "Pick" | "Omit" | "Exclude" | "Extract"
            | "NoInfer" => first,
            "Awaited" => self.awaited(first),
            "ReturnType" => self.returned_by(first),
            "InstanceType" => self.instance(first),
            _ => return None,
        })
    }

    /// What calling the member `name` of a value of a language's type gives; `None` if it is no such value.
    pub fn language_call(&mut self, object: TypeId, name: &str) -> Option<TypeId> {
        if let Some(element) = self.array_element(object) {
            return Some(self.array_call(element, name));
        }
        match self.types.get(object) {
            Type::Function { .. } => match name {
                "bind" => Some(object),
                "call" | "apply" => Some(self.returned_by(object)),
                _ => None,
            },
            Type::Global { name: "Promise" | "PromiseLike", .. } => Some(match name {
                "catch" | "finally" => object,
                "then" => self.types.promise(TypeId::UNKNOWN),
                _ => TypeId::UNKNOWN,
            }),
            Type::Global { name: "Map" | "ReadonlyMap" | "WeakMap", args } => Some(match name {
                "get" => self.argument(args, 1),
                "set" => object,
                "keys" => self.iterable(self.argument(args, 0)),
                "values" => self.iterable(self.argument(args, 1)),
                "entries" => {
                    let entry = self.types.add(Type::Tuple(args));
                    self.iterable(entry)
                }
                _ => TypeId::UNKNOWN,
            }),
            // A generator that is decorated to be a context manager: nothing else enters one.
            Type::Global { name: "Generator", args } if matches!(name, "__enter__" | "__aenter__") => {
                Some(self.argument(args, 0))
            }
            Type::Global { name: "dict", args } => Some(match name {
                "get" | "pop" | "setdefault" => self.argument(args, 1),
                "copy" => object,
                "keys" => self.iterable(self.argument(args, 0)),
                "values" => self.iterable(self.argument(args, 1)),
                "items" => {
                    let item = self.types.add(Type::Tuple(args));
                    self.iterable(item)
                }
                _ => TypeId::UNKNOWN,
            }),
            Type::Global { name: "Set" | "ReadonlySet" | "WeakSet", args } => Some(match name {
                "add" => object,
                "keys" | "values" => self.iterable(self.argument(args, 0)),
                _ => TypeId::UNKNOWN,
            }),
            Type::Union(list) => {
                let members = self.types.list(list).to_vec();
                members
                    .into_iter()
                    .find_map(|member| self.deeper(|linker| linker.language_call(member, name)).flatten())
            }
            _ => None,
        }
    }

    fn array_call(&mut self, element: TypeId, name: &str) -> TypeId {
        match name {
            "find" | "findLast" | "at" | "pop" | "shift" => element,
            "filter" | "slice" | "concat" | "reverse" | "sort" | "splice" | "fill" | "copyWithin" | "with"
            | "toSorted" | "toReversed" | "toSpliced" => self.types.add(Type::Array(element)),
            "flat" => {
                let inner = self.array_element(element).unwrap_or(element);
                self.types.add(Type::Array(inner))
            }
            "values" => self.iterable(element),
            "entries" => {
                let list = self.types.add_list(&[TypeId::PRIMITIVE, element]);
                let entry = self.types.add(Type::Tuple(list));
                self.iterable(entry)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    fn iterable(&mut self, element: TypeId) -> TypeId {
        let args = self.types.add_list(&[element]);
        self.types.add(Type::Global { name: "IterableIterator", args })
    }

    /// The type of a parameter of a function that is itself an argument.
    pub fn callback_param(&mut self, file: FileId, callee: ExprId, argument: u16, parameter: u16, env: Env) -> TypeId {
        let module = self.module(file);
        if let Expr::Member { object, name } = module.expr(callee) {
            let object = self.type_of(file, object, env);
            if let Some(ty) = self.language_callback(object, module.text(name), argument, parameter) {
                return ty;
            }
        }
        let callee = match module.expr(callee) {
            Expr::New(class) => self.constructor_type(file, class, env),
            _ => self.type_of(file, callee, env),
        };
        let callback = self.parameter(callee, argument);
        self.parameter(callback, parameter)
    }

    /// The constructor that `new` runs, as a function.
    fn constructor_type(&mut self, file: FileId, class: ExprId, env: Env) -> TypeId {
        let class = self.type_of(file, class, env);
        let instance = self.instance(class);
        let Type::Instance { file: owner, class, .. } = self.types.get(instance) else { return TypeId::UNKNOWN };
        let name = self.module(owner).text(self.module(owner).class(class).constructor);
        match self.find_member(instance, name) {
            MemberSearch::Found(constructor) => self.value_of_member(constructor),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The declared type of a function's parameter.
    fn parameter(&mut self, function: TypeId, position: u16) -> TypeId {
        match self.types.get(function) {
            Type::Function { file, signature, env } => {
                let module = self.module(file);
                let params = module.exprs(module.signature(signature).params);
                params.get(usize::from(position)).map_or(TypeId::UNKNOWN, |param| self.type_of(file, *param, env))
            }
            Type::Union(list) | Type::Intersection(list) => {
                let members = self.types.list(list).to_vec();
                let params: Vec<_> = members
                    .into_iter()
                    .map(|member| self.deeper(|linker| linker.parameter(member, position)).unwrap_or(TypeId::UNKNOWN))
                    .collect();
                self.types.union(&params)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    fn language_callback(&mut self, object: TypeId, name: &str, argument: u16, parameter: u16) -> Option<TypeId> {
        let object = match self.types.get(object) {
            Type::Union(list) => self.types.list(list).iter().copied().find(|member| self.hands_out(*member))?,
            _ => object,
        };
        if let Some(element) = self.array_element(object) {
            return Some(match (name, argument, parameter) {
                (
                    "map" | "filter" | "forEach" | "find" | "findIndex" | "findLast" | "findLastIndex" | "some"
                    | "every" | "flatMap",
                    0,
                    0,
                )
                | ("sort" | "toSorted", 0, 0 | 1)
                | ("reduce" | "reduceRight", 0, 1) => element,
                (_, 0, 2) if !name.starts_with("reduce") => object,
                _ => TypeId::UNKNOWN,
            });
        }
        if let Some(of) = self.types.promised(object) {
            return Some(match (name, argument, parameter) {
                ("then", 0, 0) => self.awaited(of),
                _ => TypeId::UNKNOWN,
            });
        }
        match (self.types.get(object), name) {
            (Type::Global { name: "Map" | "ReadonlyMap", args }, "forEach") => Some(match parameter {
                0 => self.argument(args, 1),
                1 => self.argument(args, 0),
                _ => object,
            }),
            (Type::Global { name: "Set" | "ReadonlySet", args }, "forEach") => Some(self.argument(args, 0)),
            _ => None,
        }
    }

    fn hands_out(&self, ty: TypeId) -> bool {
        matches!(
            self.types.get(ty),
            Type::Array(_)
                | Type::Tuple(_)
                | Type::Global { name: "Array" | "ReadonlyArray" | "Map" | "Set" | "Promise", .. }
        )
    }
}
