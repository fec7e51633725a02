// Shares as they are committed.

/** In percent, to three places. */
export function percent(part, whole) {
  return whole === 0 ? 100 : Math.round((100_000 * part) / whole) / 1000;
}
