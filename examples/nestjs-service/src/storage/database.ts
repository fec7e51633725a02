/** The connection to SQLite: opened and brought to the present schema on start, closed when all else has ended. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import SQLite from 'libsql';
import { SETTINGS, type Settings } from '../settings.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';

/** What a column may hold. */
export type Value = string | number | null;

/** A prepared statement, with the type of its rows. */
export interface Statement<Row> {
  run(...values: Value[]): { changes: number; lastInsertRowid: number | bigint };
  get(...values: Value[]): Row | undefined;
  all(...values: Value[]): Row[];
}

@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly connection: SQLite.Database;

  constructor(@Inject(SETTINGS) { databaseFile }: Settings) {
    mkdirSync(dirname(databaseFile), { recursive: true });
    this.connection = new SQLite(databaseFile);
    // One process a database: a second one would continue the same runs. The lock goes with the process, however it ends.
    this.connection.pragma('locking_mode = EXCLUSIVE');
    this.connection.pragma('journal_mode = WAL');
    // What was committed survives the end of the process; a power cut may cost the last transactions, never integrity.
    this.connection.pragma('synchronous = NORMAL');
    this.connection.pragma('foreign_keys = ON');
    this.migrate(databaseFile);
  }

  prepare<Row>(sql: string): Statement<Row> {
    const statement = this.connection.prepare(sql) as unknown as Omit<Statement<Row>, 'get'>;
    return {
      run: (...values) => statement.run(...values),
      all: (...values) => statement.all(...values),
      // The driver's own `get` adds a property to the row.
      get: (...values) => statement.all(...values)[0],
    };
  }

  /** Runs `work` in one transaction: all of it is stored, or nothing. It must not await. */
  transaction<Result>(work: () => Result): Result {
    return this.connection.transaction(work).immediate();
  }

  onApplicationShutdown(): void {
    this.connection.close();
  }

  private migrate(databaseFile: string): void {
    const { user_version: version } = this.prepare<{ user_version: number }>('PRAGMA user_version').get() ?? {};
    if (version === SCHEMA_VERSION) return;
    if (version !== 0) throw new Error(`${databaseFile} has the schema version ${version}, not ${SCHEMA_VERSION}`);
    this.transaction(() => this.connection.exec(`${SCHEMA}; PRAGMA user_version = ${SCHEMA_VERSION}`));
  }
}
