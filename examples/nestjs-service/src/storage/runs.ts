/** Repositories and their index runs: which there are, and how far each came. */
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** `interrupted` and `failed` runs are continued by the next request, `interrupted` ones by the next start too. */
export type RunStatus = 'running' | 'interrupted' | 'cancelled' | 'failed' | 'completed';

/** An index run of a repository as it is stored. */
export interface Run {
  id: number;
  repositoryId: number;
  root: string;
  status: RunStatus;
  /** Milliseconds since 1970. */
  startedAt: number;
  finishedAt: number | null;
  totalFiles: number;
  /** Files read so far, failed ones included. */
  processedFiles: number;
  failedFiles: number;
  error: string | null;
}

/** A file that is not in the graph. */
export interface FailedFile {
  file: string;
  code: string;
  message: string;
}

const RUN = `
  SELECT runs.id, repository_id AS repositoryId, root, status, started_at AS startedAt, finished_at AS finishedAt,
    total_files AS totalFiles, error,
    (SELECT count(*) FROM files WHERE run_id = runs.id) AS processedFiles,
    (SELECT count(failure_code) FROM files WHERE run_id = runs.id) AS failedFiles
  FROM runs JOIN repositories ON repositories.id = repository_id`;

const prepared = (database: Database) => ({
  addRepository: database.prepare('INSERT INTO repositories (root) VALUES (?) ON CONFLICT DO NOTHING'),
  repositoryAt: database.prepare<{ id: number }>('SELECT id FROM repositories WHERE root = ?'),
  continueRun: database.prepare<{ id: number }>(
    `UPDATE runs SET status = 'running', finished_at = NULL, error = NULL
     WHERE repository_id = ? AND status <> 'completed' RETURNING id`,
  ),
  addRun: database.prepare<{ id: number }>(
    `INSERT INTO runs (repository_id, status, started_at) VALUES (?, 'running', ?) RETURNING id`,
  ),
  run: database.prepare<Run>(`${RUN} WHERE runs.id = ?`),
  latest: database.prepare<Run>(`${RUN} WHERE repository_id = ? ORDER BY runs.id DESC LIMIT 1`),
  latestOfEach: database.prepare<Run>(
    `${RUN} WHERE runs.id IN (SELECT max(id) FROM runs GROUP BY repository_id) ORDER BY repository_id`,
  ),
  cut: database.prepare<Run>(`${RUN} WHERE status IN ('running', 'interrupted') ORDER BY runs.id`),
  failures: database.prepare<FailedFile>(
    `SELECT path AS file, failure_code AS code, failure_message AS message
     FROM files WHERE run_id = ? AND failure_code IS NOT NULL ORDER BY path LIMIT ? OFFSET ?`,
  ),
  setTotalFiles: database.prepare('UPDATE runs SET total_files = ? WHERE id = ?'),
  end: database.prepare('UPDATE runs SET status = ?, finished_at = ?, error = ? WHERE id = ?'),
  recorded: database.prepare<{ path: string }>('SELECT path FROM files WHERE run_id = ?'),
});

@Injectable()
export class RunStore {
  private readonly statements: ReturnType<typeof prepared>;

  constructor(private readonly database: Database) {
    this.statements = prepared(database);
  }

  /** The unfinished run of the repository at `root`, or a new one; in both cases it counts as running. */
  begin(root: string): Run {
    return this.database.transaction(() => {
      this.statements.addRepository.run(root);
      const repository = present(this.statements.repositoryAt.get(root));
      const run =
        this.statements.continueRun.get(repository.id) ?? this.statements.addRun.get(repository.id, Date.now());
      return present(this.statements.run.get(present(run).id));
    });
  }

  /** The latest run of a repository. */
  latest(repositoryId: number): Run | undefined {
    return this.statements.latest.get(repositoryId);
  }

  /** The latest run of every repository. */
  latestOfEach(): Run[] {
    return this.statements.latestOfEach.all();
  }

  /** Runs that the end of a process cut: by a signal it could hear (`interrupted`) or not (`running`). */
  cut(): Run[] {
    return this.statements.cut.all();
  }

  /** The files that a run could not read or store, by path. */
  failures(run: Run, limit: number, offset: number): FailedFile[] {
    return this.statements.failures.all(run.id, limit, offset);
  }

  setTotalFiles(run: Run, totalFiles: number): void {
    this.statements.setTotalFiles.run(totalFiles, run.id);
  }

  /** The files that `run` has stored already. */
  recordedFiles(run: Run): string[] {
    return this.statements.recorded.all(run.id).map(({ path }) => path);
  }

  end(run: Run, status: Exclude<RunStatus, 'running'>, error: string | null = null): void {
    this.statements.end.run(status, Date.now(), error, run.id);
  }
}

function present<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('The database lost a row within a transaction');
  return row;
}
