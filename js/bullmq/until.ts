/** Iteration that can be given up while what it waits for never comes. */

/** Yields what `items` does, until `end` rejects: then it does so too, at once, and `items` is left to what it waits for. */
export async function* until<Item>(
  items: AsyncGenerator<Item, void, undefined>,
  end: Promise<never>,
): AsyncGenerator<Item, void, undefined> {
  // It may reject when nobody waits.
  end.catch(() => undefined);
  let isWaiting = false;
  try {
    while (true) {
      isWaiting = true;
      const next = await Promise.race([items.next(), end]);
      isWaiting = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const ended = items.return();
    if (isWaiting) ended.catch(() => undefined);
    else await ended;
  }
}
