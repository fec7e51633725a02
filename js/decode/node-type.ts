/** The contract's `NodeType`, and the numbers Rust writes for it. */
import type { CallResolution, NodeType as NodeTypeEnum } from '../../index.js';

const MEMBERS = {
  NODE_TYPE_UNSPECIFIED: 'NODE_TYPE_UNSPECIFIED',
  NODE_TYPE_IMPORT: 'NODE_TYPE_IMPORT',
  NODE_TYPE_CLASS: 'NODE_TYPE_CLASS',
  NODE_TYPE_INTERFACE: 'NODE_TYPE_INTERFACE',
  NODE_TYPE_ENUM: 'NODE_TYPE_ENUM',
  NODE_TYPE_FUNCTION: 'NODE_TYPE_FUNCTION',
  NODE_TYPE_FUNCTION_CALL: 'NODE_TYPE_FUNCTION_CALL',
  NODE_TYPE_TYPE_ALIAS: 'NODE_TYPE_TYPE_ALIAS',
  UNRECOGNIZED: 'UNRECOGNIZED',
} as const satisfies { readonly [Name in keyof typeof NodeTypeEnum]: `${(typeof NodeTypeEnum)[Name]}` };

/** To the compiler an enum, whose members are of no other type; as it runs an object that cannot be changed. */
export const NodeType = Object.freeze(MEMBERS) as unknown as typeof NodeTypeEnum;

/** By the number of Rust's `NodeKind`. */
export const NODE_TYPES: readonly NodeTypeEnum[] = [
  NodeType.NODE_TYPE_UNSPECIFIED,
  NodeType.NODE_TYPE_IMPORT,
  NodeType.NODE_TYPE_CLASS,
  NodeType.NODE_TYPE_INTERFACE,
  NodeType.NODE_TYPE_ENUM,
  NodeType.NODE_TYPE_FUNCTION,
  NodeType.NODE_TYPE_FUNCTION_CALL,
  NodeType.NODE_TYPE_TYPE_ALIAS,
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
