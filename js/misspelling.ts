/** Names that nobody knows, and those that may be meant. */
import { withCode } from './decode/graph-error.js';

/** The error for an option that there is not; `nearest` is the one that may be meant. */
export function unknownOption(name: string, nearest: string | undefined): TypeError {
  const hint = nearest === undefined ? '' : `: did you mean ${nearest}?`;
  return withCode(new TypeError(`options.${name} is no option${hint}`), 'ERR_INVALID_ARG_VALUE');
}

/** The name that comes nearest to one that is none of them, if any is near enough to help. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const [distance, nearest] = nearestOf(name, names);
  return distance <= 2 + name.length / 4 ? nearest : undefined;
}

/** The name that is meant beyond doubt: one or two slips away, or written without its end or with another. */
export function misspelledName(name: string, names: readonly string[]): string | undefined {
  const [distance, nearest] = nearestOf(name, names);
  if (nearest === undefined || distance <= (name.length < 8 ? 1 : 2)) return nearest;
  const text = name.toLowerCase();
  return names.find((other) => {
    const [short, long] = [text, other.toLowerCase()].sort((one, two) => one.length - two.length) as [string, string];
    return long.startsWith(short) && short.length >= 0.6 * long.length;
  });
}

/**
 * Names of options that are none are passed over, unless they are one of these but for a slip.
 *
 * @throws TypeError for an option that is misspelled, naming the one that is meant
 */
export function refuseMisspelled(options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    const meant = names.includes(name) ? undefined : misspelledName(name, names);
    if (meant !== undefined && (options as Record<string, unknown>)[name] !== undefined)
      throw unknownOption(name, meant);
  }
}

function nearestOf(name: string, names: readonly string[]): [number, string | undefined] {
  let nearest: [number, string | undefined] = [Number.POSITIVE_INFINITY, undefined];
  for (const other of names) {
    const slips = distance(name.toLowerCase(), other.toLowerCase());
    if (slips < nearest[0]) nearest = [slips, other];
  }
  return nearest;
}

/** How many letters are missing, too many, wrong, or in the other's place (optimal string alignment). */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let place = 1; place <= other.length; place++) {
      const cost = one[at - 1] === other[place - 1] ? 0 : 1;
      const isSwapped = one[at - 1] === other[place - 2] && one[at - 2] === other[place - 1];
      const swap = isSwapped ? (before[place - 2] ?? Number.POSITIVE_INFINITY) + 1 : Number.POSITIVE_INFINITY;
      const least = Math.min((row[place] ?? 0) + 1, (next[place - 1] ?? 0) + 1, (row[place - 1] ?? 0) + cost, swap);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
