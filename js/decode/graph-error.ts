/** Errors of this package, told from those of others. */
import type { CodeKnowledgeGraphError as Declared, GraphErrorCode } from '../../index.js';

/** Registered, so that errors of another copy of this package, or of another realm, have it too. */
const MARK = Symbol.for('code-knowledge-graph.error');

/** See `index.d.ts`. */
export class CodeKnowledgeGraphError extends Error implements Declared {
  readonly code: GraphErrorCode;
  declare errorType?: 'BUSINESS_ERROR';

  constructor(message: string, code: GraphErrorCode, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    mark(this);
  }

  /** Also `TypeError`s and `RangeError`s are, which cannot inherit from it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return isMarked(value);
  }
}

/** Makes an error one of this package. */
export function withCode<Own extends Error, Code extends GraphErrorCode>(error: Own, code: Code): Own & { code: Code } {
  return mark(Object.assign(error, { code }));
}

/** See `index.d.ts`. */
export function isGraphError<Code extends GraphErrorCode = GraphErrorCode>(
  error: unknown,
  code?: Code,
): error is Declared & { readonly code: Code } {
  return isMarked(error) && (code === undefined || error.code === code);
}

function mark<Own extends Error>(error: Own): Own {
  return Object.defineProperty(error, MARK, { value: true });
}

function isMarked(value: unknown): value is Declared {
  return typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true;
}
