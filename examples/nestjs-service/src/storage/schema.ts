/**
 * The tables. What is unique in a repository is a primary key here, so that nothing can be stored twice, and what
 * belongs to a file goes with its row.
 */

/** Goes up by one with each change of {@link SCHEMA}. */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE repositories (
  id INTEGER PRIMARY KEY,
  root TEXT NOT NULL UNIQUE
) STRICT;

-- An index run. It may be cut and continued any number of times before it is completed.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories (id),
  status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'cancelled', 'failed', 'completed')),
  started_at INTEGER NOT NULL, -- milliseconds since 1970
  finished_at INTEGER,
  total_files INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
CREATE UNIQUE INDEX unfinished_run ON runs (repository_id) WHERE status <> 'completed';

-- A file that has no analysis has the reason instead. run_id: the run that read it last.
CREATE TABLE files (
  id INTEGER PRIMARY KEY,
  repository_id INTEGER NOT NULL REFERENCES repositories (id),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  path TEXT NOT NULL,
  language TEXT,
  content_hash TEXT,
  has_syntax_errors INTEGER,
  failure_code TEXT,
  failure_message TEXT,
  UNIQUE (repository_id, path)
) STRICT;
CREATE INDEX files_of_run ON files (run_id, failure_code);

-- Files whose exports a file hands on as its own: export ... from.
CREATE TABLE reexports (
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  target TEXT NOT NULL,
  PRIMARY KEY (file_id, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE functions (
  repository_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  class_name TEXT NOT NULL,
  params TEXT NOT NULL, -- JSON array
  return_type TEXT NOT NULL,
  is_accessor INTEGER NOT NULL,
  start_line INTEGER NOT NULL,
  end_line INTEGER NOT NULL,
  signature_hash TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (repository_id, key)
) STRICT;
CREATE INDEX functions_of_file ON functions (file_id);
CREATE INDEX functions_by_name ON functions (repository_id, name);

CREATE TABLE types (
  repository_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  supertypes TEXT NOT NULL, -- JSON array of keys, what it extends first
  fields TEXT NOT NULL, -- JSON object
  PRIMARY KEY (repository_id, key)
) STRICT;
CREATE INDEX types_of_file ON types (file_id);

-- caller_key: the innermost function around the call; none for a call at the top of a file.
CREATE TABLE calls (
  repository_id INTEGER NOT NULL,
  node_id TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  caller_key TEXT,
  name TEXT NOT NULL,
  receiver TEXT NOT NULL,
  declared_in TEXT NOT NULL,
  resolution TEXT NOT NULL,
  target_key TEXT,
  line INTEGER NOT NULL, -- from 1
  column INTEGER NOT NULL, -- from 1
  PRIMARY KEY (repository_id, node_id)
) STRICT;
CREATE INDEX calls_of_file ON calls (file_id);
CREATE INDEX calls_of_target ON calls (repository_id, target_key) WHERE target_key IS NOT NULL;
`;
