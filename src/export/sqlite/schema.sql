CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  language TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  has_syntax_errors INTEGER NOT NULL
);
CREATE TABLE symbols (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id),
  parent_id INTEGER REFERENCES symbols (id),
  owner TEXT NOT NULL,
  start_line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  body TEXT NOT NULL,
  shape TEXT
);
CREATE TABLE edges (
  from_id INTEGER REFERENCES symbols (id),
  to_id INTEGER NOT NULL REFERENCES symbols (id),
  kind TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id),
  line INTEGER NOT NULL,
  column INTEGER NOT NULL
);
CREATE TABLE imports (
  file_id INTEGER NOT NULL REFERENCES files (id),
  target TEXT NOT NULL,
  kind TEXT NOT NULL,
  target_id INTEGER REFERENCES files (id)
);
CREATE VIEW calls AS
  SELECT caller.key AS caller, callee.key AS callee, edges.kind, files.path AS file, edges.line, edges.column
  FROM edges
  JOIN symbols AS callee ON callee.id = edges.to_id
  JOIN files ON files.id = edges.file_id
  LEFT JOIN symbols AS caller ON caller.id = edges.from_id
  WHERE edges.kind IN ('call', 'dispatch');
CREATE VIEW functions AS
  SELECT symbols.*, files.path AS file, files.language FROM symbols JOIN files ON files.id = symbols.file_id
  WHERE symbols.kind = 'function';
CREATE VIEW types AS
  SELECT symbols.*, files.path AS file, files.language FROM symbols JOIN files ON files.id = symbols.file_id
  WHERE symbols.kind <> 'function';
