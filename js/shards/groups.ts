/** Items that go through a store together. */

/** Items that follow each other, so many that they weigh no more than `most`; one at least. */
export function* groups<Item>(items: readonly Item[], weight: (item: Item) => number, most: number): Generator<Item[]> {
  let [group, sum]: [Item[], number] = [[], 0];
  for (const item of items) {
    const its = weight(item);
    if (group.length > 0 && sum + its > most) {
      yield group;
      [group, sum] = [[], 0];
    }
    group.push(item);
    sum += its;
  }
  if (group.length > 0) yield group;
}
