/** What callers are told: by their logger, and by errors with a code. */
import type { GraphErrorCode, StreamLogger } from '../../index.js';
import { CodeKnowledgeGraphError } from '../index.js';

export function warn(logger: StreamLogger | undefined, message: string, metadata: Record<string, unknown>): void {
  logger?.warn({ message, context: 'CodeKnowledgeGraph', metadata });
}

export function coded(code: GraphErrorCode, message: string): Error {
  return new CodeKnowledgeGraphError(message, code);
}

/** That a queue was closed. */
export function closed(): Error {
  return coded('ERR_QUEUE_CLOSED', 'The queue is closed');
}

/** That Redis does not answer. */
export function unreachable(message: string): Error {
  return coded('ERR_REDIS_UNREACHABLE', message);
}

/** The same, which is a `TypeError` besides. */
export function codedTypeError(code: GraphErrorCode, message: string): TypeError {
  return Reflect.construct(CodeKnowledgeGraphError, [message, code], TypeError);
}

/** The same of a number that is not in its range, which is a `RangeError` besides. */
export function rangeError(message: string): RangeError {
  return Reflect.construct(CodeKnowledgeGraphError, [message, 'ERR_OUT_OF_RANGE'], RangeError);
}
