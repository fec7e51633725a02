/** The contract's `NodeType`, and the numbers Rust writes for it. */
import type { CallResolution, NodeType as NodeTypeEnum, ReferenceKind } from '../../index.js';
import type { NodeKinds, ReferenceKinds, Resolutions } from './columns.js';

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

const KINDS = [
  'NODE_TYPE_UNSPECIFIED',
  'NODE_TYPE_IMPORT',
  'NODE_TYPE_CLASS',
  'NODE_TYPE_INTERFACE',
  'NODE_TYPE_ENUM',
  'NODE_TYPE_FUNCTION',
  'NODE_TYPE_FUNCTION_CALL',
  'NODE_TYPE_TYPE_ALIAS',
] as const satisfies NodeKinds;

/** By number. */
export const NODE_TYPES: readonly NodeTypeEnum[] = KINDS.map((kind) => NodeType[kind]);

/** By number. */
export const RESOLUTIONS: readonly CallResolution[] = [
  'local',
  'import',
  'receiver',
  'inherited',
  'external',
  'unresolved',
  'builtin',
] as const satisfies Resolutions;

/** By number. */
export const REFERENCE_KINDS: readonly ReferenceKind[] = [
  'value',
  'decorator',
  'type',
  'access',
] as const satisfies ReferenceKinds;
