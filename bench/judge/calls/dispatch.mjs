// The package's candidates next to what a judge says may run: pairs of a call and a function, of calls of which either has
// any.

import { percent } from './shares.mjs';

/** More candidates than these no call has. */
const MOST = 64;

export class DispatchScore {
  #graph;
  #miss;
  #calls = 0;
  #pairs = 0;
  #claims = 0;
  #right = 0;

  constructor(graph, miss) {
    this.#graph = graph;
    this.#miss = miss;
  }

  add(truth, call) {
    const keys = truth.runs.map((target) => this.#graph.keyAt(target)).filter((key) => key !== undefined);
    const expected = new Set(keys);
    const claimed = call?.candidates ?? [];
    // A call whose target alone may run dispatches to nothing else.
    const isAlone = expected.size === 1 && claimed.length === 0 && call?.targetKey === keys[0];
    if (isAlone || expected.size > MOST || (expected.size === 0 && claimed.length === 0)) return;
    this.#calls += 1;
    this.#pairs += expected.size;
    this.#claims += claimed.length;
    const right = claimed.filter((key) => expected.has(key)).length;
    this.#right += right;
    const missing = keys.filter((key) => !claimed.includes(key));
    const wrong = claimed.filter((key) => !expected.has(key));
    if (missing.length > 0) this.#miss('candidates are missing', truth, call, missing);
    if (wrong.length > 0) this.#miss('candidates that never run', { ...truth, to: wrong }, call, wrong);
  }

  /** How many calls, pairs of theirs, and shares of both sides' that are right; nothing where no judge knows. */
  get shares() {
    if (this.#calls === 0) return {};
    return {
      dispatch: {
        calls: this.#calls,
        all: this.#pairs,
        right: percent(this.#right, this.#pairs),
        claims: this.#claims,
        rightClaims: percent(this.#right, this.#claims),
      },
    };
  }
}
