/** Tests of stores that callers make of a database or an object store, for any test runner. */
import type { RecordStore } from './index.js';

/** A test that a store passes if {@link StoreTest.run} resolves. */
export interface StoreTest {
  name: string;
  run(): Promise<void>;
}

/**
 * What every `RecordStore` has to do, as tests:
 *
 * ```ts
 * for (const { name, run } of recordStoreTests(() => new MyStore(...))) test(name, run);
 * ```
 *
 * @param open a store, asked once a test; stores that are opened one after the other may share what they keep
 */
export declare function recordStoreTests(open: () => RecordStore | Promise<RecordStore>): StoreTest[];
