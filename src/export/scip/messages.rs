//! The messages of SCIP that are written, with their numbers on the wire.

/// A part of an index: several, one behind the other, are one index.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct IndexPart {
    #[prost(message, optional, tag = "1")]
    pub(super) metadata: Option<Metadata>,
    #[prost(message, repeated, tag = "2")]
    pub(super) documents: Vec<Document>,
}

/// What the index is of.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Metadata {
    #[prost(message, optional, tag = "2")]
    pub(super) tool_info: Option<ToolInfo>,
    #[prost(string, tag = "3")]
    pub(super) project_root: String,
    /// UTF-8 is 1.
    #[prost(int32, tag = "4")]
    pub(super) text_document_encoding: i32,
}

/// Who wrote it.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ToolInfo {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) version: String,
}

/// A file.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Document {
    #[prost(string, tag = "1")]
    pub(super) relative_path: String,
    #[prost(message, repeated, tag = "2")]
    pub(super) occurrences: Vec<Occurrence>,
    #[prost(message, repeated, tag = "3")]
    pub(super) symbols: Vec<SymbolInformation>,
    #[prost(string, tag = "4")]
    pub(super) language: String,
    /// UTF-16 units from the start of the line are 2.
    #[prost(int32, tag = "6")]
    pub(super) position_encoding: i32,
}

/// Where a symbol is named.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Occurrence {
    /// Line, first column, column behind the last.
    #[prost(int32, repeated, tag = "1")]
    pub(super) range: Vec<i32>,
    #[prost(string, tag = "2")]
    pub(super) symbol: String,
    #[prost(int32, tag = "3")]
    pub(super) symbol_roles: i32,
    /// Of a definition, the whole of it: first line, first column, last line, column behind the last.
    #[prost(int32, repeated, tag = "7")]
    pub(super) enclosing_range: Vec<i32>,
}

/// A function or type.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct SymbolInformation {
    #[prost(string, tag = "1")]
    pub(super) symbol: String,
    #[prost(message, repeated, tag = "4")]
    pub(super) relationships: Vec<Relationship>,
    #[prost(int32, tag = "5")]
    pub(super) kind: i32,
    #[prost(string, tag = "6")]
    pub(super) display_name: String,
}

/// What it is to another.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Relationship {
    #[prost(string, tag = "1")]
    pub(super) symbol: String,
    #[prost(bool, tag = "2")]
    pub(super) is_reference: bool,
    #[prost(bool, tag = "3")]
    pub(super) is_implementation: bool,
}
