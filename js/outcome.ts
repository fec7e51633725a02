/** What the native side answers: what was asked for, or a failure that is thrown here. */
import { callError, type NativeFailure } from './decode/failures.js';

/** What was asked for, or its failure thrown. */
export function successOf<Success extends object>(outcome: Success | NativeFailure): Success {
  if (isFailure(outcome)) throw callError(outcome);
  return outcome;
}

/** By what it has itself: whatever `Object.prototype` may have been given, every stream has too. */
function isFailure(outcome: object): outcome is NativeFailure {
  return Object.hasOwn(outcome, 'code');
}
