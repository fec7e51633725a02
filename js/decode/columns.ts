/**
 * Where things stand in what crosses from Rust: sections, and columns of their rows, by number.
 *
 * Written by `UPDATE_COLUMNS=1 cargo test columns` from what is declared there (`rows!`, `sections!`), and compared by its
 * test. The compiler puts the numbers where they are named: nothing of this is loaded.
 */
// biome-ignore-all lint/suspicious/noConstEnum: all that imports it is compiled together

/** What all containers agree on. */
export const enum Layout {
  version = 2,
  none = 0xffffffff,
  idCharacters = 22,
}

/** What a section holds. */
export const enum Content {
  words = 0,
  latin1 = 1,
  utf16 = 2,
}

/** What is said of a record in single bits. */
export const enum RecordFlag {
  hasSyntaxErrors = 1,
}

/** What each kind of container begins with. */
export const enum Magic {
  record = 'CKGR',
  links = 'CKGL',
  batch = 'CKGB',
  graphLinks = 'CKGF',
  paths = 'CKGP',
  failure = 'CKGE',
}

/** The kinds of nodes, by number. */
export type NodeKinds = readonly [
  'NODE_TYPE_UNSPECIFIED',
  'NODE_TYPE_IMPORT',
  'NODE_TYPE_CLASS',
  'NODE_TYPE_INTERFACE',
  'NODE_TYPE_ENUM',
  'NODE_TYPE_FUNCTION',
  'NODE_TYPE_FUNCTION_CALL',
  'NODE_TYPE_TYPE_ALIAS',
];

/** How calls are resolved, by number. */
export type Resolutions = readonly ['local', 'import', 'receiver', 'inherited', 'external', 'unresolved', 'builtin'];

/** How functions and types are referred to, by number. */
export type ReferenceKinds = readonly ['value', 'decorator', 'type', 'access'];

/** Words of a container's header. */
export const enum Header {
  magic = 0,
  version = 1,
  length = 2,
  flags = 3,
  sections = 4,
  count = 5,
}

/** Words of a section's entry behind the header. */
export const enum Entry {
  begin = 0,
  length = 1,
  content = 2,
  count = 3,
}

/** Sections of a record. */
export const enum RecordSection {
  language = 0,
  contentHash = 1,
  source = 2,
  hashText = 3,
  stringEnds = 4,
  strings = 5,
  ids = 6,
  nodes = 7,
  functions = 8,
  types = 9,
  calls = 10,
  defines = 11,
  classNames = 12,
  lists = 13,
  scopeSegments = 14,
  fields = 15,
  references = 16,
  kindNames = 17,
  kinds = 18,
  count = 19,
}

/** Sections of a file's links. */
export const enum LinksSection {
  stringEnds = 0,
  strings = 1,
  imports = 2,
  types = 3,
  typeKeys = 4,
  calls = 5,
  candidateEnds = 6,
  candidates = 7,
  renamedFunctions = 8,
  renamedTypes = 9,
  references = 10,
  count = 11,
}

/** Sections of a batch. */
export const enum BatchSection {
  progress = 0,
  stringEnds = 1,
  strings = 2,
  entries = 3,
  payload = 4,
  count = 5,
}

/** Sections of a piece of a graph's links. */
export const enum GraphLinksSection {
  stringEnds = 0,
  strings = 1,
  entries = 2,
  payload = 3,
  count = 4,
}

/** Sections of a piece of a list of paths. */
export const enum PathsSection {
  pathEnds = 0,
  paths = 1,
  count = 2,
}

/** Sections of the failure of a whole call. */
export const enum FailureSection {
  code = 0,
  message = 1,
  count = 2,
}

/** Columns of `Span`. */
export const enum SpanColumn {
  start = 0,
  end = 1,
  startRow = 2,
  startColumn = 3,
  endRow = 4,
  endColumn = 5,
  width = 6,
}

/** Columns of `NodeRow`. */
export const enum NodeColumn {
  name = 0,
  kind = 1,
  children = 2,
  spanStart = 3,
  spanEnd = 4,
  spanStartRow = 5,
  spanStartColumn = 6,
  spanEndRow = 7,
  spanEndColumn = 8,
  width = 9,
}

/** Columns of `FunctionRow`. */
export const enum FunctionColumn {
  node = 0,
  key = 1,
  name = 2,
  className = 3,
  returnType = 4,
  signatureHash = 5,
  paramsStart = 6,
  paramsEnd = 7,
  paramTypesStart = 8,
  paramTypesEnd = 9,
  modifiersStart = 10,
  modifiersEnd = 11,
  bodyStart = 12,
  bodyEnd = 13,
  bodyStartRow = 14,
  bodyEndRow = 15,
  hashStart = 16,
  hashEnd = 17,
  callsStart = 18,
  callsEnd = 19,
  referencesStart = 20,
  referencesEnd = 21,
  width = 22,
}

/** Columns of `TypeRow`. */
export const enum TypeColumn {
  node = 0,
  kind = 1,
  key = 2,
  name = 3,
  scopeStart = 4,
  scopeEnd = 5,
  fieldsStart = 6,
  fieldsEnd = 7,
  width = 8,
}

/** Columns of `ScopeSegment`. */
export const enum ScopeSegmentColumn {
  name = 0,
  kind = 1,
  width = 2,
}

/** Columns of `FieldRow`. */
export const enum FieldColumn {
  name = 0,
  typeText = 1,
  width = 2,
}

/** Columns of `CallRow`. */
export const enum CallColumn {
  function = 0,
  spanStart = 1,
  spanEnd = 2,
  spanStartRow = 3,
  spanStartColumn = 4,
  spanEndRow = 5,
  spanEndColumn = 6,
  width = 7,
}

/** Columns of `ReferenceRow`. */
export const enum ReferenceColumn {
  name = 0,
  start = 1,
  row = 2,
  column = 3,
  width = 4,
}

/** Columns of `CallLink`. */
export const enum CallLinkColumn {
  file = 0,
  caller = 1,
  targetKey = 2,
  resolution = 3,
  function = 4,
  candidates = 5,
  receiverType = 6,
  width = 7,
}

/** Columns of `ReferenceLink`. */
export const enum ReferenceLinkColumn {
  reference = 0,
  file = 1,
  targetKey = 2,
  kind = 3,
  width = 4,
}

/** Columns of `SupertypeCounts`. */
export const enum SupertypeCountsColumn {
  extends = 0,
  implements = 1,
  extendedBy = 2,
  implementedBy = 3,
  width = 4,
}

/** Columns of `RenamedFunction`. */
export const enum RenamedFunctionColumn {
  function = 0,
  key = 1,
  width = 2,
}

/** Columns of `RenamedType`. */
export const enum RenamedTypeColumn {
  ty = 0,
  key = 1,
  width = 2,
}

/** Columns of `Progress`. */
export const enum ProgressColumn {
  batchIndex = 0,
  processedFiles = 1,
  totalFiles = 2,
  totalBatches = 3,
  width = 4,
}

/** Columns of `BatchEntry`. */
export const enum BatchEntryColumn {
  path = 0,
  isFailure = 1,
  code = 2,
  reason = 3,
  normalizedPath = 4,
  record = 5,
  links = 6,
  width = 7,
}

/** Columns of `LinksEntry`. */
export const enum LinksEntryColumn {
  file = 0,
  links = 1,
  reason = 2,
  width = 3,
}
