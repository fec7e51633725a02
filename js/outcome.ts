/** What the native side answers: what was asked for, or a failure that is thrown here. */
import { callError, type NativeFailure } from './decode/failures.js';

/** What was asked for, or its failure thrown. */
export function successOf<Outcome>(outcome: Outcome): Exclude<Outcome, NativeFailure> {
  if (isFailure(outcome)) throw callError(outcome);
  return outcome as Exclude<Outcome, NativeFailure>;
}

/** By what it has itself: whatever `Object.prototype` may have been given, every stream has too. */
function isFailure(outcome: unknown): outcome is NativeFailure {
  return typeof outcome === 'object' && outcome !== null && Object.hasOwn(outcome, 'code');
}
