// The CommonJS build under the names of an ES module.
// Required, not imported: Node.js would first look through its text for names, 4 ms of loading.
import { createRequire } from 'node:module';

export const { recordStoreTests } = createRequire(import.meta.url)('./dist/testing/index.js');
