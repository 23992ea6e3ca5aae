/**
 * The same items, each asked for before the one before it is done with: what reads them works while they are used. At
 * most one is held that nobody has asked for yet. Errors come where the item would have come. Who stops early waits for
 * the item that is being read, and everything is closed.
 */
export async function* ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item, void, void> {
  try {
    let next = items.next();
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = items.next();
      // Whoever stops early never asks for it, and then its failure concerns nobody.
      next.catch(() => {});
      yield value as Item;
    }
  } finally {
    await items.return(undefined);
  }
}
