/** What several instances do together: loaded when the first of it is asked for, as most callers are one instance. */
export { analyze, type ShardFiles } from './analysis.js';
export { checkedPlan, ShardAssembly } from './assembly.js';
export { Checkouts } from './checkouts.js';
export { send } from './contents.js';
export { findKnown } from './known.js';
export { makePlan } from './plan.js';
export { CheckedRecords, checkedRecords, checkedStore } from './store.js';
