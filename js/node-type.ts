/** The contract's `NodeType`, and the numbers Rust writes for it. */
import type { CallResolution, NodeType as NodeTypeName } from '../index.js';

type NodeTypes = { readonly [Name in NodeTypeName]: Name };

export const NodeType: NodeTypes = Object.freeze({
  NODE_TYPE_UNSPECIFIED: 'NODE_TYPE_UNSPECIFIED',
  NODE_TYPE_IMPORT: 'NODE_TYPE_IMPORT',
  NODE_TYPE_CLASS: 'NODE_TYPE_CLASS',
  NODE_TYPE_INTERFACE: 'NODE_TYPE_INTERFACE',
  NODE_TYPE_ENUM: 'NODE_TYPE_ENUM',
  NODE_TYPE_FUNCTION: 'NODE_TYPE_FUNCTION',
  NODE_TYPE_FUNCTION_CALL: 'NODE_TYPE_FUNCTION_CALL',
  NODE_TYPE_TYPE_ALIAS: 'NODE_TYPE_TYPE_ALIAS',
  UNRECOGNIZED: 'UNRECOGNIZED',
});

/** By the number of Rust's `NodeKind`. */
export const NODE_TYPES: readonly NodeTypeName[] = [
  'NODE_TYPE_UNSPECIFIED',
  'NODE_TYPE_IMPORT',
  'NODE_TYPE_CLASS',
  'NODE_TYPE_INTERFACE',
  'NODE_TYPE_ENUM',
  'NODE_TYPE_FUNCTION',
  'NODE_TYPE_FUNCTION_CALL',
  'NODE_TYPE_TYPE_ALIAS',
];

/** By the number of Rust's `Resolution`. */
export const RESOLUTIONS: readonly CallResolution[] = [
  'local',
  'import',
  'receiver',
  'inherited',
  'external',
  'unresolved',
];
