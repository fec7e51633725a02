/** What linking calls across files reads and writes: functions, supertypes and re-exports by key and path. */
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** A call whose target its own file did not tell, with the words the stream described the target by. */
export interface OpenCall {
  nodeId: string;
  name: string;
  receiver: string;
  declaredIn: string;
  resolution: string;
}

/** A file whose calls are to be linked. */
export interface LinkableFile {
  id: number;
  path: string;
}

const prepared = (database: Database) => ({
  files: database.prepare<LinkableFile>(
    'SELECT id, path FROM files WHERE repository_id = ? AND path > ? ORDER BY path LIMIT ?',
  ),
  // What was unresolved in its own file stays so: nothing in the tables would decide it.
  openCalls: database.prepare<OpenCall>(
    `SELECT node_id AS nodeId, name, receiver, declared_in AS declaredIn, resolution FROM calls
     WHERE file_id = ? AND target_key IS NULL AND resolution IN ('import', 'receiver', 'inherited')`,
  ),
  link: database.prepare('UPDATE calls SET target_key = ? WHERE repository_id = ? AND node_id = ?'),
  isAccessor: database.prepare<{ isAccessor: number }>(
    'SELECT is_accessor AS isAccessor FROM functions WHERE repository_id = ? AND key = ?',
  ),
  supertypes: database.prepare<{ supertypes: string }>(
    'SELECT supertypes FROM types WHERE repository_id = ? AND key = ?',
  ),
  reexports: database.prepare<{ target: string }>(
    `SELECT target FROM reexports
     WHERE file_id = (SELECT id FROM files WHERE repository_id = ? AND path = ?) ORDER BY target`,
  ),
});

@Injectable()
export class LinkStore {
  private readonly statements: ReturnType<typeof prepared>;

  constructor(private readonly database: Database) {
    this.statements = prepared(database);
  }

  /** The next `limit` files after the path `after`, by path. */
  files(repositoryId: number, after: string, limit: number): LinkableFile[] {
    return this.statements.files.all(repositoryId, after, limit);
  }

  openCalls(file: LinkableFile): OpenCall[] {
    return this.statements.openCalls.all(file.id);
  }

  /** Stores the targets of calls: pairs of a call's node id and a function's key. All of them are stored, or none. */
  link(repositoryId: number, targets: [nodeId: string, key: string][]): void {
    this.database.transaction(() => {
      for (const [nodeId, key] of targets) this.statements.link.run(key, repositoryId, nodeId);
    });
  }

  /** Whether there is a function with this key, and it is one that a call reaches or an accessor. */
  functionAt(repositoryId: number, key: string): 'callable' | 'accessor' | undefined {
    const row = this.statements.isAccessor.get(repositoryId, key);
    return row && (row.isAccessor ? 'accessor' : 'callable');
  }

  /** The keys of what a type extends and implements; `undefined` if there is no such type. */
  supertypes(repositoryId: number, key: string): string[] | undefined {
    const row = this.statements.supertypes.get(repositoryId, key);
    return row && JSON.parse(row.supertypes);
  }

  /** The files whose exports the file at `path` hands on. */
  reexports(repositoryId: number, path: string): string[] {
    return this.statements.reexports.all(repositoryId, path).map(({ target }) => target);
  }
}
