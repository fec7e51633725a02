/** Where in the picture items stand: squarified, each with room for its name. Pure. */
import type { Item } from './model.js';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Placed extends Box {
  item: Item;
  depth: number;
  /** Whether what is in it is shown. */
  isOpen: boolean;
}

/** Room for the name of what has others in it. */
const HEADER = 20;
const GAP = 2;
/** What is smaller is not opened. */
const LEAST_OPEN = { width: 34, height: 30 };
/** What is smaller is not shown. */
const LEAST = 1.5;

/** The items from `root` on that are large enough to be seen, what is around before what is in it. */
export function placed(root: Item, within: Box): Placed[] {
  const all: Placed[] = [];
  const waiting: Placed[] = [{ ...within, item: root, depth: 0, isOpen: true }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { item, width, height, depth } = next;
    const opens = item.children.length > 0 && width >= LEAST_OPEN.width && height >= LEAST_OPEN.height;
    next.isOpen = depth === 0 || opens;
    all.push(next);
    if (!next.isOpen) continue;
    const header = depth === 0 ? 0 : HEADER;
    const inner = {
      x: next.x + GAP,
      y: next.y + header + (depth === 0 ? GAP : 0),
      width: width - 2 * GAP,
      height: height - header - (depth === 0 ? 2 * GAP : GAP),
    };
    for (const [child, box] of squarified(item.children, inner)) {
      if (box.width < LEAST || box.height < LEAST) continue;
      waiting.push({ ...box, item: child, depth: depth + 1, isOpen: false });
    }
  }
  return all;
}

/** Rows of boxes as near to squares as may be; items are sorted by weight. */
function squarified(items: readonly Item[], within: Box): [Item, Box][] {
  const boxes: [Item, Box][] = [];
  let { x, y, width, height } = within;
  const weight = items.reduce((sum, item) => sum + item.weight, 0);
  if (weight <= 0 || width <= 0 || height <= 0) return boxes;
  const scale = (width * height) / weight;
  let start = 0;
  while (start < items.length) {
    const side = Math.min(width, height);
    if (side < LEAST) break;
    let [end, area, worst] = [start, 0, Number.POSITIVE_INFINITY];
    const largest = items[start].weight * scale;
    while (end < items.length) {
      const next = items[end].weight * scale;
      const sum = area + next;
      const ratio = Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * next));
      if (ratio > worst) break;
      [worst, area] = [ratio, sum];
      end++;
    }
    const thickness = area / side;
    let offset = 0;
    for (const item of items.slice(start, end)) {
      const length = (item.weight * scale) / thickness;
      const box =
        width >= height
          ? { x, y: y + offset, width: thickness, height: length }
          : { x: x + offset, y, width: length, height: thickness };
      boxes.push([item, { ...box, width: box.width - 1, height: box.height - 1 }]);
      offset += length;
    }
    if (width >= height) [x, width] = [x + thickness, width - thickness];
    else [y, height] = [y + thickness, height - thickness];
    start = end;
  }
  return boxes;
}

/** What of `all` is at a point: the innermost. */
export function at(all: readonly Placed[], x: number, y: number): Placed | undefined {
  let found: Placed | undefined;
  for (const box of all) {
    const isWithin = x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
    if (isWithin && (found === undefined || box.depth >= found.depth)) found = box;
  }
  return found;
}
