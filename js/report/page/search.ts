/** Search among names, best first. Pure. */
import type { Item, Model } from './model.js';

/** How many are shown. */
export const MOST = 60;

/** The items whose names have the words of `text`, the nearest first. */
export function search(model: Model, text: string): Item[] {
  const words = text
    .toLowerCase()
    .split(/[\s.:/]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined) return [];
  const found: { item: Item; rank: number }[] = [];
  const look = (item: Item) => {
    const rank = rankOf(item, words, last);
    if (rank !== undefined) found.push({ item, rank });
  };
  for (const item of model.symbols) look(item);
  found.sort(
    (one, other) =>
      one.rank - other.rank ||
      one.item.name.length - other.item.name.length ||
      other.item.callers - one.item.callers ||
      (one.item.key < other.item.key ? -1 : 1),
  );
  return found.slice(0, MOST).map(({ item }) => item);
}

function rankOf(item: Item, words: readonly string[], last: string): number | undefined {
  const name = item.name.toLowerCase();
  const at = name.indexOf(last);
  const key = words.length > 1 || at < 0 ? item.key.toLowerCase() : '';
  for (const word of words) {
    if (word !== last && !key.includes(word)) return undefined;
  }
  if (at < 0) return key.includes(last) ? 5 : undefined;
  if (name === last) return 0;
  if (at === 0) return 1;
  // Where a word of the name begins: `findOrder`, `find_order`.
  const isWord = item.name[at] !== name[at] || !/[a-z0-9]/.test(name[at - 1] ?? '');
  return isWord ? 2 : 3;
}
