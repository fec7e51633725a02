/** Batches of analysed files into the tables, one transaction a batch. */
import { Injectable } from '@nestjs/common';
import type {
  AnalyzedFile,
  BatchProgress,
  Call,
  FileAnalysis,
  FileFailure,
  FunctionAnalysis,
} from 'code-knowledge-graph';
import { Database, type Value } from './database.js';
import type { Run } from './runs.js';

/** Why a file is not in the tables: a failure of the stream, or one of this service's own with a code of its own. */
export type Failure = Omit<FileFailure, 'code'> & {
  code: FileFailure['code'] | 'ERR_NOT_STORED' | 'ERR_RECORD_CORRUPT';
};

/** What a stream yields at once, without how far it is. */
export interface Batch extends Pick<BatchProgress['batch'], 'files'> {
  failures: Failure[];
}

/** Characters of a row from which on it is no part of a JSON text. */
const LONG_ROW = 64 * 1024;

/** Characters of rows that are made one JSON text. V8 holds no string of more than 2²⁹, and JSON writes up to six for one. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** What says of SQLite that it can store nothing now, whatever it is given. */
const OF_DATABASE = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CORRUPT|NOTADB|CANTOPEN|NOMEM|PERM|INTERRUPT|PROTOCOL)/;

/** A row to be stored: its values in the order of the statement's columns. */
type Row = (Value | boolean)[];

const prepared = (database: Database) => ({
  openCallsInto: database.prepare(
    `UPDATE calls SET target_key = NULL WHERE repository_id = ?1 AND target_key IN (
       SELECT key FROM functions JOIN files ON files.id = file_id WHERE files.repository_id = ?1 AND path = ?2)`,
  ),
  removeFile: database.prepare('DELETE FROM files WHERE repository_id = ? AND path = ?'),
  addFile: database.prepare(
    `INSERT INTO files (repository_id, run_id, path, language, content_hash, has_syntax_errors)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ),
  addFailure: database.prepare(
    'INSERT INTO files (repository_id, run_id, path, failure_code, failure_message) VALUES (?, ?, ?, ?, ?)',
  ),
  addReexports: bulkInsert(database, 'reexports', ['file_id', 'target']),
  addFunctions: bulkInsert(database, 'functions', [
    ...['repository_id', 'key', 'file_id', 'name', 'class_name', 'params', 'return_type', 'is_accessor'],
    ...['start_line', 'end_line', 'signature_hash', 'body'],
  ]),
  addTypes: bulkInsert(database, 'types', ['repository_id', 'key', 'file_id', 'name', 'kind', 'supertypes', 'fields']),
  addCalls: bulkInsert(database, 'calls', [
    ...['repository_id', 'node_id', 'file_id', 'caller_key', 'name', 'receiver', 'declared_in', 'resolution'],
    ...['target_key', 'line', 'column'],
  ]),
  removeOtherFiles: database.prepare('DELETE FROM files WHERE repository_id = ? AND run_id <> ?'),
});

@Injectable()
export class GraphWriter {
  private readonly statements: ReturnType<typeof prepared>;

  constructor(private readonly database: Database) {
    this.statements = prepared(database);
  }

  /**
   * Stores a batch; what was known of its files before is replaced. A file that cannot be stored is stored as a failure:
   * it must not keep the others of its repository from being stored, now and at each try after.
   *
   * @returns how many files of the batch are stored as failures
   */
  store(run: Run, batch: Batch): number {
    try {
      this.storeAtOnce(run, batch);
      return batch.failures.length;
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      if (batch.files.length + batch.failures.length > 1) {
        const { files, failures } = batch;
        const each = [
          ...failures.map((failure) => ({ files: [], failures: [failure] })),
          ...files.map((file) => ({ files: [file], failures: [] })),
        ];
        return each.reduce((failed, one) => failed + this.store(run, one), 0);
      }
      const [file] = batch.files;
      // A failure is a row of a few words: if that cannot be stored, nothing can.
      if (file === undefined) throw error;
      const { normalizedPath: filePath } = file;
      this.storeAtOnce(run, { files: [], failures: [{ filePath, code: 'ERR_NOT_STORED', message: messageOf(error) }] });
      return 1;
    }
  }

  /** All of a batch in one transaction: it is stored, or nothing. */
  private storeAtOnce(run: Run, { files, failures }: Batch): void {
    const rows = { reexports: [] as Row[], functions: [] as Row[], types: [] as Row[], calls: [] as Row[] };
    this.database.transaction(() => {
      for (const { filePath, code, message } of failures) {
        this.statements.removeFile.run(run.repositoryId, filePath);
        this.statements.addFailure.run(run.repositoryId, run.id, filePath, code, message);
      }
      for (const file of files) {
        const fileId = this.replaceFile(run, file);
        const { fileAnalysis, functions, types } = file.analysis;
        for (const target of reexportsOf(fileAnalysis)) rows.reexports.push([fileId, target]);
        for (const [key, it] of functions) {
          const isAccessor = it.modifiers.includes('get') || it.modifiers.includes('set');
          const signature = [JSON.stringify(it.params), it.returnType, isAccessor];
          const place = [it.startLine, it.endLine, it.signatureHash, it.fullText];
          rows.functions.push([run.repositoryId, key, fileId, it.name, it.className, ...signature, ...place]);
        }
        for (const [key, it] of types) {
          const supertypes = JSON.stringify([...it.extends, ...it.implements]);
          const fields = JSON.stringify(Object.fromEntries(it.fields));
          rows.types.push([run.repositoryId, key, fileId, it.name, it.type, supertypes, fields]);
        }
        const callerOf = innermostCallers(functions);
        for (const it of fileAnalysis.calls) {
          const { row, column } = it.position.startPosition;
          const target = [it.function, it.caller, it.file, it.resolution, it.targetKey];
          const caller = callerOf.get(it) ?? null;
          rows.calls.push([run.repositoryId, it.nodeId, fileId, caller, ...target, row + 1, column + 1]);
        }
      }
      this.statements.addReexports(rows.reexports);
      this.statements.addFunctions(rows.functions);
      this.statements.addTypes(rows.types);
      this.statements.addCalls(rows.calls);
    });
  }

  /** Removes files by their paths. Calls that were linked into them already are open again. */
  remove(run: Run, paths: string[]): void {
    this.database.transaction(() => {
      for (const path of paths) {
        this.statements.openCallsInto.run(run.repositoryId, path);
        this.statements.removeFile.run(run.repositoryId, path);
      }
    });
  }

  /** Removes what the run did not meet: files that are gone from the folder. */
  removeOtherFiles(run: Run): void {
    this.statements.removeOtherFiles.run(run.repositoryId, run.id);
  }

  private replaceFile(run: Run, { normalizedPath, analysis }: AnalyzedFile): number {
    const { language, contentHash, hasSyntaxErrors } = analysis.fileAnalysis;
    this.statements.removeFile.run(run.repositoryId, normalizedPath);
    const values = [run.repositoryId, run.id, normalizedPath, language, contentHash, Number(hasSyntaxErrors)];
    return Number(this.statements.addFile.run(...values).lastInsertRowid);
  }
}

/** Whether an error is the database's own, and not that of what was to be stored. */
function isOfDatabase(error: unknown): boolean {
  return OF_DATABASE.test(String((error as { code?: unknown }).code));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The files whose exports this file hands on. An import's node has the specifier and `imports` what it resolves to,
 * both once each and in source order; where their numbers differ (two specifiers, one file) it cannot be told.
 */
function reexportsOf({ nodes, imports }: FileAnalysis): Set<string> {
  const statements = [...nodes.values()].filter((node) => node.type === 'NODE_TYPE_IMPORT');
  const specifiers = [...new Set(statements.map((node) => node.name))];
  if (specifiers.length !== imports.length) return new Set();
  const handedOn = new Set(statements.filter((node) => /^export\b/.test(node.text)).map((node) => node.name));
  return new Set(imports.filter((_, index) => handedOn.has(specifiers[index] ?? '')));
}

/** For each call the key of the innermost function around it: an outer function lists the calls of inner ones too. */
function innermostCallers(functions: ReadonlyMap<string, FunctionAnalysis>): Map<Call, string> {
  const inner = new Map<Call, { key: string; length: number }>();
  for (const [key, { position, calls }] of functions) {
    const length = position.endIndex - position.startIndex;
    for (const call of calls) {
      if (length < (inner.get(call)?.length ?? Number.POSITIVE_INFINITY)) inner.set(call, { key, length });
    }
  }
  return new Map(Array.from(inner, ([call, { key }]) => [call, key]));
}

/**
 * Inserts rows as one JSON array a call: half the time of one call a row, and the time is the JavaScript thread's. A row
 * with a long text has a call of its own, as JSON is parsed anew for each of its columns.
 */
function bulkInsert(database: Database, table: string, columns: string[]): (rows: Row[]) => void {
  const into = `INSERT INTO ${table} (${columns})`;
  const insertRow = database.prepare(`${into} VALUES (${columns.map(() => '?')})`);
  const insertAll = database.prepare(
    `${into} SELECT ${columns.map((_, index) => `value ->> ${index}`)} FROM json_each(?)`,
  );
  return (rows) => {
    let some: Row[] = [];
    let characters = 0;
    const flush = () => {
      if (some.length > 0) insertAll.run(JSON.stringify(some));
      some = [];
      characters = 0;
    };
    for (const row of rows) {
      const length = row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 1), 0);
      if (length > LONG_ROW) {
        insertRow.run(...row.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
        continue;
      }
      some.push(row);
      characters += length;
      if (characters > MOST_CHARACTERS) flush();
    }
    flush();
  };
}
