/** What callers are told: by their logger, and by errors with a code. */
import type { GraphErrorCode, StreamLogger } from '../../index.js';
import { CodeKnowledgeGraphError } from '../index.js';

export function warn(logger: StreamLogger | undefined, message: string, metadata: Record<string, unknown>): void {
  logger?.warn({ message, context: 'CodeKnowledgeGraph', metadata });
}

export function coded(code: GraphErrorCode, message: string): Error {
  return new CodeKnowledgeGraphError(message, code);
}

/** The same, which is a `TypeError` besides. */
export function codedTypeError(code: GraphErrorCode, message: string): TypeError {
  return Reflect.construct(CodeKnowledgeGraphError, [message, code], TypeError);
}

/** The same of a number that is not in its range, which is a `RangeError` besides. */
export function rangeError(message: string): RangeError {
  return Reflect.construct(CodeKnowledgeGraphError, [message, 'ERR_OUT_OF_RANGE'], RangeError);
}
