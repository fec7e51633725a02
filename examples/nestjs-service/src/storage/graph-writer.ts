/** Batches of analysed files into the tables, one transaction a batch. */
import { Injectable } from '@nestjs/common';
import type { AnalyzedFile, BatchProgress, Call, FileAnalysis, FunctionAnalysis } from 'code-knowledge-graph';
import { Database, type Value } from './database.js';
import type { Run } from './runs.js';

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

  /** Stores a batch; what was known of its files before is replaced. All of it is stored, or nothing. */
  store(run: Run, { files, failures }: BatchProgress['batch']): void {
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
      this.statements.addReexports.run(JSON.stringify(rows.reexports));
      this.statements.addFunctions.run(JSON.stringify(rows.functions));
      this.statements.addTypes.run(JSON.stringify(rows.types));
      this.statements.addCalls.run(JSON.stringify(rows.calls));
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
 * Inserts a JSON array of rows with one call: half the time of one call a row, and the time is the JavaScript thread's.
 */
function bulkInsert(database: Database, table: string, columns: string[]) {
  const values = columns.map((_, index) => `value ->> ${index}`);
  return database.prepare(`INSERT INTO ${table} (${columns}) SELECT ${values} FROM json_each(?)`);
}
