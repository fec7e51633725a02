// The package's calls next to the compiler's: each of the compiler's calls gets one verdict.

/** Resolutions by which the package says that it knows the target. */
const CLAIMING = new Set(['local', 'import', 'receiver', 'inherited']);

/** A function that finds the package's call for one of the compiler's, by file and range. */
export function callIndex(graph) {
  const byRange = new Map();
  for (const [file, { calls }] of graph.files) {
    for (const call of calls) byRange.set(place(file, call.position.startIndex, call.position.endIndex), call);
  }
  return ({ file, start, end }) => byRange.get(place(file, start, end));
}

function place(file, start, end) {
  return `${file}\0${start}\0${end}`;
}

/** Whether the package says where the target is, rather than falling back to the calling file. */
export function isClaim(call, callingFile) {
  return call !== undefined && (call.file !== callingFile || CLAIMING.has(call.resolution));
}

/**
 * `truth`: a call of the compiler's; `call`: the package's at the same place, if any.
 * `sentRight` counts the fallback to the calling file as an answer; `claimRight` is `null` where nothing is claimed.
 */
export function judge(truth, call) {
  const sentRight = call !== undefined && truth.declaredIn.has(call.file);
  if (!isClaim(call, truth.file)) return { sentRight, claimRight: null };
  if (truth.inRepository) return { sentRight, claimRight: sentRight };
  // Declared outside the repository: right is to name no file of it.
  return { sentRight, claimRight: !call.file.startsWith('/') && !/^[A-Za-z]:/.test(call.file) };
}

/** Counts verdicts, by call and by pair of calling file and called name. */
export class Score {
  sites = { total: 0, sentRight: 0, claims: 0, claimsRight: 0 };
  crossFile = { total: 0, sentRight: 0, claims: 0, claimsRight: 0 };
  outside = { total: 0, claims: 0, claimsRight: 0 };
  unknown = 0;
  missing = 0;
  kinds = new Map();
  #pairs = new Map();
  #signaturePairs = new Map();

  add(truth, call) {
    if (truth.signedIn !== null) {
      notePair(this.#signaturePairs, truth, judge({ ...truth, declaredIn: new Set([truth.signedIn]) }, call));
    }
    if (truth.inRepository === null) {
      this.unknown++;
      return;
    }
    const verdict = judge(truth, call);
    if (!truth.inRepository) {
      this.outside.total++;
      tally(this.outside, verdict);
      return;
    }
    if (call === undefined) this.missing++;
    this.sites.total++;
    tally(this.sites, verdict);
    if (!truth.declaredIn.has(truth.file)) {
      this.crossFile.total++;
      tally(this.crossFile, verdict);
    }
    notePair(this.#pairs, truth, verdict);
    this.#kind(truth, call, verdict);
  }

  /** By pair of calling file and called name: sent right, or claimed right, if one of its calls is. */
  get pairs() {
    return countPairs(this.#pairs);
  }

  /** The same where only the file of the resolved signature is right: the measure that other tools were held to. */
  get signaturePairs() {
    return countPairs(this.#signaturePairs);
  }

  /** All claims that can be judged, those about calls of things outside the repository too. */
  get allClaims() {
    return {
      claims: this.sites.claims + this.outside.claims,
      claimsRight: this.sites.claimsRight + this.outside.claimsRight,
    };
  }

  #kind(truth, call, verdict) {
    const counts = this.kinds.get(truth.kind) ?? { total: 0, sentRight: 0, claims: 0, claimsRight: 0, misses: [] };
    this.kinds.set(truth.kind, counts);
    counts.total++;
    tally(counts, verdict);
    if (!verdict.sentRight) counts.misses.push({ truth, call });
  }
}

function notePair(pairs, { file, name }, { sentRight, claimRight }) {
  const key = `${file}\0${name}`;
  const known = pairs.get(key) ?? { sentRight: false, claimRight: null };
  pairs.set(key, {
    sentRight: known.sentRight || sentRight,
    claimRight: claimRight === null ? known.claimRight : known.claimRight === true || claimRight,
  });
}

function countPairs(pairs) {
  const counts = { total: pairs.size, sentRight: 0, claims: 0, claimsRight: 0 };
  for (const verdict of pairs.values()) tally(counts, verdict);
  return counts;
}

function tally(counts, { sentRight, claimRight }) {
  if (sentRight && counts.sentRight !== undefined) counts.sentRight++;
  if (claimRight !== null) counts.claims++;
  if (claimRight) counts.claimsRight++;
}
