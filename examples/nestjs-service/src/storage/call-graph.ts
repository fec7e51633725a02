/** Questions to the stored graph. */
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** A function as it is answered. */
export interface StoredFunction {
  key: string;
  name: string;
  className: string;
  file: string;
  startLine: number;
  endLine: number;
}

/** A function, and how many calls lead to it. */
export interface CalledFunction extends StoredFunction {
  calls: number;
}

/** One call of a function. */
export interface Caller {
  /** The innermost function around the call; `null` at the top of a file. */
  key: string | null;
  name: string | null;
  className: string | null;
  file: string;
  /** Both from 1. */
  line: number;
  column: number;
}

/** What a repository holds. */
export interface Counts {
  files: number;
  functions: number;
  types: number;
  calls: number;
}

const FUNCTION = `
  SELECT key, name, class_name AS className, path AS file, start_line AS startLine, end_line AS endLine
  FROM functions JOIN files ON files.id = file_id`;

const prepared = (database: Database) => ({
  function: database.prepare<StoredFunction>(`${FUNCTION} WHERE functions.repository_id = ? AND key = ?`),
  named: database.prepare<StoredFunction>(
    `${FUNCTION} WHERE functions.repository_id = ? AND name = ? ORDER BY key LIMIT ? OFFSET ?`,
  ),
  callers: database.prepare<Caller>(
    `SELECT functions.key, functions.name, functions.class_name AS className, path AS file, line, column
     FROM calls JOIN files ON files.id = calls.file_id
       LEFT JOIN functions ON functions.repository_id = calls.repository_id AND functions.key = caller_key
     WHERE calls.repository_id = ? AND target_key = ? ORDER BY path, line, column LIMIT ? OFFSET ?`,
  ),
  callerCount: database.prepare<{ count: number }>(
    'SELECT count(*) AS count FROM calls WHERE repository_id = ? AND target_key = ?',
  ),
  // CROSS JOIN: the few that are called most are looked up, instead of each function among them.
  mostCalled: database.prepare<CalledFunction>(
    `SELECT called.*, calls FROM (
       SELECT target_key, count(*) AS calls FROM calls WHERE repository_id = ?1 AND target_key IS NOT NULL
       GROUP BY target_key ORDER BY calls DESC, target_key LIMIT ?2 OFFSET ?3)
     CROSS JOIN (${FUNCTION} WHERE functions.repository_id = ?1) AS called ON called.key = target_key
     ORDER BY calls DESC, key`,
  ),
  counts: database.prepare<Counts>(
    `SELECT (SELECT count(*) FROM files WHERE repository_id = ?1) AS files,
       (SELECT count(*) FROM functions WHERE repository_id = ?1) AS functions,
       (SELECT count(*) FROM types WHERE repository_id = ?1) AS types,
       (SELECT count(*) FROM calls WHERE repository_id = ?1) AS calls`,
  ),
});

@Injectable()
export class CallGraph {
  private readonly statements: ReturnType<typeof prepared>;

  constructor(database: Database) {
    this.statements = prepared(database);
  }

  functionAt(repositoryId: number, key: string): StoredFunction | undefined {
    return this.statements.function.get(repositoryId, key);
  }

  functionsNamed(repositoryId: number, name: string, limit: number, offset: number): StoredFunction[] {
    return this.statements.named.all(repositoryId, name, limit, offset);
  }

  /** The calls of a function, by file and place. */
  callers(repositoryId: number, key: string, limit: number, offset: number): Caller[] {
    return this.statements.callers.all(repositoryId, key, limit, offset);
  }

  callerCount(repositoryId: number, key: string): number {
    return this.statements.callerCount.get(repositoryId, key)?.count ?? 0;
  }

  /** Functions by the number of calls that lead to them, that with the most first. */
  mostCalled(repositoryId: number, limit: number, offset: number): CalledFunction[] {
    return this.statements.mostCalled.all(repositoryId, limit, offset);
  }

  counts(repositoryId: number): Counts | undefined {
    return this.statements.counts.get(repositoryId);
  }
}
