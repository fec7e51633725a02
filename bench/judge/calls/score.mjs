// The package's calls next to a judge's. A judge's truth about one call:
//
//   path         of the calling file, relative to the root
//   start, end   of the call in UTF-16 units; where the judge knows only the line: `line` from 1, and `name`
//   name, kind   the called name; the shape of callee and receiver, by which misses are sorted
//   to           'outside' of the sources, 'value' (of a parameter: nobody can name it), 'unknown' to the judge, or the
//                declarations of which each is right: [{ path, at, hasBody }], `at` in UTF-16 units within the declaration's
//                head, best at its name; instead of it `line`, and `name` where a line may have several. `hasBody` is
//                'maybe' where the key may be given or not: of a constructor that runs for want of an own one
//   runs         all declarations of which each may run, where the judge knows what overrides what; left out where it does not
//
// A truth with `reference` is about a name that is not called (see `references.mjs`).

import { DispatchScore } from './dispatch.mjs';
import { Lookup } from './lookup.mjs';
import { ReferenceScore } from './references.mjs';
import { percent } from './shares.mjs';

/** Resolutions by which the package says that it knows where the callee is declared. */
const CLAIMING = new Set(['local', 'import', 'receiver', 'inherited']);

/** Counts what is right and wrong of a graph, call by call. */
export class Score {
  calls = 0;
  rightFile = 0;
  /** Calls that lead to a function with a body, and of them those with its key. */
  keyed = 0;
  rightKey = 0;
  claims = 0;
  rightClaims = 0;
  outside = 0;
  wrongOutside = 0;
  unknown = 0;
  /** By verdict and kind: how many, with all misses. */
  misses = new Map();
  #graph;
  #references;
  #dispatch;

  constructor(graph, root) {
    this.#graph = new Lookup(graph, root);
    const miss = (...words) => this.#miss(...words);
    this.#references = new ReferenceScore(this.#graph, miss);
    this.#dispatch = new DispatchScore(this.#graph, miss);
  }

  /** What discovery leaves out, such as folders named `build`, is no part of the repository: neither calls nor targets. */
  add(judged) {
    if (!this.#graph.holds(judged.path)) return;
    this.#references.begin(judged.path);
    if (judged.reference !== undefined) {
      this.#references.add(judged);
      return;
    }
    const inside = Array.isArray(judged.to) ? judged.to.filter(({ path }) => this.#graph.holds(path)) : judged.to;
    const truth = { ...judged, to: inside.length === 0 ? 'outside' : inside };
    if (truth.to === 'unknown') {
      this.unknown += 1;
      return;
    }
    const call = this.#graph.call(truth);
    if (call === 'ambiguous') {
      this.unknown += 1;
      return;
    }
    if (truth.to === 'outside') this.#addOutside(truth, call);
    else if (truth.to === 'value') this.#addClaim(truth, call, [], 'key of a value');
    else this.#addInside(truth, call);
    if (judged.runs !== undefined) this.#dispatch.add(truth, call);
  }

  /** Everything has been said: what the graph names beyond that is wrong. */
  finish() {
    this.#references.finish();
  }

  #addOutside(truth, call) {
    this.outside += 1;
    this.#addClaim(truth, call, [], 'key for a call that goes outside');
    const isFileInside = call !== undefined && CLAIMING.has(call.resolution) && this.#graph.has(call.file);
    if (!call?.targetKey && !isFileInside) return;
    this.wrongOutside += 1;
    if (!call.targetKey) this.#miss('file for a call that goes outside', truth, call, []);
  }

  #addInside(truth, call) {
    this.calls += 1;
    const isAnswer = call !== undefined && !['unresolved', 'builtin'].includes(call.resolution);
    const isFileRight = isAnswer && truth.to.some(({ path }) => this.#graph.isAt(call.file, path));
    if (isFileRight) this.rightFile += 1;
    const bodies = truth.to.filter(({ hasBody }) => hasBody);
    const expected = bodies.map((target) => this.#graph.keyAt(target)).filter((key) => key !== undefined);
    const isKeyRight = expected.includes(call?.targetKey);
    if (bodies.some(({ hasBody }) => hasBody !== 'maybe')) {
      this.keyed += 1;
      if (isKeyRight) this.rightKey += 1;
      else if (!call) this.#miss('no such call', truth, call, expected);
      else if (expected.length === 0) this.#miss('no such function', truth, call, expected);
      else if (!call.targetKey) this.#miss('no key', truth, call, expected);
    } else if (!isFileRight && !call?.targetKey) this.#miss('no or another file', truth, call, expected);
    this.#addClaim(truth, call, expected, bodies.length > 0 ? 'another key' : 'key of what has no body');
  }

  #addClaim(truth, call, expected, verdict) {
    if (!call?.targetKey) return;
    this.claims += 1;
    if (expected.includes(call.targetKey)) this.rightClaims += 1;
    else this.#miss(verdict, truth, call, expected);
  }

  #miss(verdict, truth, call, expected) {
    const kind = `${verdict}: ${truth.kind}`;
    const misses = this.misses.get(kind) ?? [];
    this.misses.set(kind, misses);
    misses.push({ verdict, truth, call, expected, ...this.#graph.source(truth) });
  }

  /** What is committed: shares in percent, of how many. */
  get shares() {
    return {
      calls: this.calls,
      rightFile: percent(this.rightFile, this.calls),
      keyed: this.keyed,
      rightKey: percent(this.rightKey, this.keyed),
      claims: this.claims,
      rightClaims: percent(this.rightClaims, this.claims),
      outside: this.outside,
      wrongOutside: this.wrongOutside,
      ...this.#dispatch.shares,
      ...this.#references.shares,
    };
  }
}
