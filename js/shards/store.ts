/** Where instances keep analyses for each other: a folder, or what the caller makes of a database. */
import type { RecordStore, StoreEntry, StoreFolder } from '../../shards.js';
import { typeError } from '../errors.js';
import type { NativeOptions } from '../native.js';
import { nativeOptions } from '../options.js';

const METHODS = ['getMany', 'putMany', 'hasMany'] as const;

/** A store of the caller's, whose answers are not trusted; or where a folder is. */
export type CheckedStore = { records: CheckedRecords; cache?: undefined } | { records?: undefined; cache: FolderCache };

type FolderCache = NonNullable<NativeOptions['cache']>;

/** Checks a store of contents, which is named so. */
export function checkedRecords(name: string, store: unknown): CheckedRecords {
  if (isRecordStore(store)) return new CheckedRecords(store);
  throw typeError(name, `an object with the methods ${METHODS.join(', ')}`, store);
}

function isRecordStore(store: unknown): store is RecordStore {
  const given = Object(store) as Partial<RecordStore>;
  return METHODS.every((method) => typeof given[method] === 'function');
}

/** Checks the argument `store`. */
export function checkedStore(store: unknown): CheckedStore {
  const given = store as Partial<RecordStore & StoreFolder> | null | undefined;
  if (typeof given === 'object' && given !== null) {
    if (typeof given.directory === 'string') {
      const { directory, maxBytes } = given;
      // Hashed each time: a file is compared with the plan.
      const { cache } = nativeOptions({ cache: { directory, maxBytes, trust: 'content' } });
      if (cache !== undefined) return { cache };
    }
    if (isRecordStore(given)) return { records: new CheckedRecords(given) };
  }
  throw typeError('store', `an object with a directory or with the methods ${METHODS.join(', ')}`, store);
}

/** A store of the caller's. */
export class CheckedRecords {
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  async getMany(keys: string[]): Promise<(Uint8Array | undefined)[]> {
    const found = answers('getMany', await this.#store.getMany(keys), keys);
    return found.map((bytes) => {
      if (bytes === undefined || bytes === null) return undefined;
      if (!(bytes instanceof Uint8Array)) throw typeError("an answer of the store's getMany", 'a Uint8Array', bytes);
      return bytes;
    });
  }

  async putMany(entries: StoreEntry[]): Promise<void> {
    await this.#store.putMany(entries);
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return answers('hasMany', await this.#store.hasMany(keys), keys).map((has) => has === true);
  }
}

function answers(method: string, found: unknown, keys: readonly string[]): unknown[] {
  if (Array.isArray(found) && found.length === keys.length) return found;
  throw typeError(`what the store's ${method} answers`, `an array of ${keys.length}`, found);
}
