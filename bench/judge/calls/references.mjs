// The package's references next to a judge's: of each kind, how many of the judge's names lead where it says, and how many of
// the package's are among the judge's. A judge's truth about a name that is not called:
//
//   path, start, end   of the name, as of a call
//   reference          'value', 'decorator' or 'type'
//   name, kind         the name; what is around it, by which misses are sorted
//   to                 'unknown' to the judge, or declarations of which each is right: [{ path, at, isType }]

import { percent } from './shares.mjs';

export class ReferenceScore {
  #graph;
  #miss;
  #kinds = new Map();
  #judged = new Map();

  constructor(graph, miss) {
    this.#graph = graph;
    this.#miss = miss;
  }

  /** The judge speaks of this file. */
  begin(path) {
    if (!this.#judged.has(path)) this.#judged.set(path, new Set());
  }

  add(truth) {
    const found = this.#graph
      .references(truth.path)
      .find(({ position }) => position.startIndex === truth.start && position.endIndex === truth.end);
    this.#judged.get(truth.path).add(`${truth.start} ${truth.end}`);
    const count = this.#countOf(truth.reference);
    if (truth.to === 'unknown') return;
    const expected = truth.to.map((target) => this.#keyOf(target)).filter((key) => key !== undefined);
    // What the graph has no key for, such as a function in a folder that discovery leaves out, it cannot name.
    if (expected.length === 0) return;
    count.all += 1;
    if (found) this.#countOf(found.kind).claims += 1;
    const isRight = found !== undefined && found.kind === truth.reference && expected.includes(found.targetKey);
    if (isRight) {
      count.right += 1;
      count.rightClaims += 1;
    } else this.#report(found ? 'another reference' : 'no reference', truth, found, expected);
  }

  /** What the package refers to in the judged files that the judge does not speak of. */
  finish() {
    for (const [path, judged] of this.#judged) {
      for (const reference of this.#graph.references(path)) {
        const { startIndex: start, endIndex: end } = reference.position;
        const count = this.#kinds.get(reference.kind);
        if (count === undefined || judged.has(`${start} ${end}`)) continue;
        count.claims += 1;
        const truth = { path, start, end, name: reference.name, kind: reference.kind, to: 'none' };
        this.#report('no such reference', truth, reference, []);
      }
    }
  }

  /** By kind: how many, shares of those that are right, and how many of the package's. */
  get shares() {
    if (this.#kinds.size === 0) return {};
    const shareOf = ({ all, right, claims, rightClaims }) => ({
      all,
      right: percent(right, all),
      claims,
      rightClaims: percent(rightClaims, claims),
    });
    return { references: Object.fromEntries([...this.#kinds].sort().map(([kind, count]) => [kind, shareOf(count)])) };
  }

  #keyOf(target) {
    return target.isType ? this.#graph.typeAt(target) : this.#graph.keyAt(target);
  }

  #countOf(kind) {
    const count = this.#kinds.get(kind) ?? { all: 0, right: 0, claims: 0, rightClaims: 0 };
    this.#kinds.set(kind, count);
    return count;
  }

  #report(verdict, truth, found, expected) {
    const kind = `${truth.reference ?? found.kind}, ${truth.kind}`;
    this.#miss(verdict, { ...truth, kind }, found, expected);
  }
}
