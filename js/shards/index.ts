/** What several instances do together: loaded when the first of it is asked for, as most callers are one instance. */
export { analyze, type ShardFiles } from './analysis.js';
export { ShardAssembly } from './assembly.js';
export { Checkouts } from './checkouts.js';
export { makePlan } from './plan.js';
export { checkedStore } from './store.js';
